import type { NextRequest } from 'next/server';
import { redirectTo } from '#lib/http/redirect-to.ts';
import { completeSignIn } from '#lib/logto/callback.ts';
import { startSignInOrExplain } from '#lib/logto/start-sign-in.ts';
import { reportProblem } from '#lib/sign-in/problems.ts';

/** Where Logto sends the browser back to. Every failure has its page; none is a blank 500. */
export async function GET(request: NextRequest) {
  const outcome = await completeSignIn(request.nextUrl.searchParams);
  if ('again' in outcome) return startSignInOrExplain(outcome.again, outcome.before);
  if ('returnTo' in outcome) return redirectTo(outcome.returnTo);
  return redirectTo(await reportProblem(outcome.error, outcome.attempt));
}

/** HEAD must not use up the code: Next would answer it by running GET. */
export const HEAD = () => new Response(null, { status: 204 });
