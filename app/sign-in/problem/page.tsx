import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Problem } from '#components/problem.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import type { SearchParams } from '#lib/http/search-params.ts';
import { companyById } from '#lib/logto/companies.ts';
import { type SignInRequest, signInPath } from '#lib/sign-in/link.ts';
import { readProblem } from '#lib/sign-in/problems.ts';
import { findWayBack } from '#lib/sign-in/transactions.ts';
import { HomeLink } from '../../home-link.tsx';

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
  const common = await getTranslations('common');
  const words = await getTranslations(`problems.${code}`);
  // Of the rest of the address nothing counts: a link could send somebody to a stranger's company.
  const way = (await findWayBack(query.way)) ?? {};
  return (
    <Problem
      title={words('title')}
      what={words('what')}
      todo={words('todo')}
      reference={reference ? { label: t('reference'), value: reference } : undefined}
    >
      {code === 'sso_required' ? (
        <CompanyButton way={way} />
      ) : (
        <ButtonLink href={signInPath(way)}>{common('again')}</ButtonLink>
      )}
      <HomeLink variant="quiet" />
    </Problem>
  );
}

/** On through the company: trying again the same way would end here again. */
async function CompanyButton({ way }: { way: SignInRequest }) {
  const t = await getTranslations('problem');
  const answer = way.connector ? await companyById(way.connector) : undefined;
  const company = answer?.ok ? answer.value.displayName : undefined;
  return (
    <ButtonLink href={signInPath({ ...way, screen: 'sso' })}>
      {company ? t('continueWith', { company }) : t('continueWithCompany')}
    </ButtonLink>
  );
}
