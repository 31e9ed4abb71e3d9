import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Unavailable } from '../unavailable.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('problems.companies_unavailable');
  return { title: words('title'), robots: { index: false } };
}

/** What `proxy.ts` shows, with status 503, in place of a company's link while Logto can't be asked. */
export default function CompaniesUnavailablePage() {
  return <Unavailable code="companies_unavailable" />;
}
