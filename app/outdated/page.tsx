import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Problem } from '#components/problem.tsx';
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
    <Problem title={t('title')} what={t('what')} todo={t('todo')}>
      {/* The address that the browser shows: the page that was sent. */}
      <ButtonLink href="">{t('reload')}</ButtonLink>
    </Problem>
  );
}
