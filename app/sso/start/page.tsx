import { notFound, redirect } from 'next/navigation';
import { getEnv } from '#lib/env.ts';
import { HOME, safeReturnTo } from '#lib/return-to.ts';
import type { SearchParams } from '#lib/search-params.ts';
import { signInStart } from '#lib/sign-in-link.ts';
import { companyById, companyByIssuer, isSignedInThrough } from '#lib/sso.ts';

/**
 * Where a tile on a company's dashboard leads: third-party initiated login (OpenID Connect Core
 * §4). Okta sends `iss`; `ssoConnectorId` is what Logto sends for SAML. It only starts a sign-in
 * that the person could have started: nobody is signed in or out by opening it.
 */
export default async function SsoStartPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const { iss, ssoConnectorId, login_hint: email, target_link_uri: target } = await searchParams;
  const returnTo = ownPath(target);
  // Okta also leads here after a password reset, without saying from where.
  if (iss === undefined && ssoConnectorId === undefined) {
    redirect(signInStart({ screen: 'sso', email, returnTo }));
  }
  const company =
    typeof iss === 'string'
      ? await companyByIssuer(iss)
      : typeof ssoConnectorId === 'string' && (await companyById(ssoConnectorId));
  if (!company) notFound();
  if (await isSignedInThrough(company.id)) redirect(returnTo);
  redirect(signInStart({ connector: company.id, email, returnTo }));
}

/** An address of this site, as a path; home for every other. */
function ownPath(target: unknown): string {
  if (typeof target !== 'string') return HOME;
  const { BASE_URL } = getEnv();
  return safeReturnTo(target.startsWith(`${BASE_URL}/`) ? target.slice(BASE_URL.length) : target);
}
