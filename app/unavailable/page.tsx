import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { TryAgain } from '#components/try-again.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('problems.sessions_unavailable');
  return { title: words('title'), robots: { index: false } };
}

const RETRY_SECONDS = 5;

/** What `proxy.ts` shows, with status 503, in place of any page while sessions can't be read. */
export default async function UnavailablePage() {
  const words = await getTranslations('problems.sessions_unavailable');
  return (
    <div className="grid gap-4" role="alert">
      <TryAgain />
      <noscript>
        <meta httpEquiv="refresh" content={String(RETRY_SECONDS)} />
      </noscript>
      <h1 className="text-display">{words('title')}</h1>
      <p className="text-lead">{words('what')}</p>
      <p className="text-muted">{words('todo')}</p>
    </div>
  );
}
