/**
 * Renewing a session before its time: Logto has just said other roles or memberships than the
 * session. Pages can't write cookies, so the browser goes once through `/session/renew` and back;
 * `proxy.ts` then asks Logto again.
 */
import 'server-only';
import { LRUCache } from 'lru-cache';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { isNavigation } from '#lib/http/navigation.ts';
import { readSession, revalidateSoon } from '#lib/session/current.ts';
import { pageJar } from '#lib/session/jar.ts';
import { cookieName } from '#lib/session/names.ts';

export const RENEWAL_PATH = '/session/renew';
export const renewalPath = (returnTo: string) =>
  `${RENEWAL_PATH}?${new URLSearchParams({ returnTo })}`;

/** Says that the browser has been there: what still differs after that is shown, not asked again. */
const marker = () => cookieName('renewed');
const MARKER_SECONDS = 5;
/** By the session's id: a client that drops the marker doesn't have Logto asked at each request. */
const renewed = new LRUCache<string, true>({ max: 10_000, ttl: MARKER_SECONDS * 1000 });

/**
 * For pages that a person goes to. Returns when there is nothing to be gained: renewed a moment
 * ago, not a navigation (a form's answer, a script's fetch), or no refresh token.
 */
export async function renewOnce(returnTo: string): Promise<void> {
  const sent = await headers();
  // The page after a form is drawn within the form's own request, which can't be repeated.
  const isForm = sent.has('next-action') || sent.has('content-type');
  if (isForm || !isNavigation({ headers: sent })) return;
  const session = await readSession();
  if (!session?.refreshToken || (await pageJar()).get(marker())) return;
  redirect(renewalPath(returnTo));
}

/** For the route. @throws AppError `session_ended`, `sessions_unavailable`. */
export async function renewNow(): Promise<void> {
  (await pageJar()).set(marker(), '1', MARKER_SECONDS);
  const session = await readSession();
  if (!session || renewed.has(session.id)) return;
  await revalidateSoon();
  renewed.set(session.id, true);
}
