import 'server-only';
import { type AppError, isProblemCode, type ProblemCode } from '#lib/errors.ts';
import { log, newReference, REFERENCE_PATTERN } from '#lib/log.ts';
import { type SignInRequest, signInPath } from '#lib/sign-in-link.ts';

/** Logs a failed sign-in under a new reference; returns the address of the page that explains it. */
export function reportProblem(error: AppError, origin: SignInRequest = {}): string {
  const reference = newReference();
  log.warn('sign_in_failed', {
    reference,
    problem: error.code,
    detail: error.detail,
    cause: error.cause,
  });
  return problemPath(error.code, origin, reference);
}

/** The page that explains a problem, with the way back in that `origin` describes. */
export function problemPath(code: ProblemCode, origin: SignInRequest, reference?: string): string {
  const [, again] = signInPath(origin).split('?');
  const query = new URLSearchParams(again);
  query.set('code', code);
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
