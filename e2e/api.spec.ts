/** Who may call the API at all: tokens as Logto issues them, and whatever else is sent in their place. */

import { answers, limited } from '@logto-okta/sandbox/engine/faults';
import { rotatedKeys } from '@logto-okta/sandbox/engine/forged-tokens';
import { MANAGEMENT_API } from '@logto-okta/sandbox/logto/tenant';
import { managementApplication } from '@logto-okta/sandbox/seed';
import { validate } from '@readme/openapi-parser';
import { PRODUCT_NAME } from '#lib/brand.ts';
import { API_PERMISSIONS } from '#lib/permissions.ts';
import {
  callerOf,
  cookieHeader,
  expect,
  forger,
  machineToken,
  personTokens,
  test,
} from './api-clients.ts';
import { people } from './people.ts';

/** A live run's API has one name, the address of one of its apps: the others say nothing of it. */
const metadataOf = ({ app, resource }: { app: { url: string }; resource: string }) =>
  resource.startsWith(`${app.url}/`)
    ? `, resource_metadata="${app.url}/.well-known/oauth-protected-resource/api"`
    : '';

test('a machine client is known by its token, a person by the session', async ({
  api,
  call,
  world,
  clientOf,
}) => {
  const token = await machineToken(world, api.machine, api.resource);
  const machine = await call('/api/me', { token });
  expect(machine.json).toEqual({
    ...{ subject: api.machine.id, authenticatedBy: 'token', organizationId: null },
  });
  const vary = machine.answer.headers.get('vary')?.toLowerCase();
  for (const name of ['authorization', 'cookie']) expect(vary).toContain(name);

  const browser = await clientOf(api.app);
  await browser.signIn('alex');
  const cookie = cookieHeader(await browser.cookies());
  const person = await call('/api/me', { cookie });
  expect(person.json).toMatchObject({ subject: api.alexId, authenticatedBy: 'session' });
  // Of two credentials it is the token, good or bad: a session doesn't help it out.
  expect((await call('/api/me', { cookie, token })).json.subject).toBe(api.machine.id);
  expect((await call('/api/me', { cookie, token: 'x' })).status).toBe(401);
  const basic = { authorization: 'Basic eDp5' };
  expect((await call('/api/me', { cookie, headers: basic })).status).toBe(401);
});

test('without credentials: a challenge that names no error', async ({ api, call }) => {
  const bare = `Bearer realm="api"${metadataOf(api)}`;
  const none = await call('/api/me');
  expect(none).toMatchObject({ status: 401, code: 'not_authenticated', challenge: bare });
  // Another scheme is no bearer token at all (RFC 6750 §3.1).
  for (const authorization of ['Basic eDp5', 'Digest x', 'Bearerx y', '']) {
    const other = await call('/api/me', { headers: { authorization } });
    expect(other, authorization).toMatchObject({ status: 401, challenge: bare });
  }
  // Where tokens end up in logs, they don't count (RFC 6750 §2.3).
  expect((await call('/api/me?access_token=x')).challenge).toBe(bare);
});

test('a client that knows nothing finds out whose tokens are taken (RFC 9728)', async ({
  api,
  call,
  clientOf,
  logtoServer,
  world,
}) => {
  const { challenge } = await call('/api/me');
  const url = /resource_metadata="([^"]+)"/.exec(challenge ?? '')?.[1] ?? '';
  expect(url).toBe(`${api.app.url}/.well-known/oauth-protected-resource/api`);
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
  expect(answer.headers.get('vary') ?? '').not.toMatch(/cookie/i);
  const metadata = await answer.json();
  expect(metadata).toEqual({
    resource: api.resource,
    authorization_servers: [`${logtoServer.url}/oidc`],
    scopes_supported: Object.keys(API_PERMISSIONS),
    bearer_methods_supported: ['header'],
    resource_name: `${PRODUCT_NAME} API`,
  });
  // What it says leads to a token that is taken.
  const [issuer] = metadata.authorization_servers;
  const server = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  expect(server.issuer).toBe(issuer);
  const token = await machineToken(world, api.machine, metadata.resource);
  expect((await call('/api/me', { token })).status).toBe(200);

  // The same for everybody: no session is touched.
  const browser = await clientOf(api.app);
  await browser.signIn('alex');
  const signedIn = await browser.get('/.well-known/oauth-protected-resource/api');
  expect(await signedIn.json()).toEqual(metadata);
  expect(signedIn.headers()).not.toHaveProperty('set-cookie');
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(405);
  for (const other of ['', '/', '/api/', '/api/me', '/other']) {
    const none = await fetch(`${api.app.url}/.well-known/oauth-protected-resource${other}`, {
      redirect: 'manual',
    });
    expect([404, 308], other).toContain(none.status);
    expect(none.headers.get('cache-control') ?? '', other).not.toContain('public');
  }
});

