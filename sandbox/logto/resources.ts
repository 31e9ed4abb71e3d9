/** What an access token can be for, and what of it a user may have (docs/vendors.md L6). */
import type { ResourceServer } from 'oidc-provider';
import type { LogtoUser, Tenant } from './tenant.ts';

/** Named in an authorization request so that permissions inside organizations can be asked for. */
const ORGANIZATIONS_RESOURCE = 'urn:logto:resource:organizations';
const ORGANIZATION_TOKEN_TTL = 3600;

const jwt = (scopes: string[], accessTokenTTL: number): ResourceServer => ({
  scope: scopes.join(' '),
  accessTokenTTL,
  accessTokenFormat: 'jwt',
  jwt: { sign: { alg: 'ES384' } },
});

export const organizationAudience = (organizationId: string) =>
  `urn:logto:organization:${organizationId}`;

/** The organization itself as an audience, with the permissions that the user's roles there give. */
export function organizationServer(tenant: Tenant, user: LogtoUser, organizationId: string) {
  const { scopes, roles } = tenant.organizationTemplate;
  const permitted = new Set(
    (user.organizations[organizationId] ?? []).flatMap((role) => roles[role]?.scopes ?? []),
  );
  return jwt(
    scopes.filter((scope) => permitted.has(scope)),
    ORGANIZATION_TOKEN_TTL,
  );
}

/**
 * A resource by its indicator; undefined when the tenant has none such. Before sign-in there is
 * no user yet, and so no permission.
 * @param organizationId counts this organization's roles only, instead of those of all.
 */
export function resourceServer(
  tenant: Tenant,
  indicator: string,
  user: LogtoUser | undefined,
  organizationId?: string,
): ResourceServer | undefined {
  if (indicator === ORGANIZATIONS_RESOURCE) {
    return jwt(tenant.organizationTemplate.scopes, ORGANIZATION_TOKEN_TTL);
  }
  const resource = tenant.resources.get(indicator);
  if (!resource) return undefined;
  const ofOrganizations = Object.entries(user?.organizations ?? {})
    .filter(([id]) => !organizationId || id === organizationId)
    .flatMap(([, roles]) => roles)
    .flatMap((role) => tenant.organizationTemplate.roles[role]?.resourceScopes ?? []);
  const ofUser = user?.roles.flatMap((role) => tenant.roles[role] ?? []) ?? [];
  const permitted = new Set([...ofUser, ...ofOrganizations]);
  return jwt(
    resource.scopes.filter((scope) => permitted.has(scope)),
    resource.accessTokenTtl,
  );
}
