import * as seed from '@logto-okta/sandbox/seed';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LOGTO_LOGOS } from '../branding.ts';
import { questionsOf, writesOf } from '../plan.ts';
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
beforeEach(async () => {
  await destroy(settingsOf(world)).catch(() => {});
  emptyTenant(world.logto);
});

const application = () =>
  [...world.logto.tenant.applications.values()].find(({ name }) => name === PRODUCT_NAME);

describe('setup', () => {
  it('makes a bare tenant and org ready, and a second run writes nothing', async () => {
    const settings = settingsOf(world);
    const first = await setUp(settings);
    expect(first.writes.length).toBeGreaterThan(15);
    const { changes } = await planFor(settings);
    expect(writesOf(changes)).toEqual([]);
    expect(questionsOf(changes)).toEqual([]);
    const [connector] = world.logto.tenant.connectors.values();
    expect(connector).toMatchObject({
      connectorName: 'Umbrella Okta',
      domains: ['umbrella.test'],
      enableTokenStorage: true,
      config: {
        issuer: world.okta.url,
        scope: 'openid profile email groups offline_access okta.users.read.self',
      },
    });
    expect(application()?.oidcClientMetadata).toMatchObject({
      redirectUris: ['http://localhost:3000/callback', 'https://app.example.com/callback'],
      backchannelLogoutUri: 'https://app.example.com/api/backchannel-logout',
      backchannelLogoutSessionRequired: true,
    });
  });

  it('asks for an e-mail address at registration once the tenant has an e-mail connector', async () => {
    const { tenant } = world.logto;
    const settings = settingsOf(world);
    const before = await planFor(settings);
    const open = before.changes.find(({ key }) => key === 'sign-up-email');
    expect(open).toMatchObject({ kind: 'manual', notes: [expect.stringContaining('connector')] });

    tenant.emailConnector = { id: 'mail', config: {} } as never;
    const { signUp } = tenant.signInExperience;
    try {
      await setUp(settings);
      expect(tenant.signInExperience.signUp).toEqual({
        ...signUp,
        verify: true,
        secondaryIdentifiers: [{ identifier: 'email', verify: true }],
      });
      expect(writesOf((await planFor(settings)).changes)).toEqual([]);
    } finally {
      tenant.emailConnector = undefined;
      tenant.signInExperience.signUp = signUp;
    }
  });

  it("gives Logto's pages the product's look, and takes back that alone", async () => {
    const { tenant } = world.logto;
    tenant.signInExperience.branding = { ...LOGTO_LOGOS };
    const { color, branding } = tenant.signInExperience;
    await setUp(settingsOf(world));
    const logo = 'https://app.example.com/icon.svg';
    expect(tenant.signInExperience).toMatchObject({
      color: { primaryColor: '#1f4fd8', isDarkModeEnabled: true, darkPrimaryColor: '#9db8ff' },
      branding: { logoUrl: logo, favicon: logo },
    });
    await destroy(settingsOf(world));
    expect(tenant.signInExperience).toMatchObject({ color, branding });

    await setUp(settingsOf(world));
    const theirs = { ...color, primaryColor: '#aa0000' };
    tenant.signInExperience.color = theirs;
    await setUp(settingsOf(world));
    await destroy(settingsOf(world));
    expect(tenant.signInExperience).toMatchObject({ color: theirs, branding });

    await setUp(settingsOf(world, { ...COMPANY, noBranding: true }));
    expect(tenant.signInExperience).toMatchObject({ color: theirs, branding });
  });

  it("leaves the look of Logto's pages to another app that was set up", async () => {
    const staging = { ...COMPANY, appName: 'Staging', company: 'Hooli', domains: ['hooli.test'] };
    await setUp(settingsOf(world));
    await setUp(settingsOf(world, staging));
    const { color } = world.logto.tenant.signInExperience;
    await destroy(settingsOf(world));
    expect(world.logto.tenant.signInExperience).toMatchObject({ color });
    await destroy(settingsOf(world, staging));
  });

  it('keeps what others registered, and a public logout address over a local one', async () => {
    await setUp(settingsOf(world));
    const metadata = application()?.oidcClientMetadata;
    metadata?.redirectUris.unshift('https://another.example.com/cb');
    const flags = { ...COMPANY, baseUrls: ['http://localhost:4000'] };
    await setUp(settingsOf(world, flags));
    expect(application()?.oidcClientMetadata.redirectUris).toEqual([
      'https://another.example.com/cb',
      'http://localhost:3000/callback',
      'https://app.example.com/callback',
      'http://localhost:4000/callback',
    ]);
    expect(application()?.oidcClientMetadata.backchannelLogoutUri).toBe(
      'https://app.example.com/api/backchannel-logout',
    );
  });

  it("gives machines the permissions of each address's API, though they have the same names", async () => {
    await setUp(settingsOf(world));
    await setUp(settingsOf(world, { ...COMPANY, baseUrls: ['http://localhost:4000'] }));
    const { roles, scopes, resources } = world.logto.tenant;
    const role = [...roles.values()].find(({ name }) => name === `${PRODUCT_NAME} API`);
    const permitted = role?.scopeIds.map((id) => {
      const { resourceId, name } = scopes.get(id) ?? expect.unreachable();
      return `${resources.get(resourceId)?.indicator} ${name}`;
    });
    expect(permitted).toContain('http://localhost:3000/api write:reports');
    expect(permitted).toContain('http://localhost:4000/api write:reports');
  });

  it('asks which application, when two have the name', async () => {
    await setUp(settingsOf(world));
    const [one] = world.logto.tenant.applications.values();
    const twin = { ...structuredClone(application() ?? one), id: 'twin' };
    if (twin.name) world.logto.tenant.applications.set('twin', twin as never);
    const { changes } = await planFor(settingsOf(world));
    expect(questionsOf(changes)).toMatchObject([
      { key: 'application', question: { flag: '--app-id', options: { length: 2 } } },
    ]);
    const answered = await planFor(settingsOf(world, { ...COMPANY, appId: 'twin' }));
    expect(questionsOf(answered.changes)).toEqual([]);
    world.logto.tenant.applications.delete('twin');
  });

  it("asks before it shares another connector's domain", async () => {
    await setUp(settingsOf(world));
    const hooli = { ...COMPANY, company: 'Hooli' };
    const { changes } = await planFor(settingsOf(world, hooli));
    expect(questionsOf(changes)[0]?.notes.join()).toContain('"Umbrella Okta"');
    const allowed = await planFor(settingsOf(world, { ...hooli, allowSharedDomain: true }));
    expect(questionsOf(allowed.changes)).toEqual([]);
  });

  it("asks before it takes another Logto's application at Okta", async () => {
    await setUp(settingsOf(world));
    const other = await startWorld();
    try {
      const env = { OKTA_ORG_URL: world.okta.url };
      const { changes } = await planFor(settingsOf(other, COMPANY, env));
      expect(questionsOf(changes)).toMatchObject([{ question: { flag: '--okta-app-id' } }]);
      const flags = { ...COMPANY, oktaAppLabel: 'Staging' };
      expect(questionsOf((await planFor(settingsOf(other, flags, env))).changes)).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('asks about a group that is not there', async () => {
    const { changes } = await planFor(settingsOf(world, { ...COMPANY, oktaGroups: ['Nobody'] }));
    expect(questionsOf(changes)[0]?.notes.join()).toContain('no group of that name');
  });

  it('fixes what was changed by hand', async () => {
    const settings = settingsOf(world);
    await setUp(settings);
    const good = await snapshot(world);
    const { tenant } = world.logto;
    tenant.signInExperience.singleSignOnEnabled = false;
    const [connector] = tenant.connectors.values();
    if (connector) connector.config = { ...connector.config, clientSecret: 'an old one' };
    for (const { id } of world.okta.apps.all()) {
      const app = world.okta.apps.find(id);
      if (app) app.pkceRequired = true;
    }
    await setUp(settings);
    expect(await snapshot(world)).toEqual(good);
  });

  it('goes on without scopes that only a Super Administrator may grant', async () => {
    const env = { OKTA_API_TOKEN: '00sandbox-app-admin-not-a-secret' };
    const { applied } = await setUp(settingsOf(world, COMPANY, env));
    expect(applied.notes.join()).toContain('Super Administrator');
    const [connector] = world.logto.tenant.connectors.values();
    expect(connector?.config?.scope).toBe('openid profile email groups offline_access');
  });
});

it('a service app does it too, with the scopes that it is told to have', async () => {
  const { id, privateKey } = seed.oktaServiceApp;
  const settings = settingsOf(world, COMPANY, {
    OKTA_API_TOKEN: undefined,
    OKTA_SERVICE_APP_ID: id,
    OKTA_SERVICE_APP_KEY: JSON.stringify(privateKey),
  });
  const { applied } = await setUp(settings);
  expect(applied.notes).toEqual([]);
  expect(writesOf((await planFor(settings)).changes)).toEqual([]);
});

describe('a Logto without a secret vault', () => {
  it('is told about, and keeps no tokens', async () => {
    const plain = await startWorld({ secretVault: false });
    try {
      const { changes } = await setUp(settingsOf(plain));
      expect(changes.flatMap(({ notes }) => notes).join()).toContain('SECRET_VAULT_KEK');
      const [connector] = plain.logto.tenant.connectors.values();
      expect(connector).toMatchObject({ enableTokenStorage: false });
      expect(connector?.config?.scope).toBe('openid profile email groups');
      const again = await planFor(settingsOf(plain));
      expect(writesOf(again.changes)).toEqual([]);
    } finally {
      await plain.close();
    }
  });
});
