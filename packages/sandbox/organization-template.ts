/** An application's own permissions and roles, in place of the seed's. */
import { newOrganizationRole, newOrganizationScope } from './logto/entities.ts';
import type { Tenant } from './logto/tenant.ts';

export type OrganizationTemplate = {
  /** Descriptions by name. */
  permissions: Readonly<Record<string, string>>;
  roles: Readonly<Record<string, { description: string; organization: readonly string[] }>>;
};

const named = <T extends { name: string }>(all: Map<string, T>, name: string) =>
  [...all.values()].find((one) => one.name === name);

/** Replaces the tenant's organization template. Roles keep their ids, because members have them already. */
export function setOrganizationTemplate(
  { organizationScopes, organizationRoles }: Tenant,
  { permissions, roles }: OrganizationTemplate,
) {
  organizationScopes.clear();
  for (const [name, description] of Object.entries(permissions)) {
    const scope = newOrganizationScope({ name, description });
    organizationScopes.set(scope.id, scope);
  }
  for (const [name, { description, organization }] of Object.entries(roles)) {
    const role = named(organizationRoles, name) ?? newOrganizationRole({ name });
    const scopeIds = organization.flatMap((one) => named(organizationScopes, one)?.id ?? []);
    organizationRoles.set(role.id, { ...role, description, scopeIds });
  }
}
