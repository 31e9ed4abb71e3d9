/** The app's permissions in a sandbox that `npm run setup` doesn't prepare: `lib/permissions.ts` as it is. */
import { ORGANIZATION_PERMISSIONS, ORGANIZATION_ROLES } from '#lib/permissions.ts';
import { newOrganizationRole, newOrganizationScope } from '#sandbox/logto/entities.ts';
import type { Tenant } from '#sandbox/logto/tenant.ts';

const named = <T extends { name: string }>(all: Map<string, T>, name: string) =>
  [...all.values()].find((one) => one.name === name);

/** Replaces the seed's organization template. Roles keep their ids, because members have them already. */
export function giveAppPermissions({ organizationScopes, organizationRoles }: Tenant) {
  organizationScopes.clear();
  for (const [name, description] of Object.entries(ORGANIZATION_PERMISSIONS)) {
    const scope = newOrganizationScope({ name, description });
    organizationScopes.set(scope.id, scope);
  }
  for (const [name, { description, organization }] of Object.entries(ORGANIZATION_ROLES)) {
    const role = named(organizationRoles, name) ?? newOrganizationRole({ name });
    const scopeIds = organization.flatMap((one) => named(organizationScopes, one)?.id ?? []);
    organizationRoles.set(role.id, { ...role, description, scopeIds });
  }
}
