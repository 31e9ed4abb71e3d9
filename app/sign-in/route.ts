import type { NextRequest } from 'next/server';
import { getUser } from '#lib/auth.ts';
import { redirectTo } from '#lib/redirect-to.ts';
import { HOME } from '#lib/return-to.ts';
import { startSignInOrExplain } from '#lib/sign-in.ts';
import { toSignInRequest } from '#lib/sign-in-link.ts';

/**
 * Browsers and `<Link>` fetch pages ahead of a click, and scanners send HEAD: only a person going
 * there starts a sign-in (logto-io/logto#3618). Browsers say so in `Sec-Fetch-Mode` and
 * `Sec-Purpose`; a client that sends neither is taken at its word.
 */
function isNavigation({ headers }: NextRequest): boolean {
  const purpose = `${headers.get('sec-purpose') ?? ''} ${headers.get('purpose') ?? ''} ${headers.get('x-moz') ?? ''}`;
  if (/prefetch|prerender|preview/i.test(purpose)) return false;
  const mode = headers.get('sec-fetch-mode');
  return mode === null || mode === 'navigate';
}

const nothing = () =>
  new Response(null, { status: 204, headers: { 'Cache-Control': 'private, no-store' } });

/**
 * The link target for e-mails and other sites: `?returnTo=` a path of this site, `?screen=sign-up`
 * or `sso`, `?connector=` an enterprise connector's id, `?email=` to fill in the address.
 */
export async function GET(request: NextRequest) {
  if (!isNavigation(request)) return nothing();
  const wanted = toSignInRequest(Object.fromEntries(request.nextUrl.searchParams));
  const { returnTo = HOME, email, connector } = wanted;

  const user = await getUser();
  // A link meant for another person, or to another company, is not answered with who is here.
  const meant = !connector && (!email || email.toLowerCase() === user?.email?.toLowerCase());
  if (user && meant) return redirectTo(returnTo);

  return startSignInOrExplain(wanted);
}

export const HEAD = nothing;