test('a malformed header is a bad request', async ({ api, call, world }) => {
  const good = await machineToken(world, api.machine, api.resource);
  const malformed = [
    'Bearer',
    'bearer  ',
    `Bearer ${good} ${good}`,
    `Bearer ${good},x`,
    'Bearer "x"',
  ];
  for (const authorization of [...malformed, `Bearer ${'x'.repeat(16_001)}`]) {
    const answer = await call('/api/me', { headers: { authorization } });
    const about = authorization.slice(0, 20);
    expect(answer, about).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(answer.challenge).toBe(`Bearer realm="api", error="invalid_request"${metadataOf(api)}`);
  }
  const headers = { authorization: `bEARER   ${good}` };
  expect((await call('/api/me', { headers })).status).toBe(200);
});

test('only what Logto signed for this API and is good now counts', async ({
  api,
  call,
  world,
  logtoServer: logto,
}) => {
  const { sign, strange, publicText, unsigned } = await forger(logto, api.resource);
  const { id, secret } = managementApplication;
  const alex = await personTokens(world, api.app, people.alex, api.resource);
  const now = Math.floor(Date.now() / 1000);
  const good = await sign();
  const [header, claims, signature = ''] = good.split('.');
  const bad: Record<string, string> = {
    garbage: 'x',
    'three parts of nothing': 'a.b.c',
    expired: await sign({ iat: now - 4000, exp: now - 400 }),
    'not yet valid': await sign({ nbf: now + 400 }),
    'for nobody': await sign({ aud: undefined }),
    'for another API': await sign({ aud: 'https://elsewhere.example/api' }),
    'for a longer address': await sign({ aud: `${api.resource}/` }),
    'for Logto’s own API': await machineToken(world, { id, secret }, MANAGEMENT_API, 'all'),
    'for an organization only': await alex.organizationOnly(world.organizations.other),
    'the token of userinfo': alex.opaque,
    'an ID token': alex.idToken,
    'an ID token’s type': await sign({}, { typ: 'JWT' }),
    'no type': await sign({}, { typ: undefined }),
    'a logout token’s type': await sign({}, { typ: 'logout+jwt' }),
    'of another issuer': await sign({ iss: 'https://elsewhere.example/oidc' }),
    'of Logto without its path': await sign({ iss: logto.url }),
    unsigned: unsigned('none'),
    'unsigned, spelled otherwise': unsigned('None'),
    'HS256 with the public key': await sign({}, { alg: 'HS256' }, publicText),
    'signed by a stranger': await sign({}, {}, strange),
    'an unknown key': await sign({}, { kid: 'unknown' }),
    'changed on its way': `${header}.${claims?.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))}x.${signature}`,
    'cut short': `${header}.${claims}.${signature.slice(0, -8)}`,
    'a critical header that nobody knows': await sign({}, { crit: ['x'], x: 1 }).catch(() => 'x'),
    'an organization that is no text': await sign({ organization_id: 7 }),
    'scopes that are no text': await sign({ scope: ['read:organizations'] }),
  };
  for (const claim of ['sub', 'exp', 'iat', 'jti', 'client_id']) {
    bad[`without ${claim}`] = await sign({ [claim]: undefined });
  }
  for (const [what, token] of Object.entries(bad)) {
    const answer = await call('/api/me', { token });
    expect(answer, what).toMatchObject({ status: 401, code: 'invalid_token' });
    expect(answer.challenge, what).toMatch(
      /^Bearer realm="api", error="invalid_token", error_description="[ -~]+", resource_metadata="[^"]+"$/,
    );
  }
  expect((await call('/api/me', { token: bad.expired ?? '' })).json.detail).toContain('expired');
  // All of it would pass if everything were refused.
  expect((await call('/api/me', { token: good })).status).toBe(200);
  const several = await sign({ aud: ['https://elsewhere.example', api.resource] });
  expect((await call('/api/me', { token: several })).status).toBe(200);
  const log = api.app.log();
  for (const token of [good, ...Object.values(bad).filter((one) => one.length > 60)]) {
    expect(log).not.toContain(token.split('.')[1] ?? token);
  }
});

