/** The seed's tenant before an app is set up in it: its people and organizations, and the way in. */
import * as seed from '../seed.ts';
import type { Tenant } from './tenant.ts';

/** As Logto begins: no enterprise SSO, no account center, no organization template. */
export function leaveAppOut(tenant: Tenant) {
  for (const { id } of [seed.application, seed.secondApplication]) tenant.applications.delete(id);
  tenant.resources.delete(seed.apiResource.id);
  for (const { id } of seed.apiResource.scopes) tenant.scopes.delete(id);
  for (const { id } of seed.roles) Object.assign(tenant.roles.get(id) ?? {}, { scopeIds: [] });
  tenant.connectors.clear();
  tenant.organizationScopes.clear();
  tenant.organizationRoles.clear();
  for (const organization of tenant.organizations.values()) {
    organization.jit = { emailDomains: [], ssoConnectorIds: [], roleIds: [] };
  }
  tenant.signInExperience.singleSignOnEnabled = false;
  tenant.accountCenter.enabled = false;
  tenant.accountCenter.fields = {};
  giveOrganizationRoles(tenant);
}

/** Members get the roles that the seed names, as far as the organization template has them by now. */
export function giveOrganizationRoles({ users, organizationRoles }: Tenant) {
  const roles = [...organizationRoles.values()];
  for (const { id, organizations = {} } of seed.logtoUsers) {
    const user = users.get(id);
    if (!user) continue;
    for (const [organizationId, names] of Object.entries(organizations)) {
      const given = roles.filter(({ name }) => names.includes(name));
      user.organizations[organizationId] = given.map((role) => role.id);
    }
  }
}
