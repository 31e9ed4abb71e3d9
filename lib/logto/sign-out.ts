import 'server-only';
import { signOut } from '@logto/next/server-actions';
import { audit } from '#lib/log/audit.ts';
import { log } from '#lib/log/log.ts';
import { endCurrentSession } from '#lib/session/current.ts';
import { pageJar } from '#lib/session/jar.ts';
import { ensureEnded } from '#lib/session/pending-ends.ts';
import { forgetPersonChange } from '#lib/session/person-change.ts';
import type { Session } from '#lib/session/session.ts';
import { sessionStore } from '#lib/session/store.ts';
import { leaveNotice } from '#lib/sign-in/notice.ts';
import { managementApi } from './admin.ts';
import { dropSdkCookie, postLogoutRedirectUri, sdkConfig } from './config.ts';
import { fetchDiscovery } from './discovery.ts';
import { redirectOf } from './redirects.ts';
import { endAllAtLogto, endOneAtLogto, revoke } from './revoke.ts';

/**
 * Ends this app's session, revokes its refresh token and redirects to Logto, which ends its own
 * session and returns to the home page.
 *
 * The local session is gone before anything is asked of Logto: when Logto is down, the SDK's
 * sign-out throws and leaves the person signed in (docs/vendors.md L9).
 *
 * @throws AppError when Logto can't be reached; the local session is over all the same.
 */
export async function endSession(): Promise<never> {
  const moment = Date.now();
  return leaveLogto(await endHere((late) => endOneAtLogto(late, moment)));
}

/**
 * The same for all of the person's devices: their sessions at Logto and in this app. Without Redis
 * other instances notice at their next re-validation. What fails of it keeps none of the rest from
 * being tried, is tried again later, and the person is told that devices may be left.
 *
 * @throws AppError when Logto can't be reached; here it is over all the same.
 */
export async function endAllSessions(): Promise<never> {
  const moment = Date.now();
  const session = await endHere(async ({ sub }) => {
    if (managementApi('guard'))
      await Promise.all([endAllHere(sub, moment), endAllAtLogto(sub, moment)]);
  });
  if (session && managementApi('guard')) {
    const { sub } = session;
    const ends = await Promise.all([endAllHere(sub, moment), endAllAtLogto(sub)]);
    if (ends.includes(false)) {
      log.warn('sign_out_not_everywhere');
      leaveNotice(await pageJar(), 'signed_out_not_everywhere');
    }
  }
  return leaveLogto(session);
}

const endAllHere = (sub: string, moment: number) =>
  ensureEnded('sessions', () => sessionStore().endAll({ sub }, { signedInBy: moment }));

/**
 * On record before anything is asked of others, who may fail. Where the session's store is away now,
 * whose session it was is known only when it is back, and the rest of it follows then.
 *
 * @param rest what follows besides the refresh token's revocation; never throws.
 */
async function endHere(
  rest: (late: Session) => Promise<unknown> | undefined,
): Promise<Session | undefined> {
  await forgetPersonChange();
  const record = ({ sub }: Session) => audit('signed_out', { user: sub });
  const session = await endCurrentSession(async (late) => {
    record(late);
    await Promise.all([revoke(late.refreshToken), rest(late)]);
  });
  if (session) record(session);
  return session;
}

async function leaveLogto(session: Session | undefined): Promise<never> {
  // Not by the SDK, which says nothing when it fails.
  const revoking = revoke(session?.refreshToken);
  try {
    // The SDK remembers the endpoints for ever, and would send the browser to a server that is down.
    await fetchDiscovery();
  } catch (error) {
    await revoking;
    if (session) await endOneAtLogto(session);
    throw error;
  }
  await revoking;
  const redirect = await redirectOf(signOut(sdkConfig({ initial: {} }), postLogoutRedirectUri()));
  await dropSdkCookie();
  throw redirect;
}
