import { redirect } from 'next/navigation';
import { getEnv } from '#lib/env.ts';
import type { SearchParams } from '#lib/http/search-params.ts';
import { companyByTile } from '#lib/logto/companies.ts';
import { signInStart } from '#lib/sign-in/link.ts';
import { HOME, safeReturnTo } from '#lib/sign-in/return-to.ts';
import { enter } from '../enter.tsx';

/**
 * Where a tile on a company's dashboard leads: third-party initiated login (OpenID Connect Core
 * §4). Okta sends `iss`; `ssoConnectorId` is what Logto sends for SAML.
 */
export default async function SsoStartPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const query = await searchParams;
  const { login_hint: email, target_link_uri: target } = query;
  const returnTo = ownPath(target);
  const answer = await companyByTile(query);
  // Okta also leads here after a password reset, without saying from where.
  if (!answer) redirect(signInStart({ screen: 'sso', email, returnTo }));
  return enter(answer, { email, returnTo });
}

/** An address of this site, as a path; home for every other. */
function ownPath(target: unknown): string {
  if (typeof target !== 'string') return HOME;
  const { BASE_URL } = getEnv();
  return safeReturnTo(target.startsWith(`${BASE_URL}/`) ? target.slice(BASE_URL.length) : target);
}