test('Logto’s new keys are taken without a restart', async ({
  api,
  world,
  faults,
  logtoServer,
}) => {
  const app = await world.startApp({ API_RESOURCE: api.resource });
  const call = callerOf(app);
  const before = await machineToken(world, api.machine, api.resource);
  expect((await call('/api/me', { token: before })).status).toBe(200);
  faults.response = await rotatedKeys(logtoServer.signingKeys, 'access_token');
  const after = await machineToken(world, api.machine, api.resource);
  // Unknown keys don't make the app ask at every call: it does after five seconds.
  await expect
    .poll(async () => (await call('/api/me', { token: after })).status, { timeout: 15_000 })
    .toBe(200);
  expect((await call('/api/me', { token: before })).status, 'the old key is gone').toBe(401);
  await app.stop();
});

test('keys that can’t be had say nothing about a token', async ({
  api,
  world,
  logtoServer,
  faults,
}) => {
  test.setTimeout(90_000);
  const isOpen = async (status: number, app: { url: string }) => {
    const token = await machineToken(world, api.machine, api.resource);
    return async () => {
      const answer = await callerOf(app)('/api/me', { token });
      expect(answer.status).toBe(status);
      return answer;
    };
  };
  const settings = { API_RESOURCE: api.resource };
  const away = await world.startApp(settings);
  const ask = await isOpen(503, away);
  await logtoServer.network.goAway();
  try {
    const answer = await ask();
    expect(answer).toMatchObject({ code: 'keys_unavailable', challenge: null });
    expect(answer.answer.headers.get('retry-after')).toBe('5');
    expect(away.log()).toContain(answer.json.reference);
  } finally {
    await logtoServer.network.comeBack();
  }
  await (await isOpen(200, away))();
  await away.stop();
  // A page of a proxy's in the keys' place, and keys that aren't any.
  const broken = [answers(502, '<html>'), answers(200, '<html>'), answers(200, '{"keys":"none"}')];
  const app = await world.startApp(settings);
  for (const request of broken) {
    const again = await isOpen(503, app);
    Object.assign(faults, limited({ request }, { path: '/oidc/jwks' }));
    await again();
    delete faults.request;
  }
  await (await isOpen(200, app))();
  await app.stop();
});

test('addresses and methods that aren’t there', async ({ api, call }) => {
  for (const path of ['/api/nothing', '/api/me/too', '/api/nothing.json', '/api/organizations/x']) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']) {
      expect((await call(path, { method })).status, `${method} ${path}`).toBe(404);
    }
  }
  const reading = 'GET, HEAD, OPTIONS';
  const allowed: Record<string, string> = {
    '/api/me': reading,
    '/api/openapi.json': reading,
    '/api/organizations': reading,
    '/api/organizations/x/members': reading,
    '/api/organizations/x/members/y': 'PUT, DELETE, OPTIONS',
  };
  for (const [path, allow] of Object.entries(allowed)) {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      if (allow.split(', ').includes(method)) continue;
      const { status, answer } = await call(path, { method });
      expect([status, answer.headers.get('allow')], `${method} ${path}`).toEqual([405, allow]);
    }
    const origin = { origin: 'https://elsewhere.example', 'access-control-request-method': 'PUT' };
    const { status, answer } = await call(path, { method: 'OPTIONS', headers: origin });
    expect([status, answer.headers.get('allow')]).toEqual([204, allow]);
    // No other site's page may read answers or send changes.
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  }
  expect((await call('/api/me', { method: 'HEAD' })).status).toBe(401);

  const { json } = await call('/api/openapi.json');
  expect(await validate(structuredClone(json))).toMatchObject({ valid: true });
  expect(json.servers).toEqual([{ url: api.app.url }]);
  for (const [path, methods] of Object.entries<object>(json.paths)) {
    for (const method of Object.keys(methods)) {
      const address = path.replaceAll(/\{\w+\}/g, 'x');
      const answer = await call(address, { method: method.toUpperCase() });
      expect(answer.status, `${method} ${path}`).toBe(401);
    }
  }
});
