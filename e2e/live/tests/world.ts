/** A tenant and an org with other people's things in them, and runs of `npm run e2e:live` there. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManagementClient } from '@logto-okta/clients/logto/client';
import { createOktaClient } from '@logto-okta/clients/okta/client';
import { managementApplication, oktaApiTokens } from '@logto-okta/sandbox/seed';
import { snapshot, startWorld } from '@logto-okta/setup/tests/world';
import { z } from 'zod';
import { provision } from '../provision.ts';
import type { LiveSettings } from '../settings.ts';

export type LiveWorld = Awaited<ReturnType<typeof startLiveWorld>>;
export const tokenOf = (role: string) => oktaApiTokens.find((one) => one.role === role)?.value;

/** Much like a run's name, and none. */
const FOREIGN = ['e2e-', 'e2e-tests', 'my e2e-shop', 'e2e-zzzzzzz0000', 'e2e-0abcdef12345'];

const personSchema = z.looseObject({ profile: z.looseObject({ login: z.string() }) });
const groupSchema = z.looseObject({ profile: z.looseObject({ name: z.string() }) });

export async function startLiveWorld() {
  const world = await startWorld();
  const { logto: server, okta: org } = world;
  const credentials = { OKTA_API_TOKEN: tokenOf('SUPER_ADMIN') };
  const { id: appId, secret: appSecret } = managementApplication;
  const live = {
    logto: { endpoint: server.url, appId, appSecret },
    okta: { orgUrl: org.url, credentials },
    named: {},
    workers: 1,
  } satisfies LiveSettings;
  const logto = createManagementClient({
    endpoint: server.url,
    credentials: { appId, appSecret },
  });
  const okta = createOktaClient({
    orgUrl: org.url,
    credentials: { apiToken: credentials.OKTA_API_TOKEN ?? '' },
  });

  // What setup raises and a run puts back: neither all off nor all on.
  server.tenant.accountCenter.enabled = true;
  server.tenant.accountCenter.fields = { name: 'ReadOnly' };
  const to = 'make what is somebody else’s';
  for (const [index, name] of FOREIGN.entries()) {
    const oidcClientMetadata = { redirectUris: [], postLogoutRedirectUris: [] };
    const type = 'Traditional';
    await logto.post('/applications', { to, body: { name, type, oidcClientMetadata } });
    await logto.post('/organizations', { to, body: { name } });
    await logto.post('/roles', { to, body: { name, description: name } });
    await logto.post('/users', { to, body: { username: `e2e_${index}`, name } });
    await okta.post('/groups', { to, body: { profile: { name } } });
    const login = `e2e-tests${index}@acme.test`;
    const profile = { firstName: 'Eve', lastName: name, email: login, login };
    await okta.post('/users', { to, body: { profile } });
  }

  /** Of runs; not by their names, so that no sweep of this machine finds them. */
  const folder = mkdtempSync(join(tmpdir(), 'live-'));
  return {
    ...world,
    async close() {
      rmSync(folder, { recursive: true });
      await world.close();
    },
    live,
    doors: { logto, okta },
    /** @param onStep may throw, as a signal does, to end it there. */
    provision(runId: string, onStep: (step: string) => void = () => {}) {
      const door = { ...live.okta, isSandbox: false, close: async () => {} };
      const stateFolder = mkdtempSync(join(folder, `${runId}-`));
      return provision(live, door, { runId, stateFolder }, onStep);
    },
    /** All that is in both, people and settings too. */
    async everything() {
      const all = { to: 'list everybody', query: { search: 'profile.login sw ""' } };
      const [people, groups] = await Promise.all([
        okta.list('/users', { ...all, item: personSchema }),
        okta.list('/groups', { to: 'list groups', item: groupSchema }),
      ]);
      const state = (await snapshot(world)) as {
        organizationRoles: { resourceScopeIds: string[] }[];
      };
      // Ids of permissions that are gone: Logto forgets them, the sandbox only shows them no more.
      for (const role of state.organizationRoles) {
        role.resourceScopeIds = role.resourceScopeIds.filter((id) => id.startsWith('<'));
      }
      return {
        ...state,
        users: [...server.tenant.users.values()].map(({ username, name }) => [username, name]),
        people: people.map(({ profile }) => profile.login),
        groups: groups.map(({ profile }) => profile.name),
      };
    },
  };
}
