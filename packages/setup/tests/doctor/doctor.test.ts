/** The doctor and a sandbox: a healthy tenant, and one in which everything is wrong in turn. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fetch } from '@logto-okta/clients/retry';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exitStatus } from '../../doctor/finding.ts';
import { PRODUCT_NAME } from '../product.ts';
import { destroy, emptyTenant, settingsOf, setUp, type World } from '../world.ts';
import { examine, FLAGS, problemsOf, questionOf, startHealthyWorld } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startHealthyWorld();
});
afterAll(() => world.close());

async function makeHealthy() {
  await destroy(settingsOf(world, FLAGS)).catch(() => {});
  emptyTenant(world.logto);
  await setUp(settingsOf(world, FLAGS));
}
const connector = () => {
  const [one] = world.logto.tenant.connectors.values();
  if (!one?.config) throw new Error('no connector');
  return { ...one, config: one.config, whole: one };
};
/** Where nothing listens, any more. */
async function deadAddress() {
  const server = createServer().listen(0, 'localhost');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return `http://localhost:${port}`;
}
const ids = (findings: Awaited<ReturnType<typeof examine>>) =>
  problemsOf(findings).map(({ id, level }) => `${level} ${id}`);

it('has nothing to say about what setup made', async () => {
  const findings = await examine(world);
  expect(problemsOf(findings)).toEqual([]);
  expect(exitStatus(findings)).toBe(0);
  // Not because it looked at nothing.
  expect(findings.filter(({ level }) => level === 'ok').length).toBeGreaterThan(45);
});

describe('what can be changed by hand', () => {
  beforeEach(makeHealthy);

  it('a secret of the connector: Okta itself says so, and the API', async () => {
    const { whole, config } = connector();
    whole.config = { ...config, clientSecret: 'an old one' };
    expect(ids(await examine(world))).toEqual(['error connector.credentials', 'error okta.secret']);
  });

  it('an issuer with a slash at its end', async () => {
    const { whole, config } = connector();
    whole.config = { ...config, issuer: `${world.okta.url}/` };
    const found = ids(await examine(world));
    expect(found).toContain('error connector.trailing-slash');
  });

  it('an issuer that nobody answers at', async () => {
    const { whole, config } = connector();
    whole.config = { ...config, issuer: await deadAddress() };
    const findings = await examine(world);
    const [found] = problemsOf(findings);
    expect(found).toMatchObject({ id: 'connector.discovery', level: 'error' });
    expect(found?.cause).toContain('nothing listens there');
  });

  it('the type and the back-channel logout of the application', async () => {
    for (const one of world.logto.tenant.applications.values()) {
      if (one.name !== PRODUCT_NAME) continue;
      one.type = 'SPA';
      one.oidcClientMetadata.backchannelLogoutUri = undefined;
    }
    expect(ids(await examine(world))).toEqual(
      expect.arrayContaining(['error application.type', 'error application.back-channel-uri']),
    );
  });

  it('an application that is gone', async () => {
    const question = questionOf(world);
    const id = question.settings.values.LOGTO_APP_ID ?? '';
    world.logto.tenant.applications.delete(id);
    const found = ids(await examine(world, question));
    expect(found).toEqual(
      expect.arrayContaining(['error logto.credentials', 'error application.exists']),
    );
  });

  it('a connector that setup made is deleted', async () => {
    const { whole } = connector();
    world.logto.tenant.connectors.delete(whole.id);
    expect(ids(await examine(world))).toContain('warn connector.missing');
  });

  it('the organization, its role, its connector', async () => {
    const [organization] = world.logto.tenant.organizations.values();
    if (organization) organization.jit.roleIds = [];
    expect(ids(await examine(world))).toEqual(['warn connector.organization']);
    if (organization) organization.jit.ssoConnectorIds = [];
    expect(ids(await examine(world))).toEqual(['warn connector.organization']);
  });
});

