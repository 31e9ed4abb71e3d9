/**
 * A tenant that is changed as an administrator would, by the Management API. What a test makes is
 * its own: it has the run's prefix in its name and is deleted after the test.
 */
import { randomBytes } from 'node:crypto';
import { createManagementClient } from '@logto-okta/clients/logto/client';
import { z } from 'zod';
import { type MadeApplication, makeApplication } from './made-application.ts';
import { people } from './people.ts';
import type { Person } from './target.ts';
import type { World } from './world.ts';

const withId = z.looseObject({ id: z.string() });
const withName = z.looseObject({ id: z.string(), name: z.string() });
const withCustomData = z.looseObject({ customData: z.record(z.string(), z.unknown()) });
const logSchema = z.looseObject({ payload: z.unknown() });
const personSchema = z.looseObject({ id: z.string(), ssoIdentities: z.array(z.unknown()) });
/** Requests at a time: Logto Cloud has limits. */
const TOGETHER = 5;
type RoleName = 'admin' | 'member';
export type Someone = Person & { id: string; username: string; email: string };
type WithId = { id: string };

type Place = Pick<World, 'logtoUrl' | 'management' | 'prefix' | 'application'>;

/** For what an administrator does by hand. Whatever is made by it stays. */
export function managementOf({ logtoUrl: endpoint, management }: Place) {
  const { resource, ...credentials } = management;
  return createManagementClient({ endpoint, ...(resource && { resource }), credentials });
}

