import 'server-only';
import { redirect, unstable_rethrow } from 'next/navigation';
import { toAppError } from '#lib/logto/failures.ts';
import { startSignIn } from '#lib/logto/sign-in.ts';
import { reportProblem } from '#lib/problems.ts';
import type { SignInRequest } from '#lib/sign-in-link.ts';

/** Goes to Logto, or to the page that says why that failed. The page wanted survives both. */
export async function startSignInOrExplain(request: SignInRequest): Promise<never> {
  try {
    return await startSignIn(request);
  } catch (error) {
    unstable_rethrow(error);
    redirect(reportProblem(toAppError(error), request));
  }
}
