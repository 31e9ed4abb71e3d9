import 'server-only';
import { type AppError, isProblemCode, type ProblemCode } from '#lib/errors.ts';
import { log, newReference, REFERENCE_PATTERN } from '#lib/log.ts';
import { HOME, safeReturnTo } from '#lib/return-to.ts';

type Origin = {
  returnTo?: string | undefined;
  screen?: string | undefined;
  connector?: string | undefined;
};

/** Logs a failed sign-in under a new reference; returns the address of the page that explains it. */
export function reportProblem(error: AppError, origin: Origin = {}): string {
  const reference = newReference();
  log.warn('sign_in_failed', {
    reference,
    problem: error.code,
    detail: error.detail,
    cause: error.cause,
  });
  const query = new URLSearchParams({ code: error.code, ref: reference });
  const returnTo = safeReturnTo(origin.returnTo);
  if (returnTo !== HOME) query.set('returnTo', returnTo);
  if (origin.screen) query.set('screen', origin.screen);
  if (origin.connector) query.set('connector', origin.connector);
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
