import 'server-only';
import { withTimeLimit } from '@logto-okta/clients/time-limit';
import { AppError } from '#lib/errors.ts';
import { SDK_TIMEOUT_MS, toAppError } from './failures.ts';

type RedirectError = Error & { digest: string };
export const isRedirect = (error: unknown): error is RedirectError =>
  typeof (error as RedirectError | null)?.digest === 'string' &&
  (error as RedirectError).digest.startsWith('NEXT_REDIRECT');

/**
 * The SDK's `signIn` and `signOut` end in `redirect()`, which throws. This returns that throw, for
 * the caller to throw again once it has stored what it must.
 *
 * @throws AppError for everything else, with our code for it.
 */
export async function redirectOf(call: Promise<void>): Promise<RedirectError> {
  try {
    await withTimeLimit(call, SDK_TIMEOUT_MS);
  } catch (error) {
    if (!isRedirect(error)) throw toAppError(error);
    return error;
  }
  throw new AppError('unexpected', 'the SDK did not redirect');
}

/** Where such a throw leads: `NEXT_REDIRECT;<push or replace>;<address>;<status>;`. */
export function addressOf(error: unknown): string {
  if (!isRedirect(error)) throw error;
  return error.digest.split(';').slice(2, -2).join(';');
}
