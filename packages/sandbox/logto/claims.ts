/** A user as claims. Shapes as recorded from Logto 1.42: milliseconds, and `null` for "has none". */
import { byIds, type LogtoUser, type Tenant } from './tenant.ts';

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

/** Released by userinfo, and in ID tokens if the tenant switches them on (`configs/id-token`). */
const EXTENDED_CLAIMS = [
  'custom_data',
  'identities',
  'sso_identities',
  'roles',
  'organizations',
  'organization_data',
  'organization_roles',
];

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
    phone_number: user.primaryPhone,
    phone_number_verified: Boolean(user.primaryPhone),
    custom_data: user.customData,
    roles: byIds(tenant.roles, user.roleIds).map(({ name }) => name),
    organizations,
    organization_data: byIds(tenant.organizations, organizations).map(
      ({ id, name, description }) => ({ id, name, description }),
    ),
    organization_roles: organizations.flatMap((id) =>
      byIds(tenant.organizationRoles, user.organizations[id] ?? []).map(
        ({ name }) => `${id}:${name}`,
      ),
    ),
    identities: {},
    sso_identities: user.ssoIdentities.map(({ issuer, identityId, detail }) => ({
      issuer,
      identityId,
      detail,
    })),
  };
  if (use === 'id_token') {
    const { enabledExtendedClaims = [] } = tenant.configs.idToken;
    for (const claim of EXTENDED_CLAIMS) {
      if (!enabledExtendedClaims.includes(claim)) delete claims[claim];
    }
  }
  return claims as { sub: string };
}
