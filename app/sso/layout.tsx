import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';

/** The title of `not-found.tsx`, the one page that is shown here: Next takes none from that file. */
export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('problems.company_unknown'))('title') };
}

export default function CompanyLinkLayout({ children }: { children: ReactNode }) {
  return children;
}
