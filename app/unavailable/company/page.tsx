import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CompaniesUnavailable } from './companies-unavailable.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('problems.companies_unavailable');
  return { title: words('title'), robots: { index: false } };
}

/** What `proxy.ts` shows, with status 503, in place of a company's link while Logto can't be asked. */
export default CompaniesUnavailable;
