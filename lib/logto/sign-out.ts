import 'server-only';
import { signOut } from '@logto/next/server-actions';
import { AppError } from '#lib/errors.ts';
import { deleteSession, readSession } from '#lib/session/session.ts';
import { discoveryUrl, dropSdkCookie, postLogoutRedirectUri, sdkConfig } from './config.ts';
import { redirectOf } from './redirects.ts';

const PROBE_TIMEOUT_MS = 3000;

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
  await assertReachable();
  const config = sdkConfig({ initial: session?.logto ?? {} });
  const redirect = await redirectOf(signOut(config, postLogoutRedirectUri()));
  await dropSdkCookie();
  throw redirect;
}

/** The SDK remembers Logto's endpoints for ever, and would send the browser to a server that's down. */
async function assertReachable() {
  try {
    const response = await fetch(discoveryUrl(), {
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
      cache: 'no-store',
    });
    if (response.ok) return;
    throw new Error(`status ${response.status}`);
  } catch (cause) {
    throw new AppError('logto_unreachable', 'at sign-out', { cause });
  }
}
