import type { NextRequest } from 'next/server';
import { requireUser } from '#lib/auth.ts';
import { AppError } from '#lib/errors.ts';
import { isNavigation, noContent } from '#lib/http/navigation.ts';
import { redirectTo } from '#lib/http/redirect-to.ts';
import { renewNow } from '#lib/sign-in/renewal.ts';
import { safeReturnTo } from '#lib/sign-in/return-to.ts';

/** Where a page sends the browser when Logto says otherwise than the session, and back from here. */
export async function GET(request: NextRequest) {
  if (!isNavigation(request)) return noContent();
  const returnTo = safeReturnTo(request.nextUrl.searchParams.get('returnTo'));
  await requireUser(returnTo);
  try {
    await renewNow();
  } catch (error) {
    // The page wanted says so by itself.
    if (!(error instanceof AppError)) throw error;
  }
  return redirectTo(returnTo);
}

export const HEAD = noContent;
