import { getTranslations } from 'next-intl/server';
import { TryAgain } from '#components/try-again.tsx';
import { ButtonLink } from '#components/ui/button.tsx';

/** A refresh by the clock begins from the top for a screen reader: not too often. */
const WITHOUT_SCRIPTS_SECONDS = 30;

/** Logto didn't list the companies: that says nothing about the one in the link. */
export async function CompaniesUnavailable() {
  const [words, t] = await Promise.all([
    getTranslations('problems.companies_unavailable'),
    getTranslations('unavailable'),
  ]);
  return (
    <div className="grid gap-8">
      <div className="grid gap-4" role="alert">
        <h1 className="text-display">{words('title')}</h1>
        <p className="text-lead">{words('what')}</p>
        <p className="text-muted">{t('todo')}</p>
        <TryAgain asks="page" />
        <noscript>
          <meta httpEquiv="refresh" content={String(WITHOUT_SCRIPTS_SECONDS)} />
        </noscript>
      </div>
      <div>
        {/* The address that the browser shows: the company's link. */}
        <ButtonLink href="">{t('again')}</ButtonLink>
      </div>
    </div>
  );
}
