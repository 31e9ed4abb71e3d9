import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '#components/ui/button.tsx';
import { readProblem } from '#lib/problems.ts';
import type { SearchParams } from '#lib/search-params.ts';
import { findWayBack } from '#lib/session/attempts.ts';
import { signInPath } from '#lib/sign-in-link.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('problem'))('pageTitle'), robots: { index: false } };
}

/** A sign-in that failed: what happened, why, what to do, and the way back in. */
export default async function ProblemPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const query = await searchParams;
  const { code, reference } = readProblem(query);
  const t = await getTranslations('problem');
  const words = await getTranslations(`problems.${code}`);
  // Of the rest of the address nothing counts: a link could send somebody to a stranger's company.
  const again = signInPath((await findWayBack(query.way)) ?? {});
  return (
    <div className="grid gap-8">
      <div className="grid gap-4" role="alert">
        <h1 className="text-display">{words('title')}</h1>
        <p className="text-lead">{words('what')}</p>
        <p className="text-muted">{words('todo')}</p>
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <ButtonLink href={again}>{t('tryAgain')}</ButtonLink>
        <ButtonLink href="/" variant="quiet">
          {t('home')}
        </ButtonLink>
      </div>
      {reference && (
        <p className="border-line border-t pt-4 text-muted text-small">
          {t('reference')} <code className="select-all text-ink">{reference}</code>
        </p>
      )}
    </div>
  );
}
