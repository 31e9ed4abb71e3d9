/** Each fault that the control API knows, seen from the client that meets it. */
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { openBrowser as openOktaBrowser } from './okta/test-browser.ts';
import { connector, PASSWORD } from './seed.ts';
import { controlledForEachTest } from './test-control.ts';

const world = controlledForEachTest();
const { ask, callback, fault, redeem, signIn, status, token, verify } = world;

describe('the connection', () => {
  test('status: only at this path, only so often', async () => {
    await fault('status', { status: 503, body: '{"a":1}', path: '/oidc/token', times: 2 });
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push((await redeem('x')).status);
    expect(answers).toEqual([503, 503, 400]);
    expect((await status()).status).toBe(204);
    expect((await ask('GET /logto/fault')).body.met).toBe(2);
  });

  test('slow', async () => {
    await fault('slow', { ms: 150 });
    const begin = performance.now();
    expect((await status()).status).toBe(204);
    expect(performance.now() - begin).toBeGreaterThan(145);
  });

  test('silent: no answer comes', async () => {
    await fault('silent');
    const answer = fetch(`${world.sandbox.logto.url}/api/status`, {
      signal: AbortSignal.timeout(200),
    });
    await expect(answer).rejects.toThrow('timeout');
  });

  test('dropped, at one server of three', async () => {
    await fault('dropped', {}, 'okta/globex');
    const answers = await Promise.allSettled(
      [world.sandbox.logto, world.sandbox.okta, world.sandbox.globexOkta].map(({ url }) =>
        fetch(`${url}/favicon.ico`),
      ),
    );
    expect(answers.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });

  test('unreachable, and back on the same port', async () => {
    await fault('unreachable');
    await expect(status()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    expect((await ask('DELETE /logto/fault')).status).toBe(204);
    expect((await status()).status).toBe(204);
  });

  test('a sandbox with an unreachable server can be closed', async () => {
    await fault('unreachable');
    await world.sandbox.close();
  });

  test('rate-limited, with the headers that say so and without', async () => {
    await fault('rate-limited');
    const told = await status();
    expect([told.status, told.headers.get('retry-after')]).toEqual([429, '30']);
    expect(told.headers.get('x-rate-limit-remaining')).toBe('0');
    await fault('rate-limited', { headers: false });
    const untold = await status();
    expect([untold.status, untold.headers.get('retry-after')]).toEqual([429, null]);
  });

  test('one fault replaces another; DELETE /faults ends those of all servers', async () => {
    await fault('unreachable');
    await fault('dropped', {}, 'okta/acme');
    await fault('status', { status: 500 });
    expect((await status()).status).toBe(500);
    await ask('DELETE /faults');
    expect((await status()).status).toBe(204);
    expect((await fetch(`${world.sandbox.okta.url}/favicon.ico`)).status).toBe(204);
  });
});

describe('tokens', () => {
  test.each([
    ['wrong-issuer', {}, /"iss"/],
    ['wrong-audience', {}, /"aud"/],
    ['expired', {}, /"exp"/],
    ['clock-skew', { seconds: -7200 }, /"exp"/],
    ['wrong-signature', {}, /signature verification failed/],
    ['unknown-key', {}, /no applicable key/],
    ['alg-none', {}, /"alg"|unsecured|Unsupported/i],
  ])('%s', async (kind, more, message) => {
    expect((await fault(kind, more)).status).toBe(200);
    await expect(verify((await signIn()).id_token)).rejects.toThrow(message);
    await ask('DELETE /logto/fault');
    await expect(verify((await signIn()).id_token)).resolves.toBeDefined();
  });

  test('clock-skew: the future', async () => {
    await fault('clock-skew', { seconds: 600 });
    const { iat } = decodeJwt((await signIn()).id_token);
    expect(Number(iat) - Date.now() / 1000).toBeCloseTo(600, -1);
  });

  test('rotated-keys: the new one is published, the old one no longer', async () => {
    const before = (await signIn()).id_token;
    await fault('rotated-keys');
    await expect(verify((await signIn()).id_token)).resolves.toBeDefined();
    await expect(verify(before)).rejects.toThrow('no applicable key');
  });

  test('of an Okta org, by its own keys', async () => {
    await fault('wrong-audience', { times: 1 }, 'okta/acme');
    const { okta, logto } = world.sandbox;
    const browser = openOktaBrowser(okta.url);
    const redirect_uri = `${logto.url}/callback/${connector.id}`;
    const idToken = async () => {
      const query = new URLSearchParams({
        ...{ client_id: connector.client.id, redirect_uri, response_type: 'code', scope: 'openid' },
        ...{ state: 's', nonce: 'n', prompt: 'login' },
      });
      const first = await browser.open(`/oauth2/v1/authorize?${query}`);
      const second = await browser.submit(first, { identifier: 'emma@acme.test' });
      const back = await browser.submit(second, { 'credentials.passcode': PASSWORD });
      const { id, secret } = connector.client;
      const answer = await fetch(`${okta.url}/oauth2/v1/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
        body: new URLSearchParams({
          ...{ grant_type: 'authorization_code', redirect_uri },
          code: back.url.searchParams.get('code') ?? '',
        }),
      });
      return decodeJwt((await answer.json()).id_token);
    };
    expect((await idToken()).aud).toBe('another-client');
    expect((await idToken()).aud).toBe(connector.client.id);
  });

  test('oversized-claims, in the ID token and at userinfo', async () => {
    await fault('oversized-claims', { bytes: 20_000, claim: 'roles' });
    const { id_token, access_token } = await signIn();
    expect(id_token.length).toBeGreaterThan(20_000);
    const headers = { authorization: `Bearer ${access_token}` };
    const info = await (await fetch(`${world.sandbox.logto.url}/oidc/me`, { headers })).json();
    expect(info.roles).toEqual(decodeJwt(id_token).roles);
  });

  test('replayed-code: refused as the second redemption, and the first one’s tokens die', async () => {
    await fault('replayed-code', { times: 1 });
    const { status: refused, body } = await redeem((await callback()).get('code'));
    expect([refused, body.error]).toEqual([400, 'invalid_grant']);
    await expect(verify((await signIn()).id_token)).resolves.toBeDefined();
  });

  test('replayed-code leaves refreshes alone', async () => {
    const { refresh_token } = await signIn();
    await fault('replayed-code');
    const { body } = await token({ grant_type: 'refresh_token', refresh_token });
    expect(body.id_token).toBeDefined();
  });

  test('forged-state', async () => {
    await fault('forged-state', { times: 1 });
    expect((await callback()).get('state')).toBe('forged-state');
    expect((await callback()).get('state')).toBe('ours');
  });
});
