/**
 * A tenant that is changed as an administrator would, by the Management API. What a test makes is
 * its own: it has the run's prefix in its name and is deleted after the test.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { createManagementClient } from '#lib/logto/management/client.ts';
import { people } from './people.ts';
import type { Person } from './target.ts';
import type { World } from './world.ts';

const withId = z.looseObject({ id: z.string() });
const withName = z.looseObject({ id: z.string(), name: z.string() });
type RoleName = 'admin' | 'member';
export type Someone = Person & { id: string; username: string; email: string };

export function tenantOf(world: Pick<World, 'logtoUrl' | 'management' | 'prefix'>) {
  const { resource, ...credentials } = world.management;
  const api = createManagementClient({
    endpoint: world.logtoUrl,
    ...(resource && { resource }),
    credentials,
  });
  const made: string[] = [];
  const roleIds = async (names: RoleName[]) => {
    const roles = await api.list('/organization-roles', { to: 'list roles', item: withName });
    return roles.filter(({ name }) => (names as string[]).includes(name)).map(({ id }) => id);
  };
  const rolesPath = (organizationId: string, userId: string) =>
    `/organizations/${organizationId}/users/${userId}/roles`;
  const setRole = async (organizationId: string, { id }: { id: string }, role: RoleName) =>
    api.put(rolesPath(organizationId, id), {
      to: 'set a role',
      body: { organizationRoleIds: await roleIds([role]) },
    });
  const add = async (organizationId: string, someone: { id: string }, role: RoleName) => {
    await api.post(`/organizations/${organizationId}/users`, {
      to: 'add a member',
      body: { userIds: [someone.id] },
      schema: z.unknown(),
    });
    await setRole(organizationId, someone, role);
  };
  return {
    add,
    setRole,
    /** Somebody with Alex's password, who is in this organization if one is given. */
    async person(name: string, organizationId?: string, role: RoleName = 'member') {
      const first = name.split(' ')[0]?.toLowerCase();
      const username = `${world.prefix}${first}${randomBytes(3).toString('hex')}`;
      const email = `${username}@people.test`;
      const { password } = people.alex;
      const { id } = await api.post('/users', {
        to: 'create a person',
        body: { username, primaryEmail: email, password, name },
        schema: withId,
      });
      made.push(`/users/${id}`);
      const someone: Someone = { id, username, login: username, password, email, name };
      if (organizationId) await add(organizationId, someone, role);
      return someone;
    },
    async organization(name = 'Initech') {
      const body = { name, customData: { madeBy: world.prefix } };
      const { id } = await api.post('/organizations', { to: 'create', body, schema: withId });
      made.push(`/organizations/${id}`);
      return id;
    },
    async invite(organizationId: string, invitee: string, more: { expiresInMs?: number } = {}) {
      const { expiresInMs = 3600_000 } = more;
      const { id } = await api.post('/organization-invitations', {
        to: 'invite',
        body: {
          ...{ invitee, organizationId, messagePayload: false },
          ...{ organizationRoleIds: await roleIds(['member']) },
          expiresAt: Date.now() + expiresInMs,
        },
        schema: withId,
      });
      return id;
    },
    /** Hands messages to the address; a tenant has one such connector at a time. */
    async emailConnector(config: { endpoint: string; authorization: string }) {
      const body = { connectorId: 'http-email', config };
      const { id } = await api.post('/connectors', { to: 'connect', body, schema: withId });
      made.push(`/connectors/${id}`);
    },
    withdraw: (id: string) =>
      api.put(`/organization-invitations/${id}/status`, {
        to: 'withdraw',
        body: { status: 'Revoked' },
      }),
    remove: (organizationId: string, { id }: { id: string }) =>
      api.delete(`/organizations/${organizationId}/users/${id}`, 'remove a member'),
    customData: async (organizationId: string) =>
      (
        await api.get(`/organizations/${organizationId}`, {
          to: 'read an organization',
          schema: z.looseObject({ customData: z.record(z.string(), z.unknown()) }),
        })
      ).customData,
    setCustomData: (organizationId: string, customData: Record<string, unknown>) =>
      api.patch(`/organizations/${organizationId}`, { to: 'change it', body: { customData } }),
    /** User name → roles. */
    async rolesIn(organizationId: string): Promise<Record<string, string[]>> {
      const item = z.looseObject({
        username: z.string().nullable(),
        id: z.string(),
        organizationRoles: z.array(withName),
      });
      const all = await api.list(`/organizations/${organizationId}/users`, { to: 'list', item });
      return Object.fromEntries(
        all.map((one) => [one.username ?? one.id, one.organizationRoles.map(({ name }) => name)]),
      );
    },
    /** All that an action on these organizations could have changed. */
    async snapshot(organizationIds: string[]) {
      const rows = organizationIds.map(async (organizationId) => [
        await api.list(`/organizations/${organizationId}/users`, {
          to: 'list',
          item: z
            .looseObject({ id: z.string(), organizationRoles: z.unknown() })
            .transform(({ id, organizationRoles }) => ({ id, organizationRoles })),
        }),
        await api.get('/organization-invitations', {
          to: 'list',
          query: { organizationId },
          schema: z.unknown(),
        }),
      ]);
      return JSON.stringify(await Promise.all(rows));
    },
    /** Deletes whatever was made here, newest first. */
    async close() {
      for (const path of made.splice(0).reverse()) await api.delete(path, 'clean up');
    },
  };
}
export type Tenant = ReturnType<typeof tenantOf>;
