import { getLocale, getTranslations } from 'next-intl/server';
import { PRODUCT_NAME } from '#lib/brand.ts';
import { LOCALE_NAMES, LOCALES } from '#lib/locales.ts';
import { Avatar } from './avatar.tsx';
import { Mark } from './mark.tsx';
import { OrganizationLinks } from './organization-links.tsx';

type Person =
  | {
      displayName: string | undefined;
      picture: string | undefined;
      organizations: { id: string; name: string }[];
    }
  | undefined;

/** In the menu; the rest is on the page of all of them. */
const MOST_SHOWN = 7;
const MENU_ID = 'organization-menu';

export async function SiteHeader({
  person,
  setLocale,
}: {
  person: Person;
  setLocale: (form: FormData) => Promise<void>;
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
          {person && person.organizations.length > 0 && (
            <OrganizationMenu organizations={person.organizations} />
          )}
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

async function OrganizationMenu({
  organizations,
}: {
  organizations: { id: string; name: string }[];
}) {
  const t = await getTranslations('header');
  return (
    // A popover closes on Escape and on a click beside it, without a script.
    <>
      <button
        type="button"
        popoverTarget={MENU_ID}
        className="flex min-h-11 items-center rounded-base px-2 text-ink text-small [anchor-name:--organizations] hover:underline"
      >
        {t('organizations')}
      </button>
      <ul
        id={MENU_ID}
        popover="auto"
        className="absolute inset-auto top-14 right-4 m-0 w-56 [position-anchor:--organizations] rounded-base border border-line bg-raised py-2 text-ink supports-[top:anchor(bottom)]:top-[anchor(bottom)] supports-[top:anchor(bottom)]:right-[anchor(right)]"
      >
        <OrganizationLinks
          organizations={organizations.slice(0, MOST_SHOWN)}
          all={t('allOrganizations')}
        />
      </ul>
    </>
  );
}