describe('who does not answer', () => {
  beforeAll(makeHealthy);

  it('Logto: one error, everything behind it skipped, and Redis is asked all the same', async () => {
    const question = questionOf(world);
    const endpoint = await deadAddress();
    const findings = await examine(world, {
      endpoint,
      management: {
        endpoint,
        credentials: { appId: 'x', appSecret: 'y' },
      },
      settings: {
        ...question.settings,
        values: { ...question.settings.values, REDIS_URL: endpoint.replace('http', 'redis') },
      },
    });
    expect(ids(findings)).toEqual(['error logto.reachable', 'error redis.reachable']);
  });

  it('a Logto that never says a word is given up', async () => {
    const server = createServer(() => {}).listen(0, 'localhost');
    await new Promise((done) => server.once('listening', done));
    const endpoint = `http://localhost:${(server.address() as AddressInfo).port}`;
    const started = Date.now();
    const findings = await examine(world, {
      endpoint,
      management: { endpoint, credentials: { appId: 'x', appSecret: 'y' } },
      options: { attempts: 1, timeoutMs: 300 },
    });
    server.closeAllConnections();
    server.close();
    expect(Date.now() - started).toBeLessThan(3000);
    expect(problemsOf(findings)[0]?.cause).toContain('took too long');
  });

  it("Okta's API with a wrong token: the rest is looked at", async () => {
    const findings = await examine(world, {
      orgs: new Map([[world.okta.url, { apiToken: 'wrong' }]]),
    });
    expect(ids(findings)).toEqual(['error okta.api']);
  });

  it.each(['app-admin', 'read-only'])(
    'reading is enough: an %s token sees nothing wrong',
    async (role) => {
      const findings = await examine(world, {
        orgs: new Map([[world.okta.url, { apiToken: `00sandbox-${role}-not-a-secret` }]]),
      });
      expect(problemsOf(findings)).toEqual([]);
      expect(findings.filter(({ id }) => id === 'okta.assignment')).toMatchObject([
        { level: 'ok' },
      ]);
    },
  );

  it('nobody asked: skipped, with why', async () => {
    const findings = await examine(world, { management: undefined, orgs: new Map() });
    const skipped = findings.filter(({ id }) => id === 'tenant.sso-enabled');
    expect(skipped).toMatchObject([{ level: 'skipped' }]);
    expect(skipped[0]?.cause).toContain('LOGTO_M2M_APP_ID');
  });
});

/** A service that answers some of its addresses with that status. */
const failing =
  (status: number, path: RegExp): Fetch =>
  (input, init) =>
    path.test(new URL(input).pathname)
      ? Promise.resolve(Response.json({ errorCode: 'E0000047' }, { status }))
      : fetch(input, init);

describe('what is over its rate limit, or fails once', () => {
  beforeAll(makeHealthy);

  it.each([
    [429, /^\/api\/v1\/groups\//, 'okta.assignment'],
    [503, /^\/api\/v1\/apps\/[^/]+\/grants/, 'okta.scope-grants'],
    [429, /credentials\/secrets$/, 'okta.secret'],
  ])('Okta answers %i to %s: that check is skipped, the rest is made', async (status, path, id) => {
    const healthy = await examine(world);
    const findings = await examine(world, {
      options: { attempts: 1, fetch: failing(status, path) },
    });
    expect(ids(findings)).toEqual(['warn okta.api']);
    expect(problemsOf(findings)[0]?.fix).not.toContain('Create token');
    const fineIn = (all: typeof findings) => all.filter(({ level }) => level === 'ok').length;
    // The check itself, and that the API answers.
    expect(fineIn(findings)).toBe(fineIn(healthy) - 2);
    expect(findings.find((one) => one.id === id)).toMatchObject({ level: 'skipped' });
  });

  it.each([429, 500, 503])(
    'Okta answers %i to everything: no other token is asked for',
    async (status) => {
      const findings = await examine(world, {
        options: { attempts: 1, fetch: failing(status, /^\/api\/v1\/apps/) },
      });
      const [found] = problemsOf(findings);
      expect(found).toMatchObject({ id: 'okta.api', level: 'error' });
      expect(found?.fix).toContain('run this again in a minute');
      expect(found?.fix).not.toContain('token');
    },
  );

  it.each([
    [/^\/api\/configs\/id-token/, 'tenant.id-token-claims'],
    [/^\/api\/organizations\/[^/]+\/jit/, 'connector.organization'],
    [/^\/api\/roles\/[^/]+\/scopes/, 'tenant.api-resource'],
  ])('Logto answers 429 to %s', async (path, id) => {
    const findings = await examine(world, { options: { attempts: 1, fetch: failing(429, path) } });
    expect(ids(findings)).toEqual(['warn logto.management']);
    expect(findings.find((one) => one.id === id)).toMatchObject({ level: 'skipped' });
  });
});

describe('the Management API', () => {
  it('a token without its scope is a missing role', async () => {
    await makeHealthy();
    const machine = questionOf(world).management?.credentials.appId ?? '';
    const application = world.logto.tenant.applications.get(machine);
    const roles = application?.roleIds;
    if (application) application.roleIds = [];
    const findings = await examine(world);
    if (application && roles) application.roleIds = roles;
    const found = findings.find(({ id }) => id === 'logto.management');
    expect(found).toMatchObject({ level: 'error' });
    expect(found?.fix).toContain('Logto Management API access');
  });

  it('a wrong secret', async () => {
    const question = questionOf(world);
    const credentials = { appId: question.management?.credentials.appId ?? '', appSecret: 'no' };
    const findings = await examine(world, {
      management: { endpoint: world.logto.url, credentials },
    });
    expect(ids(findings)).toEqual(['error logto.management']);
  });
});
