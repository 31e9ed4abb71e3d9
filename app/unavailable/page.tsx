import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { TryAgain } from '#components/try-again.tsx';
import { ButtonLink } from '#components/ui/button.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('problems.sessions_unavailable');
  return { title: words('title'), robots: { index: false } };
}

/** A refresh by the clock begins from the top for a screen reader: not too often. */
const WITHOUT_SCRIPTS_SECONDS = 30;

/** What `proxy.ts` shows, with status 503, in place of any page while sessions can't be read. */
export default async function UnavailablePage() {
  const [words, t] = await Promise.all([
    getTranslations('problems.sessions_unavailable'),
    getTranslations('unavailable'),
  ]);
  return (
    <div className="grid gap-8">
      <div className="grid gap-4" role="alert">
        <h1 className="text-display">{words('title')}</h1>
        <p className="text-lead">{words('what')}</p>
        <p className="text-muted">{t('todo')}</p>
        <TryAgain />
        <noscript>
          <meta httpEquiv="refresh" content={String(WITHOUT_SCRIPTS_SECONDS)} />
        </noscript>
      </div>
      <div>
        {/* The address that the browser shows: the page that was wanted. */}
        <ButtonLink href="">{t('again')}</ButtonLink>
      </div>
    </div>
  );
}
