/** The roles and permissions that every organization of the tenant has. */
import type { Actual } from './actual.ts';
import { findResource } from './api-resource.ts';
import { type Change, change, type Field, union } from './change.ts';
import type { Desired } from './desired.ts';
import type { Permissions } from './product.ts';

export const organizationScopeKey = (name: string) => `organization-scope ${name}`;
export const organizationRoleKey = (name: string) => `organization-role ${name}`;

export function planOrganizationTemplate(desired: Desired, actual: Actual): Change[] {
  const scopes = Object.entries(desired.permissions.organization).map(([name, description]) => {
    const title = `Organization permission ${name}`;
    const exists = actual.organizationScopes.some((scope) => scope.name === name);
    return exists
      ? change('keep', organizationScopeKey(name), title)
      : change('create', organizationScopeKey(name), title, {
          fields: [{ name: 'description', to: description }],
          write: { do: 'organization-scope.create', name, description },
        });
  });
  const roles = Object.entries(desired.permissions.roles).map(([name, role]) =>
    planRole(name, role, desired, actual),
  );
  return [...scopes, ...roles];
}

type RoleWish = Permissions['roles'][string];

function planRole(name: string, wish: RoleWish, desired: Desired, actual: Actual): Change {
  const key = organizationRoleKey(name);
  const title = `Organization role "${name}"`;
  const existing = actual.organizationRoles.find((role) => role.name === name);
  if (!existing) {
    return change('create', key, title, {
      fields: [
        { name: 'organization permissions', to: wish.organization },
        { name: 'API permissions', to: wish.api },
      ],
      write: {
        do: 'organization-role.create',
        name,
        description: wish.description,
        scopes: [...wish.organization],
        apiScopes: [...wish.api],
      },
    });
  }
  // Another resource may have permissions of the same names.
  const ours = new Set(findResource(desired, actual)?.scopes.map(({ id }) => id));
  const has = existing.scopes.map((scope) => scope.name);
  const hasApi = existing.resourceScopes.filter(({ id }) => ours.has(id)).map((one) => one.name);
  const scopes = wish.organization.filter((one) => !has.includes(one));
  const apiScopes = wish.api.filter((one) => !hasApi.includes(one));
  if (scopes.length + apiScopes.length === 0) return change('keep', key, title);
  const fields: Field[] = [];
  if (scopes.length > 0) {
    fields.push({ name: 'organization permissions', from: has, to: union(has, scopes) });
  }
  if (apiScopes.length > 0) {
    fields.push({ name: 'API permissions', from: hasApi, to: union(hasApi, apiScopes) });
  }
  return change('change', key, title, {
    fields,
    write: { do: 'organization-role.change', id: existing.id, scopes, apiScopes },
  });
}
