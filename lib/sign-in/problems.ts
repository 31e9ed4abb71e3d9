import 'server-only';
import { type AppError, isProblemCode, type ProblemCode } from '#lib/errors.ts';
import { log, newReference, REFERENCE_PATTERN } from '#lib/log/log.ts';
import type { CookieJar } from '#lib/session/jar.ts';
import { type SignInRequest, signInPath } from '#lib/sign-in/link.ts';
import { saveWayBack } from '#lib/sign-in/transactions.ts';

/** Logs a failed sign-in under a new reference; returns the address of the page that explains it. */
export function reportProblem(error: AppError, origin: WayBack = {}): Promise<string> {
  const reference = newReference();
  log.warn('sign_in_failed', {
    reference,
    problem: error.code,
    detail: error.detail,
    cause: error.cause,
  });
  const { continueWith: connector } = error;
  // Another way than the one that failed: what this browser keeps doesn't describe it.
  const way = connector ? { ...origin, connector, id: undefined } : origin;
  return problemPath(error.code, way, { reference });
}

/** How the sign-in is begun again; `id` where this browser keeps it already. */
type WayBack = SignInRequest & { id?: string | undefined };

/**
 * The page that explains a problem, with the way back in that `origin` describes.
 * @param jar absent: the cookies of the page, action or route that is answering.
 */
export async function problemPath(
  code: ProblemCode,
  origin: WayBack,
  { reference, jar }: { reference?: string; jar?: CookieJar } = {},
): Promise<string> {
  const query = new URLSearchParams({ code });
  // The plain sign-in needs no remembering.
  if (signInPath(origin) !== signInPath({})) {
    query.set('way', origin.id ?? (await saveWayBack(origin, jar)));
  }
  if (reference) query.set('ref', reference);
  return `/sign-in/problem?${query}`;
}

/** The address bar is anybody's to edit: what isn't ours becomes the general case. */
export function readProblem(query: Record<string, string | string[] | undefined>): {
  code: ProblemCode;
  reference: string | undefined;
} {
  const { code, ref } = query;
  return {
    code: isProblemCode(code) ? code : 'unexpected',
    reference: typeof ref === 'string' && REFERENCE_PATTERN.test(ref) ? ref : undefined,
  };
}
