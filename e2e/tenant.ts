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
const secretsSchema = z.array(z.looseObject({ value: z.string() }));
const logSchema = z.looseObject({ payload: z.unknown() });
const personSchema = z.looseObject({ id: z.string(), ssoIdentities: z.array(z.unknown()) });
/** Requests at a time: Logto Cloud has limits. */
const TOGETHER = 5;
type RoleName = 'admin' | 'member';
export type Someone = Person & { id: string; username: string; email: string };
/** An application that a test has made. */
type MadeApplication = {
  /** Of an app that is to be it. */
  settings: { LOGTO_APP_ID: string; LOGTO_APP_SECRET: string };
  /** As `npm run setup` does, with where Logto tells the app that a session is over. */
  register: (url: string) => Promise<void>;
};

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
      const [roleId = ''] = await roleIds(['member']);
      const organizations: string[] = [];
      const another = async () => {
        const id = await this.organization(`Organization ${organizations.length + 1}`);
        organizations.push(id);
        const path = `/organizations/${id}/users`;
        const to = 'add a member';
        await api.post(path, { to, body: { userIds: [someone.id] }, schema: z.unknown() });
        const body = { organizationRoleIds: [roleId] };
        await api.put(`${path}/${someone.id}/roles`, { to, body });
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
      api.put(`/organization-invitations/${invitationId}/status`, {
        to: 'accept an invitation',
        body: { status: 'Accepted', acceptedUserId },
      }),
    /** The app's record of domains that a company owns (docs/company-sso.md). */
    setOwnedDomain: (domain: string, value: object) =>
      api.patch(`/applications/${world.application.id}/custom-data`, {
        to: 'record a domain',
        body: { [`ownedDomain:${domain}`]: value },
      }),
    async ownedDomains() {
      const schema = z.looseObject({ customData: z.record(z.string(), z.unknown()) });
      const path = `/applications/${world.application.id}`;
      const { customData } = await api.get(path, { to: 'read the record of domains', schema });
      return Object.keys(customData).map((key) => key.replace(/^ownedDomain:/, ''));
    },
    async invite(
      organizationId: string,
      invitee: string,
      more: { expiresInMs?: number; inviterId?: string } = {},
    ) {
      const { expiresInMs = 3600_000, inviterId } = more;
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
    /** A Traditional web application; `register` says where its app is. */
    async application(): Promise<MadeApplication> {
      const name = `${world.prefix || 'e2e_'}app${randomBytes(3).toString('hex')}`;
      const to = 'make an application';
      const { id } = await api.post('/applications', {
        to,
        body: { name, type: 'Traditional' },
        schema: withId,
      });
      made.push(`/applications/${id}`);
      const [first] = await api.get(`/applications/${id}/secrets`, { to, schema: secretsSchema });
      const register = async (url: string) => {
        const oidcClientMetadata = {
          redirectUris: [`${url}/callback`],
          postLogoutRedirectUris: [`${url}/`],
          backchannelLogoutUri: `${url}/api/backchannel-logout`,
          backchannelLogoutSessionRequired: true,
        };
        await api.patch(`/applications/${id}`, { to, body: { oidcClientMetadata } });
      };
      return { settings: { LOGTO_APP_ID: id, LOGTO_APP_SECRET: first?.value ?? '' }, register };
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
    async logsOf(people: { id: string }[]) {
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
    suspend: ({ id }: { id: string }) =>
      api.patch(`/users/${id}/is-suspended`, { to: 'suspend', body: { isSuspended: true } }),
    async deletePerson({ id }: { id: string }) {
      const path = `/users/${id}`;
      made.splice(made.indexOf(path), 1);
      await api.delete(path, 'delete a person');
    },
    setEmail: ({ id }: { id: string }, primaryEmail: string) =>
      api.patch(`/users/${id}`, { to: 'change an address', body: { primaryEmail } }),
    rename: ({ id }: { id: string }, name: string) =>
      api.patch(`/users/${id}`, { to: 'rename', body: { name } }),
    setAvatar: ({ id }: { id: string }, avatar: string) =>
      api.patch(`/users/${id}`, { to: 'change a picture', body: { avatar } }),
    /** Gives a new role of the tenant's, not of an organization's. @returns its name. */
    async giveRole({ id }: { id: string }) {
      const name = `${world.prefix || 'e2e_'}role${randomBytes(3).toString('hex')}`;
      const to = 'give a role';
      const body = { name, description: 'End-to-end tests', type: 'User' };
      const role = await api.post('/roles', { to, body, schema: withId });
      made.push(`/roles/${role.id}`);
      await api.post(`/users/${id}/roles`, { to, body: { roleIds: [role.id] } });
      return name;
    },
    /** Whether Logto keeps Okta's tokens; it forgets those that it has. On again after the test. */
    async storeTokens(connectorId: string, enableTokenStorage: boolean) {
      const set = (enabled: boolean) =>
        api.patch(`/sso-connectors/${connectorId}`, {
          to: 'change a connector',
          body: { enableTokenStorage: enabled },
        });
      if (!enableTokenStorage) undo.push(() => set(true));
      await set(enableTokenStorage);
    },
    setProfile: ({ id }: { id: string }, profile: { nickname: string }) =>
      api.patch(`/users/${id}/profile`, { to: 'change a profile', body: { profile } }),
    setPicture: ({ id }: { id: string }, avatar: string) =>
      api.patch(`/users/${id}`, { to: 'change a picture', body: { avatar } }),
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
