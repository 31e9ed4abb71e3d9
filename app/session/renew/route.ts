import type { NextRequest } from 'next/server';
import { requireUser } from '#lib/auth.ts';
import { AppError } from '#lib/errors.ts';
import { isNavigation, noContent } from '#lib/navigation.ts';
import { redirectTo } from '#lib/redirect-to.ts';
import { safeReturnTo } from '#lib/return-to.ts';
import { renewNow } from '#lib/session/renewal.ts';

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
