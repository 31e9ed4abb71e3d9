import { isSameEmail } from '@logto-okta/clients/email-address';
import type { NextRequest } from 'next/server';
import { getUser } from '#lib/auth.ts';
import { isNavigation, noContent } from '#lib/http/navigation.ts';
import { redirectTo } from '#lib/http/redirect-to.ts';
import { startSignInOrExplain } from '#lib/logto/start-sign-in.ts';
import { toSignInRequest } from '#lib/sign-in/link.ts';
import { HOME } from '#lib/sign-in/return-to.ts';

/**
 * The link target for e-mails and other sites: `?returnTo=` a path of this site, `?screen=sign-up`
 * or `sso`, `?connector=` an enterprise connector's id, `?email=` to fill in the address.
 */
export async function GET(request: NextRequest) {
  if (!isNavigation(request)) return noContent();
  const wanted = toSignInRequest(Object.fromEntries(request.nextUrl.searchParams));
  const { returnTo = HOME, email, connector, again } = wanted;

  const user = await getUser();
  // A link meant for another person, or to another company, is not answered with who is here.
  const meant = !connector && !again && (!email || isSameEmail(email, user?.email));
  if (user && meant) return redirectTo(returnTo);

  return startSignInOrExplain(wanted);
}

export const HEAD = noContent;
