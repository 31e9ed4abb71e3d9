/** What `npm run setup` makes in Logto for the app's API, and a machine client that calls it. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { API_PERMISSIONS, ORGANIZATION_ROLES } from '#lib/permissions.ts';
import { people } from './people.ts';
import { managementOf, type Someone, tenantOf } from './tenant.ts';
import type { World } from './world.ts';

export const SCOPES = Object.keys(API_PERMISSIONS);
export type Credentials = { id: string; secret: string };
export type ApiAtLogto = Omit<Awaited<ReturnType<typeof registerApi>>, 'close'>;

const to = 'prepare a test';
const named = z.looseObject({ id: z.string(), name: z.string() });
const resourceSchema = z.looseObject({
  id: z.string(),
  indicator: z.string(),
  scopes: z.array(named).default([]),
});

/** @param resource indicator of the API. A run at a real Logto has made it with setup's own code. */
export async function registerApi(world: World, resource: string) {
  const api = managementOf(world);
  const tenant = tenantOf(world);
  const made: string[] = [];
  const create = async (path: string, body: object) =>
    (await api.post(path, { to, body, schema: z.looseObject({ id: z.string() }) })).id;

  async function makeResource() {
    const id = await create('/resources', { name: resource, indicator: resource });
    const scopeIds = await Promise.all(
      SCOPES.map((name) => create(`/resources/${id}/scopes`, { name })),
    );
    for (const role of await api.list('/organization-roles', { to, item: named })) {
      const permissions: readonly string[] =
        Object.entries(ORGANIZATION_ROLES).find(([name]) => name === role.name)?.[1].api ?? [];
      const body = {
        scopeIds: scopeIds.filter((_, index) => permissions.includes(SCOPES[index] ?? '')),
      };
      await api.post(`/organization-roles/${role.id}/resource-scopes`, { to, body });
    }
    return scopeIds;
  }
  const query = { includeScopes: 'true' };
  const resources = await api.list('/resources', { to, query, item: resourceSchema });
  const known = resources.find(({ indicator }) => indicator === resource);
  const scopeIds = known ? known.scopes.map(({ id }) => id) : await makeResource();

  // Of the run by its name, so that a sweep finds it.
  const name = `${world.prefix || 'e2e_'}machine${randomBytes(3).toString('hex')}`;
  const description = 'Machine clients';
  const roleId = await create('/roles', { name, description, type: 'MachineToMachine', scopeIds });
  made.push(`/roles/${roleId}`);
  const machineId = await create('/applications', { name, type: 'MachineToMachine' });
  made.push(`/applications/${machineId}`);
  await api.post(`/applications/${machineId}/roles`, { to, body: { roleIds: [roleId] } });
  const [secret] = await api.get(`/applications/${machineId}/secrets`, {
    to,
    schema: z.array(z.looseObject({ value: z.string() })),
  });

  const alex = await tenant.personByEmail(people.alex.email ?? '');
  if (!alex) throw new Error('no Alex at Logto');

  return {
    resource,
    machine: { id: machineId, secret: secret?.value ?? '' },
    alexId: alex.id,
    /** An organization of its own for a test; people by the roles they get. */
    async newOrganization(roles: ('admin' | 'member')[]) {
      const id = await tenant.organization('API test');
      const members: Someone[] = [];
      for (const role of roles) members.push(await tenant.person('Ann Archer', id, role));
      return { id, members, people: members.map((one) => one.id) };
    },
    async close() {
      await tenant.close();
      for (const path of made.reverse()) await api.delete(path, 'clean up');
    },
  };
}