export function tenantOf(world: Place) {
  const api = managementOf(world);
  const made: string[] = [];
  const undo: (() => Promise<unknown>)[] = [];
  const roleIds = async (names: RoleName[]) => {
    const roles = await api.list('/organization-roles', { to: 'list roles', item: withName });
    return roles.filter(({ name }) => (names as string[]).includes(name)).map(({ id }) => id);
  };
  const putRoles = (organizationId: string, userId: string, organizationRoleIds: string[]) =>
    api.put(`/organizations/${organizationId}/users/${userId}/roles`, {
      to: 'set a role',
      body: { organizationRoleIds },
    });
  const join = async (organizationId: string, userId: string, organizationRoleIds: string[]) => {
    await api.post(`/organizations/${organizationId}/users`, {
      to: 'add a member',
      body: { userIds: [userId] },
      schema: z.unknown(),
    });
    await putRoles(organizationId, userId, organizationRoleIds);
  };
  const setRole = async (organizationId: string, { id }: WithId, role: RoleName) =>
    putRoles(organizationId, id, await roleIds([role]));
  const add = async (organizationId: string, { id }: WithId, role: RoleName) =>
    join(organizationId, id, await roleIds([role]));
  const setStatus = (invitationId: string, body: { status: string; acceptedUserId?: string }) =>
    api.put(`/organization-invitations/${invitationId}/status`, { to: 'end an invitation', body });
  const patchPerson = ({ id }: WithId, body: object) =>
    api.patch(`/users/${id}`, { to: 'change a person', body });
  const customDataOf = async (path: string) =>
    (await api.get(path, { to: 'read what is kept', schema: withCustomData })).customData;
  return {
    add,
    setRole,
    /** Somebody with Alex's password, who is in this organization if one is given. */
    async person(
      name: string,
      organizationId?: string,
      role: RoleName = 'member',
      more: { email?: string | undefined; domain?: string; withoutEmail?: boolean } = {},
    ) {
      const first = name.split(' ')[0]?.toLowerCase();
      const username = `${world.prefix}${first}${randomBytes(3).toString('hex')}`;
      const email = more.email ?? `${username}@${more.domain ?? 'people.test'}`;
      const { password } = people.alex;
      const { id } = await api.post('/users', {
        to: 'create a person',
        body: { username, ...(!more.withoutEmail && { primaryEmail: email }), password, name },
        schema: withId,
      });
      made.push(`/users/${id}`);
      const someone: Someone = { id, username, login: username, password, email, name };
      if (organizationId) await add(organizationId, someone, role);
      return someone;
    },
    /** Whoever comes through the connector for the first time joins. */
    connect: (organizationId: string, connectorId: string) =>
      api.post(`/organizations/${organizationId}/jit/sso-connectors`, {
        to: 'connect an organization',
        body: { ssoConnectorIds: [connectorId] },
      }),
    async organization(name = 'Initech') {
      const body = { name, customData: { madeBy: world.prefix } };
      const { id } = await api.post('/organizations', { to: 'create', body, schema: withId });
      made.push(`/organizations/${id}`);
      return id;
    },
    /** Somebody in so many organizations, whose ids come with them. */
    async memberOf(count: number, name: string): Promise<Someone & { organizations: string[] }> {
      const someone = await this.person(name);
      const ids = await roleIds(['member']);
      const organizations: string[] = [];
      const another = async () => {
        const id = await this.organization(`Organization ${organizations.length + 1}`);
        organizations.push(id);
        await join(id, someone.id, ids);
      };
      for (let left = count; left > 0; left -= TOGETHER) {
        await Promise.all(Array.from({ length: Math.min(left, TOGETHER) }, another));
      }
      return { ...someone, organizations };
    },
    async organizationsOf(userId: string) {
      const path = `/users/${userId}/organizations`;
      const all = await api.get(path, { to: 'list memberships', schema: z.array(withId) });
      return all.map(({ id }) => id);
    },
    /** As the app's own page does. */
    accept: (invitationId: string, acceptedUserId: string) =>
      setStatus(invitationId, { status: 'Accepted', acceptedUserId }),
    /** The app's record of domains that a company owns (docs/company-sso.md). */
    setOwnedDomain: (domain: string, value: object) =>
      api.patch(`/applications/${world.application.id}/custom-data`, {
        to: 'record a domain',
        body: { [`ownedDomain:${domain}`]: value },
      }),
    async ownedDomains() {
      const kept = await customDataOf(`/applications/${world.application.id}`);
      return Object.keys(kept).map((key) => key.replace(/^ownedDomain:/, ''));
    },
    async invite(
      organizationId: string,
      invitee: string,
      { expiresInMs = 3600_000, inviterId }: { expiresInMs?: number; inviterId?: string } = {},
    ) {
      const { id } = await api.post('/organization-invitations', {
        to: 'invite',
        body: {
          ...{ invitee, organizationId, messagePayload: false },
          ...(inviterId && { inviterId }),
          ...{ organizationRoleIds: await roleIds(['member']) },
          expiresAt: Date.now() + expiresInMs,
        },
        schema: withId,
      });
      return id;
    },
    async application(): Promise<MadeApplication> {
      const { id, ...application } = await makeApplication(api, world.prefix);
      made.push(`/applications/${id}`);
      return application;
    },
    /** Whoever has this address, with how they came to Logto. */
    async personByEmail(email: string) {
      const query = { 'search.primaryEmail': email, 'mode.primaryEmail': 'exact' };
      const [found] = await api.list('/users', { to: 'find a person', query, item: withId });
      if (!found) return undefined;
      return api.get(`/users/${found.id}`, {
        to: 'read a person',
        query: { includeSsoIdentities: 'true' },
        schema: personSchema,
      });
    },
    /** What Logto's own log says of these people, whole. */
    async logsOf(people: WithId[]) {
      const pages = people.map(({ id: userId }) =>
        api.list('/logs', { to: 'read the log', query: { userId }, item: logSchema }),
      );
      return (await Promise.all(pages)).flat().map(({ payload }) => payload);
    },
    /** Hands messages to the address; a tenant has one such connector at a time. */
    async emailConnector(config: { endpoint: string; authorization: string }) {
      const body = { connectorId: 'http-email', config };
      const { id } = await api.post('/connectors', { to: 'connect', body, schema: withId });
      made.push(`/connectors/${id}`);
    },
    withdraw: (invitationId: string) => setStatus(invitationId, { status: 'Revoked' }),
    remove: (organizationId: string, { id }: WithId) =>
      api.delete(`/organizations/${organizationId}/users/${id}`, 'remove a member'),
    customData: (organizationId: string) => customDataOf(`/organizations/${organizationId}`),
    setCustomData: (organizationId: string, customData: Record<string, unknown>) =>
      api.patch(`/organizations/${organizationId}`, { to: 'change it', body: { customData } }),
    suspend: ({ id }: WithId) =>
      api.patch(`/users/${id}/is-suspended`, { to: 'suspend', body: { isSuspended: true } }),
    async deletePerson({ id }: WithId) {
      const path = `/users/${id}`;
      made.splice(made.indexOf(path), 1);
      await api.delete(path, 'delete a person');
    },
    setEmail: (person: WithId, primaryEmail: string) => patchPerson(person, { primaryEmail }),
    rename: (person: WithId, name: string) => patchPerson(person, { name }),
    setAvatar: (person: WithId, avatar: string) => patchPerson(person, { avatar }),
    /** Gives a new role of the tenant's, not of an organization's. @returns its name. */
    async giveRole({ id }: WithId) {
      const name = `${world.prefix || 'e2e_'}role${randomBytes(3).toString('hex')}`;
      const to = 'give a role';
      const body = { name, description: 'End-to-end tests', type: 'User' };
      const role = await api.post('/roles', { to, body, schema: withId });
      made.push(`/roles/${role.id}`);
      await api.post(`/users/${id}/roles`, { to, body: { roleIds: [role.id] } });
      return name;
    },
    /** Whether Logto keeps Okta's tokens; it forgets those that it has. On again after the test. */
    async storeTokens(connectorId: string, stores: boolean) {
      const to = 'change a connector';
      const set = (enableTokenStorage: boolean) =>
        api.patch(`/sso-connectors/${connectorId}`, { to, body: { enableTokenStorage } });
      if (!stores) undo.push(() => set(true));
      await set(stores);
    },
    setProfile: ({ id }: WithId, profile: { nickname: string }) =>
      api.patch(`/users/${id}/profile`, { to: 'change a profile', body: { profile } }),
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
      for (const one of undo.splice(0)) await one();
      for (const path of made.splice(0).reverse()) await api.delete(path, 'clean up');
    },
  };
}
export type Tenant = ReturnType<typeof tenantOf>;
