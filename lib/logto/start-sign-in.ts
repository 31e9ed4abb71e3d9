import 'server-only';
import { headers } from 'next/headers';
import { redirect, unstable_rethrow } from 'next/navigation';
import { getEnv } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import { clientAddress } from '#lib/http/client-address.ts';
import { overLimit } from '#lib/http/limits.ts';
import { toAppError } from '#lib/logto/failures.ts';
import { type Persons, startSignIn } from '#lib/logto/sign-in.ts';
import { type SignInRequest, signInPath } from '#lib/sign-in/link.ts';
import { reportProblem } from '#lib/sign-in/problems.ts';

/** Goes to Logto, or to the page that says why that failed. The page wanted survives both. */
export async function startSignInOrExplain(
  request: SignInRequest,
  before?: Persons,
): Promise<never> {
  if (await openedByAnotherName()) redirect(new URL(signInPath(request), getEnv().BASE_URL).href);
  const wait = await overLimit('sign_in', clientAddress(await headers()));
  if (wait !== undefined) {
    redirect(await reportProblem(new AppError('too_many_requests', `${wait} seconds`), request));
  }
  try {
    return await startSignIn(request, before);
  } catch (error) {
    unstable_rethrow(error);
    redirect(await reportProblem(toAppError(error), request));
  }
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/**
 * 127.0.0.1 for localhost: cookies of the one aren't the other's, so the answer would not find its
 * attempt; the same for the other names that the host gave this deployment. Another port is no
 * such case but a proxy in front of us. The name only decides whether to move to `BASE_URL`.
 */
async function openedByAnotherName(): Promise<boolean> {
  const base = new URL(getEnv().BASE_URL);
  const host = `http://${(await headers()).get('host')}`;
  if (!URL.canParse(host)) return false;
  const { hostname, port } = new URL(host);
  if (hostname === base.hostname) return false;
  if (getEnv().OTHER_HOSTS.includes(hostname)) return true;
  if (port !== base.port) return false;
  return LOOPBACK.test(hostname) && LOOPBACK.test(base.hostname);
}
