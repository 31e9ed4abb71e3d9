/**
 * Who is in which organization, and how people get in by themselves: just in time, when an account
 * is created or first linked to a connector, and never again (docs/vendors.md L3).
 */
import type { Organization } from './entities.ts';
import type { LogtoUser, Tenant } from './tenant.ts';

const unique = (ids: readonly string[]) => [...new Set(ids)];

/** Roles are added to those that a member has already. */
export function join(user: LogtoUser, organizationId: string, roleIds: readonly string[] = []) {
  const known = user.organizations[organizationId] ?? [];
  user.organizations[organizationId] = unique([...known, ...roleIds]);
}

function joinWhere(tenant: Tenant, user: LogtoUser, wanted: (one: Organization) => boolean) {
  for (const organization of tenant.organizations.values()) {
    if (wanted(organization)) join(user, organization.id, organization.jit.roleIds);
  }
}

export const joinByConnector = (tenant: Tenant, user: LogtoUser, connectorId: string) =>
  joinWhere(tenant, user, ({ jit }) => jit.ssoConnectorIds.includes(connectorId));

/** The address isn't asked to be verified; its domain is compared as it is written. */
export function joinByEmail(tenant: Tenant, user: LogtoUser) {
  const domain = user.primaryEmail?.split('@')[1];
  if (!domain) return;
  joinWhere(tenant, user, ({ jit }) => jit.emailDomains.includes(domain));
}

export const joinById = (tenant: Tenant, user: LogtoUser, ids: readonly string[] = []) =>
  joinWhere(tenant, user, ({ id }) => ids.includes(id));

export const membersOf = ({ users }: Tenant, organizationId: string) =>
  [...users.values()].filter(({ organizations }) => organizations[organizationId]);

/** Takes roles and memberships with it; invitations too. */
export function deleteOrganization(tenant: Tenant, id: string) {
  tenant.organizations.delete(id);
  for (const user of tenant.users.values()) delete user.organizations[id];
  for (const [key, { organizationId }] of tenant.invitations) {
    if (organizationId === id) tenant.invitations.delete(key);
  }
}
