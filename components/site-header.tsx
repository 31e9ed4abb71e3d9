import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { PRODUCT_NAME } from '#lib/brand.ts';
import { LOCALE_NAMES, LOCALES } from '#lib/i18n/locales.ts';
import { Avatar } from './avatar.tsx';
import { Mark } from './mark.tsx';

type Person = { displayName: string | undefined; picture: string | undefined } | undefined;

export async function SiteHeader({
  person,
  setLocale,
  children,
}: {
  person: Person;
  setLocale: (form: FormData) => Promise<void>;
  /** Menus, before the person. */
  children: ReactNode;
}) {
  const t = await getTranslations('header');
  const current = await getLocale();
  const name = person && (person.displayName ?? t('unnamed'));
  return (
    <header className="border-line border-b">
      <div className="mx-auto flex min-h-14 max-w-3xl flex-wrap items-center gap-x-4 px-4 sm:px-6">
        <a
          href="/"
          className="flex min-h-11 items-center gap-2 font-semibold text-ink no-underline"
        >
          <Mark />
          {PRODUCT_NAME}
        </a>
        <div className="ml-auto flex items-center gap-2">
          {children}
          {name && (
            <a
              href="/dashboard"
              className="flex min-h-11 items-center gap-2 text-ink no-underline hover:underline"
            >
              <Avatar name={name} picture={person.picture} />
              <bdi className="max-w-40 truncate max-sm:sr-only">{name}</bdi>
            </a>
          )}
          <form action={setLocale}>
            {LOCALES.filter((locale) => locale !== current).map((locale) => (
              <button
                key={locale}
                type="submit"
                name="locale"
                value={locale}
                lang={locale}
                className="min-h-11 rounded-base px-3 text-ink text-small hover:underline"
              >
                {LOCALE_NAMES[locale]}
              </button>
            ))}
          </form>
        </div>
      </div>
    </header>
  );
}
