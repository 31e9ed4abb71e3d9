/** A user as claims. Shapes as recorded from Logto 1.42: milliseconds, and `null` for "has none". */
import type { LogtoUser, Tenant } from './tenant.ts';

const PROFILE_CLAIMS = [
  'family_name',
  'given_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'profile',
  'picture',
  'website',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
];

/** scope → claims it releases; oidc-provider drops from the account's claims whatever no scope names. */
export const CLAIMS_BY_SCOPE: Record<string, string[]> = {
  profile: ['name', ...PROFILE_CLAIMS, 'updated_at', 'username', 'created_at'],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  address: ['address'],
  custom_data: ['custom_data'],
  identities: ['identities', 'sso_identities'],
  roles: ['roles'],
  'urn:logto:scope:organizations': ['organizations', 'organization_data'],
  'urn:logto:scope:organization_roles': ['organization_roles'],
};

/** Released by userinfo only, unless the tenant switches them on for ID tokens (`configs/id-token`). */
const USERINFO_ONLY = ['custom_data', 'identities', 'sso_identities', 'organization_data'];

export function userClaims(tenant: Tenant, user: LogtoUser, use: string) {
  const organizations = Object.keys(user.organizations);
  const claims: Record<string, unknown> = {
    sub: user.id,
    name: user.name,
    ...user.profile,
    ...(user.username && { preferred_username: user.username }),
    picture: user.avatar,
    updated_at: user.updatedAt,
    username: user.username,
    created_at: user.createdAt,
    email: user.primaryEmail,
    email_verified: Boolean(user.primaryEmail),
    phone_number: null,
    phone_number_verified: false,
    custom_data: user.customData,
    roles: user.roles,
    organizations,
    organization_data: organizations.map((id) => tenant.organizations.get(id)),
    organization_roles: organizations.flatMap((id) =>
      (user.organizations[id] ?? []).map((role) => `${id}:${role}`),
    ),
    identities: {},
    sso_identities: user.ssoIdentities.map(({ issuer, identityId, detail }) => ({
      issuer,
      identityId,
      detail,
    })),
  };
  if (use === 'id_token') for (const claim of USERINFO_ONLY) delete claims[claim];
  return claims as { sub: string };
}
