/** What machines ask and read of the app: probes, and the name of a request in the log. */
import { answers } from '@logto-okta/sandbox/engine/faults';
import { expect, test } from './sessions.ts';

const ask = async (url: string, path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url + path, { headers, redirect: 'manual' });
  return { status: response.status, headers: response.headers, json: await response.json() };
};
/** Longer than an answer of `/api/ready` is remembered. */
const forgotten = () => new Promise((resolve) => setTimeout(resolve, 3100));

test('probes: alive whatever Logto does, ready only with it, and nothing more is told', async ({
  world,
  faults,
}) => {
  const app = await world.startApp();
  expect(await ask(app.url, '/api/ready')).toMatchObject({
    status: 200,
    json: { status: 'ready', checks: { logto: 'ok' } },
  });
  let discoveries = 0;
  faults.request = (req, res) => {
    if (!req.url?.includes('openid-configuration')) return false;
    discoveries += 1;
    return answers(500, 'database postgres://logto:secret@10.0.0.1 is gone')(req, res);
  };
  await forgotten();
  const failing = await Promise.all(Array.from({ length: 20 }, () => ask(app.url, '/api/ready')));
  for (const { status, json } of failing) {
    expect(status).toBe(503);
    expect(json).toEqual({ status: 'not_ready', checks: { logto: 'failed' } });
  }
  expect(discoveries, 'twenty probes at once ask Logto once').toBe(1);
  const alive = await ask(app.url, '/api/health');
  expect(alive).toMatchObject({ status: 200, json: { status: 'ok' } });
  expect(alive.headers.get('cache-control')).toContain('no-store');
  expect(alive.headers.get('set-cookie')).toBeNull();
});

test('Redis counts when sessions live there, and a Redis that hangs is noticed within the limit', async ({
  world,
  redis,
}) => {
  const app = await world.startApp({ REDIS_URL: redis.url });
  expect((await ask(app.url, '/api/ready')).json).toEqual({
    status: 'ready',
    checks: { logto: 'ok', redis: 'ok' },
  });
  redis.freeze();
  await forgotten();
  const since = Date.now();
  const frozen = await ask(app.url, '/api/ready');
  redis.thaw();
  expect(frozen).toMatchObject({ status: 503, json: { checks: { logto: 'ok', redis: 'failed' } } });
  expect(Date.now() - since).toBeLessThan(2900);
  await forgotten();
  await expect.poll(async () => (await ask(app.url, '/api/ready')).status).toBe(200);
  await app.stop();
});

test('probes open no session: a broken cookie is neither read nor deleted', async ({ world }) => {
  const port = new URL(world.app.url).port;
  const cookie = `session-${port}=Fe26.2*broken; ended-${port}=broken`;
  for (const path of ['/api/health', '/api/ready']) {
    const { status, headers } = await ask(world.app.url, path, { cookie });
    expect(status).toBe(200);
    expect(headers.get('set-cookie')).toBeNull();
  }
});

test('the id of a request: taken if well-formed, told in the answer, and in every line of the log', async ({
  clientOf,
  world,
}) => {
  const app = await world.startApp();
  const client = await clientOf(app);
  const linesOf = (id: string) =>
    app
      .log()
      .split('\n')
      .filter((line) => line.includes(`"request":"${id}"`))
      .map((line) => JSON.parse(line).event);
  const get = (path: string, id: string) => client.get(path, { headers: { 'x-request-id': id } });

  const failed = await get('/callback?state=unknown', 'a-route-0001');
  expect(failed.headers()['x-request-id']).toBe('a-route-0001');
  expect(linesOf('a-route-0001')).toEqual(['sign_in_failed']);

  await client.signIn('alex');
  const path = `/organizations/${world.organizations.company}/invitations`;
  // Nobody is refused by an old session before it was renewed once.
  const renewal = (await get(path, 'a-page-0000')).headers().location ?? '';
  expect(renewal).toMatch(/^\/session\/renew\?/);
  await get(renewal, 'a-page-0000');
  const page = await get(path, 'a-page-0001');
  expect(page.status()).toBe(403);
  expect(page.headers()['x-request-id']).toBe('a-page-0001');
  expect(linesOf('a-page-0001')).toContain('access_refused');

  const refused = await fetch(`${app.url}/api/backchannel-logout`, {
    method: 'POST',
    headers: { 'x-request-id': 'an-api-0001' },
  });
  expect(refused.headers.get('x-request-id')).toBe('an-api-0001');
  expect(linesOf('an-api-0001')).toEqual(['backchannel_logout_refused']);

  const files = await fetch(`${app.url}/icon.svg`, { headers: { 'x-request-id': 'a-file-00001' } });
  expect(files.headers.get('x-request-id')).toBe('a-file-00001');

  const forged = ['x y z', 'eyJhbGciOiJFUzM4NCJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl-long-enough', '<b>'];
  for (const id of forged) {
    const answer = await client.get('/callback?state=unknown', { headers: { 'x-request-id': id } });
    expect(answer.headers()['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(app.log()).not.toContain(id);
  }
});

test('lines of proxy.ts and of server actions have the id of their request too', async ({
  eagerClient: client,
  eager,
  faults,
}) => {
  faults.request = (req, res) =>
    req.url === '/oidc/token' ? answers(503, 'later')(req, res) : false;
  await expect
    .poll(async () => {
      await client.get('/dashboard', { headers: { 'x-request-id': 'of-the-proxy-1' } });
      return eager.log();
    })
    .toMatch(/"event":"refresh_failed","request":"of-the-proxy-1"/);
  delete faults.request;
  const signedOut = await client.signOut();
  const id = signedOut.headers()['x-request-id'];
  expect(eager.log()).toContain(`"event":"signed_out","request":"${id}"`);
});
