import { expect, it } from 'vitest';
import { setOrganizationTemplate } from './organization-template.ts';
import { startSandbox } from './sandbox.ts';
import { logtoUsers } from './seed.ts';

const TEMPLATE = {
  permissions: { 'read:reports': 'Read reports', 'write:reports': 'Write reports' },
  roles: {
    admin: { description: 'Writes', organization: ['read:reports', 'write:reports'] },
    member: { description: 'Reads', organization: ['read:reports'] },
    auditor: { description: 'Is new', organization: ['read:reports'] },
  },
};

it('an application’s permissions and roles replace the seed’s, and members keep their roles', async () => {
  const { logto, close } = await startSandbox({ appUrls: [] });
  try {
    const { tenant } = logto;
    setOrganizationTemplate(tenant, TEMPLATE);
    const nameOf = (id: string) => tenant.organizationScopes.get(id)?.name;
    const roles = [...tenant.organizationRoles.values()];
    expect([...tenant.organizationScopes.values()].map(({ name }) => name)).toEqual(
      Object.keys(TEMPLATE.permissions),
    );
    expect(
      Object.fromEntries(roles.map(({ name, scopeIds }) => [name, scopeIds.map(nameOf)])),
    ).toEqual(
      Object.fromEntries(
        Object.entries(TEMPLATE.roles).map(([name, { organization }]) => [name, organization]),
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
