/** The control API as a test in another process uses it: who may ask, for what; time and people. */
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { openBrowser } from './okta/test-browser.ts';
import { connector, PASSWORD } from './seed.ts';
import { controlledForEachTest } from './test-control.ts';

const world = controlledForEachTest();
const { ask, signIn, status, token } = world;

describe('who may ask', () => {
  const askAs = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { port } = new URL(world.control);
      const req = request({ host: 'localhost', port, headers: { host } }, ({ statusCode }) => {
        resolve(statusCode);
      });
      req.once('error', reject).end();
    });

  test('nobody whose name for this machine is another (DNS rebinding)', async () => {
    const { port, host } = new URL(world.control);
    expect(await askAs(host)).toBe(200);
    expect(await askAs(`127.0.0.1:${port}`)).toBe(200);
    expect(await askAs(`rebound.example:${port}`)).toBe(403);
    expect(await askAs('localhost')).toBe(403);
  });

  test('no web page, not even one of this origin', async () => {
    for (const origin of ['https://elsewhere.example', world.control, 'null']) {
      expect((await ask('GET /', undefined, { origin })).status).toBe(403);
      const refused = await ask('PUT /logto/fault', { kind: 'dropped' }, { origin });
      expect(refused.status).toBe(403);
    }
    expect((await status()).status).toBe(204);
  });
});

describe('what is asked', () => {
  test('GET / lists it', async () => {
    const { body } = await ask('GET /');
    expect(Object.keys(body.servers)).toEqual(['logto', 'okta/acme', 'okta/globex']);
    expect(body.requests).toContain('PUT /okta/acme/fault');
    expect(body.faults.slow.required).toEqual(['kind', 'ms']);
  });

  test.each([
    ['not JSON', '{', 'The body is not JSON.'],
    ['no such kind', { kind: 'nonsense' }, /^kind is one of slow, silent, dropped, .+\./],
    ['too slow', { kind: 'slow', ms: 1e9 }, /^ms: .*120000/],
    ['a field of another kind', { kind: 'unreachable', times: 1 }, /"times"/],
    ['a path that is none', { kind: 'dropped', path: 'oidc' }, /^path: .*"\/"/],
  ])('%s is refused in a sentence, and changes nothing', async (_, body, message) => {
    const answer = await ask('PUT /logto/fault', body);
    expect(answer.status).toBe(400);
    expect(answer.body.message).toMatch(message);
    expect((await ask('GET /logto/fault')).body).toEqual({ fault: null, met: 0 });
    expect((await status()).status).toBe(204);
  });

  test.each([-1, 0, '60', null])('a clock by %j seconds', async (advanceSeconds) => {
    expect((await ask('POST /logto/clock', { advanceSeconds })).status).toBe(400);
  });

  test('an unknown address', async () => {
    expect((await ask('PUT /okta/nobody/fault', { kind: 'dropped' })).status).toBe(404);
  });
});

describe('time and people', () => {
  test('one server’s clock, or all', async () => {
    const ahead = (server: { clock: { now: () => number } }) =>
      Math.round((server.clock.now() - Date.now()) / 1000);
    await ask('POST /okta/acme/clock', { advanceSeconds: 60 });
    const { body } = await ask('POST /clock', { advanceSeconds: 3600 });
    const { logto, okta, globexOkta } = world.sandbox;
    expect([logto, okta, globexOkta].map(ahead)).toEqual([3600, 3660, 3600]);
    expect(Date.parse(body.now) / 1000).toBeCloseTo(Date.now() / 1000 + 3600, -1);
  });

  test('the end of somebody’s sessions', async () => {
    const { refresh_token } = await signIn();
    const body = { userId: 'alexpassword' };
    expect((await ask('POST /logto/end-sessions', body)).status).toBe(204);
    expect((await token({ grant_type: 'refresh_token', refresh_token })).status).toBe(400);
    expect((await ask('POST /logto/end-sessions', { userId: 'nobody' })).status).toBe(400);
  });

  test('Okta’s rate limit and its end', async () => {
    const authorize = () => fetch(`${world.sandbox.okta.url}/oauth2/v1/authorize`);
    await ask('PUT /okta/acme/rate-limit', { perMinute: 0 });
    expect((await authorize()).status).toBe(429);
    await ask('DELETE /okta/acme/rate-limit');
    expect((await authorize()).status).toBe(400);
  });

  test('Okta’s lock-out and its end', async () => {
    const { okta, logto } = world.sandbox;
    const query = new URLSearchParams({
      client_id: connector.client.id,
      redirect_uri: `${logto.url}/callback/${connector.id}`,
      ...{ response_type: 'code', scope: 'openid', state: 's', nonce: 'n' },
    });
    const arrives = async (password: string) => {
      const browser = openBrowser(okta.url);
      const first = await browser.open(`/oauth2/v1/authorize?${query}`);
      const second = await browser.submit(first, { identifier: 'emma@acme.test' });
      const { url } = await browser.submit(second, { 'credentials.passcode': password });
      return url.searchParams.has('code');
    };
    for (let i = 0; i < 10; i++) await arrives('wrong');
    expect(await arrives(PASSWORD)).toBe(false);
    expect((await ask('POST /okta/acme/unlock', { login: 'emma@acme.test' })).status).toBe(204);
    expect(await arrives(PASSWORD)).toBe(true);
    const { body } = await ask('POST /okta/acme/unlock', { login: 'nobody@acme.test' });
    expect(body.message).toBe('There is no user nobody@acme.test.');
  });
});
