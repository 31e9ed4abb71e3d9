import 'server-only';
import { signOut } from '@logto/next/server-actions';
import { audit } from '#lib/audit.ts';
import { endCurrentSession } from '#lib/session/current.ts';
import type { Session } from '#lib/session/session.ts';
import { sessionStore } from '#lib/session/store.ts';
import { endSessionsAtLogto, managementApi } from './admin.ts';
import { dropSdkCookie, postLogoutRedirectUri, sdkConfig, sdkStorage } from './config.ts';
import { fetchDiscovery } from './discovery.ts';
import { redirectOf } from './redirects.ts';

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
  return leaveLogto(await endCurrentSession());
}

/**
 * The same for all of the person's devices: their sessions at Logto and in this app. Without Redis
 * other instances notice at their next re-validation.
 *
 * @throws AppError or ManagementError when something of it failed; here it is over all the same.
 */
export async function endAllSessions(): Promise<never> {
  const session = await endCurrentSession();
  const api = managementApi();
  if (session && api) {
    await sessionStore().endAll({ sub: session.sub });
    await endSessionsAtLogto(api, session.sub);
  }
  return leaveLogto(session);
}

async function leaveLogto(session: Session | undefined): Promise<never> {
  if (session) audit('signed_out', { user: session.sub });
  // The SDK remembers the endpoints for ever, and would send the browser to a server that is down.
  await fetchDiscovery();
  const config = sdkConfig(session ? sdkStorage(session) : { initial: {} });
  const redirect = await redirectOf(signOut(config, postLogoutRedirectUri()));
  await dropSdkCookie();
  throw redirect;
}
