import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createClients } from '../prepare.ts';
import { isMarked } from '../registry.ts';
import { PRODUCT_NAME } from './product.ts';
import {
  COMPANY,
  destroy,
  emptyTenant,
  planFor,
  settingsOf,
  setUp,
  snapshot,
  startWorld,
  type World,
} from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => emptyTenant(world.logto));

const logto = () => createClients(settingsOf(world)).logto;
const named = <T extends { name: string }>(all: Map<string, T>, name: string) =>
  [...all.values()].filter((one) => one.name === name);

it('leaves an application, organization and connector that were there before', async () => {
  const client = logto();
  await client.post('/applications', {
    to: 'make one',
    body: {
      name: PRODUCT_NAME,
      type: 'Traditional',
      oidcClientMetadata: {
        redirectUris: ['https://old.example.com/callback'],
        postLogoutRedirectUris: ['https://old.example.com/'],
      },
      customData: { theirs: true },
    },
  });
  await client.post('/organizations', { to: 'make one', body: { name: 'Umbrella' } });
  await client.post('/sso-connectors', {
    to: 'make one',
    body: { providerName: 'Okta', connectorName: 'Another', domains: ['another.test'] },
  });
  await client.post('/organization-scopes', { to: 'make one', body: { name: 'read:members' } });
  const before = await snapshot(world);
  const settings = settingsOf(world);
  await setUp(settings);
  expect(named(world.logto.tenant.organizations, 'Umbrella')).toHaveLength(1);
  expect((await planFor(settings)).changes.filter(({ write }) => write)).toEqual([]);
  await destroy(settings);
  world.logto.tenant.signInExperience.singleSignOnEnabled = false;
  world.logto.tenant.accountCenter.enabled = false;
  world.logto.tenant.accountCenter.fields = {};
  // The organization lets no company in any more, but keeps the role it was told to give.
  for (const { jit } of world.logto.tenant.organizations.values()) jit.roleIds = [];
  expect(await snapshot(world)).toEqual(before);
});

it("leaves another organization of the same name, that setup didn't make", async () => {
  const settings = settingsOf(world);
  await setUp(settings);
  await logto().post('/organizations', { to: 'make one', body: { name: 'Umbrella' } });
  await destroy(settings);
  const left = named(world.logto.tenant.organizations, 'Umbrella');
  expect(left).toMatchObject([{ customData: {} }]);
});

it('leaves the roles of organizations to another app that was set up', async () => {
  await setUp(settingsOf(world));
  const other = { ...COMPANY, appName: 'Staging', company: 'Hooli', domains: ['hooli.test'] };
  await setUp(settingsOf(world, other));
  await destroy(settingsOf(world));
  const { tenant } = world.logto;
  expect(named(tenant.applications, PRODUCT_NAME)).toEqual([]);
  expect([...tenant.organizationRoles.values()].map(({ name }) => name)).toEqual([
    'admin',
    'member',
  ]);
  expect([...tenant.connectors.values()].map(({ connectorName }) => connectorName)).toEqual([
    'Hooli Okta',
  ]);
  await destroy(settingsOf(world, other));
});

it('removes nothing of an application without a record', async () => {
  await setUp(settingsOf(world));
  const [application] = named(world.logto.tenant.applications, PRODUCT_NAME);
  if (!application) throw new Error('setup made no application');
  application.customData = {};
  expect(isMarked(application as never)).toBe(false);
  await destroy(settingsOf(world));
  expect(named(world.logto.tenant.organizations, 'Umbrella')).toHaveLength(1);
});
