import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '#components/ui/button.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('outdated'))('title'), robots: { index: false } };
}

/**
 * What `proxy.ts` shows, with status 409, for a form of a page from before a deploy that was sent
 * without JavaScript. With it, the page says so in place and keeps what was typed.
 */
export default async function OutdatedPage() {
  const t = await getTranslations('outdated');
  return (
    <div className="grid gap-8">
      <div className="grid gap-4" role="alert">
        <h1 className="text-display">{t('title')}</h1>
        <p className="text-lead">{t('what')}</p>
        <p className="text-muted">{t('todo')}</p>
      </div>
      <div>
        {/* The address that the browser shows: the page that was sent. */}
        <ButtonLink href="">{t('reload')}</ButtonLink>
      </div>
    </div>
  );
}
