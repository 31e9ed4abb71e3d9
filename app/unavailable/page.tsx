import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Unavailable } from './unavailable.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('problems.sessions_unavailable');
  return { title: words('title'), robots: { index: false } };
}

/** What `proxy.ts` shows, with status 503, in place of any page while sessions can't be read. */
export default function UnavailablePage() {
  return <Unavailable code="sessions_unavailable" />;
}
