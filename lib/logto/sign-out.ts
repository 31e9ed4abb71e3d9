import 'server-only';
import { signOut } from '@logto/next/server-actions';
import { deleteSession, readSession } from '#lib/session/session.ts';
import { dropSdkCookie, postLogoutRedirectUri, sdkConfig } from './config.ts';
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
  const session = await readSession();
  await deleteSession();
  // The SDK remembers the endpoints for ever, and would send the browser to a server that is down.
  await fetchDiscovery();
  const config = sdkConfig({ initial: session?.logto ?? {} });
  const redirect = await redirectOf(signOut(config, postLogoutRedirectUri()));
  await dropSdkCookie();
  throw redirect;
}
