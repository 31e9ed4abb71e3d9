import { getTranslations } from 'next-intl/server';
import { Problem } from '#components/problem.tsx';
import { TryAgain } from '#components/try-again.tsx';
import { ButtonLink } from '#components/ui/button.tsx';

/** A refresh by the clock begins from the top for a screen reader: not too often. */
const WITHOUT_SCRIPTS_SECONDS = 30;

/** Replaces a page that can't be shown now, and loads it once it can. */
export async function Unavailable({
  code,
}: {
  code: 'sessions_unavailable' | 'companies_unavailable';
}) {
  const [words, t, common] = await Promise.all([
    getTranslations(`problems.${code}`),
    getTranslations('unavailable'),
    getTranslations('common'),
  ]);
  return (
    <>
      <Problem title={words('title')} what={words('what')} todo={t('todo')}>
        {/* The address that the browser shows: the page that was wanted. */}
        <ButtonLink href="">{common('again')}</ButtonLink>
      </Problem>
      <TryAgain asks={code === 'sessions_unavailable' ? 'session' : 'page'} />
      <noscript>
        <meta httpEquiv="refresh" content={String(WITHOUT_SCRIPTS_SECONDS)} />
      </noscript>
    </>
  );
}
