import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { InvitationUnavailable } from './invitation-unavailable.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('invitation'))('title'), robots: { index: false } };
}

/** What `proxy.ts` shows, with status 503, in place of an invitation while Logto can't be asked. */
export default InvitationUnavailable;
