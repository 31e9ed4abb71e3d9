/** The app's own API: its permissions, and the role by which machines get them. */
import type { ApiResource } from '@logto-okta/clients/logto/schemas';
import type { Actual } from './actual.ts';
import { type Change, change, union } from './change.ts';
import { type Desired, machineRoleName } from './desired.ts';

/**
 * Twice the time after which sessions are re-validated, and a sixth of Logto's own: nothing takes a
 * token back, so its life is how long a removed member's stays good.
 */
export const API_TOKEN_SECONDS = 600;

export const resourceKey = (desired: Desired) => `api-resource ${desired.app.apiResource}`;
export const apiScopeKey = (name: string) => `api-scope ${name}`;
export const machineRoleKey = (desired: Desired) => `machine-role ${machineRoleName(desired)}`;

export const findResource = (desired: Desired, actual: Actual) =>
  actual.resources.find(({ indicator }) => indicator === desired.app.apiResource);

export function planApiResource(desired: Desired, actual: Actual): Change[] {
  const indicator = desired.app.apiResource;
  const existing = findResource(desired, actual);
  const title = `API resource ${indicator}`;
  const key = resourceKey(desired);
  const resource = existing
    ? change('keep', key, title)
    : change('create', key, title, {
        fields: [{ name: 'accessTokenTtl', to: desired.app.apiTokenSeconds }],
        write: {
          do: 'api-resource.create',
          name: `${desired.app.name} API`,
          indicator,
          accessTokenTtl: desired.app.apiTokenSeconds,
        },
      });
  const scopes = Object.entries(desired.permissions.api).map(([name, description]) =>
    existing?.scopes.some((scope) => scope.name === name)
      ? change('keep', apiScopeKey(name), `API permission ${name}`)
      : change('create', apiScopeKey(name), `API permission ${name}`, {
          fields: [{ name: 'description', to: description }],
          write: { do: 'api-scope.create', name, description },
        }),
  );
  return [resource, ...(existing ? planTokenLife(desired, existing) : []), ...scopes];
}

/** A shorter life is somebody's choice, and safer. */
function planTokenLife({ app }: Desired, { id, indicator, accessTokenTtl }: ApiResource): Change[] {
  if (accessTokenTtl <= app.apiTokenSeconds) return [];
  return [
    change('change', `api-token-life ${indicator}`, `Life of access tokens for ${indicator}`, {
      fields: [{ name: 'accessTokenTtl', from: accessTokenTtl, to: app.apiTokenSeconds }],
      write: { do: 'api-resource.change', id, accessTokenTtl: app.apiTokenSeconds },
    }),
  ];
}

export const findMachineRole = (desired: Desired, actual: Actual) =>
  actual.machineRoles.find(({ name }) => name === machineRoleName(desired));

export function planMachineRole(desired: Desired, actual: Actual): Change[] {
  const name = machineRoleName(desired);
  const wanted = Object.keys(desired.permissions.api);
  const key = machineRoleKey(desired);
  const title = `Machine-to-machine role "${name}"`;
  const existing = findMachineRole(desired, actual);
  if (!existing) {
    return [
      change('create', key, title, {
        fields: [{ name: 'permissions', to: wanted }],
        write: {
          do: 'machine-role.create',
          name,
          description: `Machine clients of ${desired.app.name}'s API`,
          scopes: wanted,
        },
      }),
    ];
  }
  const missing = wanted.filter((scope) => !actual.machineRoleScopes.includes(scope));
  if (missing.length === 0) return [change('keep', key, title)];
  return [
    change('change', key, title, {
      fields: [
        {
          name: 'permissions',
          from: actual.machineRoleScopes,
          to: union(actual.machineRoleScopes, missing),
        },
      ],
      write: { do: 'machine-role.change', id: existing.id, scopes: missing },
    }),
  ];
}
