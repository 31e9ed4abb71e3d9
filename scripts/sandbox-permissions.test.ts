import { expect, it } from 'vitest';
import { ORGANIZATION_PERMISSIONS, ORGANIZATION_ROLES } from '#lib/permissions.ts';
import { startSandbox } from '#sandbox/sandbox.ts';
import { logtoUsers } from '#sandbox/seed.ts';
import { giveAppPermissions } from './sandbox-permissions.ts';

it('the sandbox of specs has the permissions and roles of lib/permissions.ts, and members keep theirs', async () => {
  const { logto, close } = await startSandbox({ appUrls: [] });
  try {
    const { tenant } = logto;
    giveAppPermissions(tenant);
    const nameOf = (id: string) => tenant.organizationScopes.get(id)?.name;
    const roles = [...tenant.organizationRoles.values()];
    expect([...tenant.organizationScopes.values()].map(({ name }) => name)).toEqual(
      Object.keys(ORGANIZATION_PERMISSIONS),
    );
    expect(
      Object.fromEntries(roles.map(({ name, scopeIds }) => [name, scopeIds.map(nameOf)])),
    ).toEqual(
      Object.fromEntries(
        Object.entries(ORGANIZATION_ROLES).map(([name, { organization }]) => [name, organization]),
      ),
    );
    const { id = '', organizations = {} } =
      logtoUsers.find(({ username }) => username === 'alex') ?? {};
    const held = Object.entries(tenant.users.get(id)?.organizations ?? {}).map(
      ([organization, ids]) => [
        organization,
        ids.map((one) => tenant.organizationRoles.get(one)?.name),
      ],
    );
    expect(Object.fromEntries(held)).toEqual(organizations);
  } finally {
    await close();
  }
});
