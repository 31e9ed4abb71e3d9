/**
 * What Okta says about a user, and where. The ID token says little; Logto takes its claims from
 * /userinfo (docs/vendors.md L2), so that is where names and the e-mail's state are.
 */
import { randomBytes } from 'node:crypto';
import type { OktaUserSeed } from '../seed.ts';

/** Org ids start with `00o`. An ID token's `idp` is the org's own id when Okta itself signed in. */
export const ORG_ID = '00oacme0000000000001';

/** Which claims a scope opens, in the ID token and in /userinfo alike. */
const claimsByScope = {
  openid: ['sub', 'ver', 'jti', 'amr', 'idp', 'auth_time', 'at_hash'],
  profile: [
    'name',
    'preferred_username',
    'given_name',
    'family_name',
    'locale',
    'zoneinfo',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  groups: ['groups'],
  // No user of the sandbox has either; a request for them is granted and brings nothing.
  address: ['address'],
  phone: ['phone_number'],
};

/** A custom authorization server has no `groups` until an administrator adds scope and claim. */
export function claimsOf(isCustom: boolean) {
  const { groups, ...standard } = claimsByScope;
  return isCustom ? standard : { ...standard, groups };
}

const nameOf = (user: OktaUserSeed) => `${user.firstName} ${user.lastName}`;

/** oidc-provider adds iss, aud, iat, exp, nonce, amr and auth_time. */
export const idTokenClaims = (user: OktaUserSeed, accessToken: string | undefined) => ({
  sub: user.id,
  ver: 1,
  jti: `ID.${randomBytes(32).toString('base64url')}`,
  idp: ORG_ID,
  // The token itself: oidc-provider hashes this claim as it signs.
  at_hash: accessToken,
  name: nameOf(user),
  preferred_username: user.login,
  email: user.email,
  groups: user.groups,
});

/**
 * `email_verified` is as the directory has it. Often that is false: users from a directory or an HR
 * system are never asked (docs/vendors.md O3), and Logto then drops the address.
 */
export const userinfoClaims = (user: OktaUserSeed, updatedAt: number) => ({
  sub: user.id,
  name: nameOf(user),
  preferred_username: user.login,
  given_name: user.firstName,
  family_name: user.lastName,
  locale: 'en_US',
  zoneinfo: 'America/Los_Angeles',
  updated_at: updatedAt,
  email: user.email,
  // Absent in the directory, absent here: a setting of Logto's can trust that, but never a `false`.
  email_verified: user.email ? user.emailVerified : undefined,
  groups: user.groups,
});
