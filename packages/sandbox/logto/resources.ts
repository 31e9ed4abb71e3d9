/** What an access token can be for, and what of it a user may have (docs/vendors.md L6). */
import type { ResourceServer } from 'oidc-provider';
import { byIds, type LogtoUser, type Tenant } from './tenant.ts';

/** Named in an authorization request so that permissions inside organizations can be asked for. */
const ORGANIZATIONS_RESOURCE = 'urn:logto:resource:organizations';

/** Without a lifetime of its own it has the tenant's. */
const jwt = (scopes: string[], accessTokenTTL?: number): ResourceServer => ({
  scope: scopes.join(' '),
  ...(accessTokenTTL && { accessTokenTTL }),
  accessTokenFormat: 'jwt',
  jwt: { sign: { alg: 'ES384' } },
});

const namesOf = (scopes: Map<string, { id: string; name: string }>, ids: string[]) =>
  byIds(scopes, ids).map(({ name }) => name);

export const organizationAudience = (organizationId: string) =>
  `urn:logto:organization:${organizationId}`;

/** The organization itself as an audience, with the permissions that the user's roles there give. */
export function organizationServer(tenant: Tenant, user: LogtoUser, organizationId: string) {
  const roles = byIds(tenant.organizationRoles, user.organizations[organizationId] ?? []);
  const permitted = roles.flatMap(({ scopeIds }) => scopeIds);
  return jwt(namesOf(tenant.organizationScopes, permitted));
}

export const findResource = ({ resources }: Tenant, indicator: string) =>
  [...resources.values()].find((resource) => resource.indicator === indicator);

/**
 * A resource by its indicator; undefined when the tenant has none such. Before sign-in there is
 * no user yet, and so no permission.
 * @param organizationId counts this organization's roles only, instead of those of all.
 */
export function resourceServer(
  tenant: Tenant,
  indicator: string,
  user: Pick<LogtoUser, 'roleIds' | 'organizations'> | undefined,
  organizationId?: string,
): ResourceServer | undefined {
  if (indicator === ORGANIZATIONS_RESOURCE) {
    return jwt([...tenant.organizationScopes.values()].map(({ name }) => name));
  }
  const resource = findResource(tenant, indicator);
  if (!resource) return undefined;
  const ofOrganizations = Object.entries(user?.organizations ?? {})
    .filter(([id]) => !organizationId || id === organizationId)
    .flatMap(([, roleIds]) => byIds(tenant.organizationRoles, roleIds))
    .flatMap(({ resourceScopeIds }) => resourceScopeIds);
  const ofUser = byIds(tenant.roles, user?.roleIds ?? []).flatMap(({ scopeIds }) => scopeIds);
  const permitted = byIds(tenant.scopes, [...ofUser, ...ofOrganizations]);
  const names = permitted.filter(({ resourceId }) => resourceId === resource.id);
  return jwt(
    names.map(({ name }) => name),
    resource.accessTokenTtl,
  );
}
