/** The org out of order: rate limits, and whatever a test makes go wrong. */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { forged, otherKey, rotatedKeys } from '../engine/forged-tokens.ts';
import { BASIC, client, decodeJwtPart, orgForEachTest } from './test-org.ts';

const okta = orgForEachTest();

describe('rate limits', () => {
  const TOKEN = '/oauth2/v1/token';
  const ask = (path: string) => fetch(okta.url + path, { method: 'POST', headers: BASIC });
  const headersOf = ({ headers }: Response) =>
    ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-rate-limit-${name}`));

  test('are off unless asked for', async () => {
    for (let i = 0; i < 100; i++) expect((await ask(TOKEN)).status).toBe(400);
    const [limit, remaining, reset] = headersOf(await ask(TOKEN)).map(Number);
    expect([limit, remaining]).toEqual([600, 499]);
    expect(reset).toBeGreaterThan(Date.now() / 1000);
  });

  test.each([TOKEN, '/oauth2/v1/authorize', '/oauth2/default/v1/token'])('%s', async (path) => {
    okta.org.limitRate(2);
    expect(headersOf(await ask(path)).slice(0, 2)).toEqual(['2', '1']);
    expect((await ask(path)).status).not.toBe(429);
    const refused = await ask(path);
    expect(refused.status).toBe(429);
    const [limit, remaining, reset] = headersOf(refused);
    expect([limit, remaining]).toEqual(['2', '0']);
    // The time, not the wait.
    const wait = Number(reset) - Date.now() / 1000;
    expect(wait).toBeGreaterThan(30);
    expect(wait).toBeLessThanOrEqual(61);
    expect(await refused.json()).toEqual({
      errorCode: 'E0000047',
      errorSummary: 'API call exceeded rate limit due to too many requests.',
      errorLink: 'E0000047',
      errorId: expect.stringMatching(/^oae/),
      errorCauses: [],
    });
  });

  test('end with the minute, or by hand, and touch nothing else', async () => {
    okta.org.limitRate(1);
    await ask(TOKEN);
    expect((await ask(TOKEN)).status).toBe(429);
    expect((await fetch(`${okta.url}/oauth2/v1/keys`)).status).toBe(200);
    okta.wait(61);
    expect((await ask(TOKEN)).status).toBe(400);
    expect((await ask(TOKEN)).status).toBe(429);
    okta.org.limitRate(undefined);
    expect((await ask(TOKEN)).status).toBe(400);
  });
});

describe('requests', () => {
  const keys = () => fetch(`${okta.url}/oauth2/v1/keys`, { signal: AbortSignal.timeout(300) });

  test('may be answered with an error, until the fault is taken away', async () => {
    okta.org.faults.request = (_, res) => {
      res.writeHead(503).end();
      return true;
    };
    expect((await keys()).status).toBe(503);
    delete okta.org.faults.request;
    expect((await keys()).status).toBe(200);
  });

  test('may be dropped', async () => {
    okta.org.faults.request = (req) => {
      req.socket.destroy();
      return true;
    };
    await expect(keys()).rejects.toThrow('fetch failed');
  });

  test('may hang', async () => {
    okta.org.faults.request = () => true;
    await expect(keys()).rejects.toThrow(/timeout/);
  });

  test('may be let through, one by one', async () => {
    const seen: (string | undefined)[] = [];
    okta.org.faults.request = ({ url }) => {
      seen.push(url);
      return false;
    };
    expect((await keys()).status).toBe(200);
    expect(seen).toEqual(['/oauth2/v1/keys']);
  });
});

describe('responses', () => {
  /** As a careful client would, Logto for one: see packages/sandbox/logto/sso.ts. */
  const verifiedIdToken = async () => {
    const { id_token } = await okta.tokensOf('emma@acme.test', { prompt: 'login' });
    const jwks = createRemoteJWKSet(new URL(`${okta.url}/oauth2/v1/keys`));
    return jwtVerify(id_token, jwks, { issuer: okta.url, audience: client.id });
  };

  test('an unchanged forgery is as good as the original', async () => {
    okta.org.faults.response = forged(okta.org.signingKeys);
    expect((await verifiedIdToken()).payload.name).toBe('Emma Stone');
  });

  test.each([
    ['wrong issuer', { claims: { iss: 'http://evil.test' } }, /"iss"/],
    ['wrong audience', { claims: { aud: 'somebody-else' } }, /"aud"/],
    ['expired', { claims: { exp: 1_700_000_000 } }, /"exp"/],
    ['unknown kid', { header: { kid: 'unknown' } }, /no applicable key/],
    ['alg none', { header: { alg: 'none' } }, /"alg"|unsecured|Unsupported/i],
  ])('%s', async (_, forgery, message) => {
    okta.org.faults.response = forged(okta.org.signingKeys, forgery);
    await expect(verifiedIdToken()).rejects.toThrow(message);
  });

  test('a signature of another key under the same kid', async () => {
    const signWith = await otherKey(okta.org.signingKey);
    okta.org.faults.response = forged(okta.org.signingKeys, { signWith });
    await expect(verifiedIdToken()).rejects.toThrow('signature verification failed');
  });

  test('rotated keys: the old ones are no longer published', async () => {
    const { id_token } = await okta.tokensOf('emma@acme.test');
    okta.org.faults.response = await rotatedKeys(okta.org.signingKeys);
    const jwks = createRemoteJWKSet(new URL(`${okta.url}/oauth2/v1/keys`));
    await expect(jwtVerify(id_token, jwks)).rejects.toThrow(/no applicable key/);
    expect((await verifiedIdToken()).payload.name).toBe('Emma Stone');
  });

  test('slow, by a fault that takes its time', async () => {
    okta.org.faults.response = () => new Promise((resolve) => setTimeout(resolve, 150));
    const start = performance.now();
    await fetch(`${okta.url}/oauth2/v1/keys`);
    expect(performance.now() - start).toBeGreaterThan(140);
  });

  test('of the custom server pass by as well', async () => {
    okta.org.faults.response = (route, ctx) => {
      if (route === 'discovery') ctx.body = { ...(ctx.body as object), issuer: 'http://evil.test' };
    };
    for (const { issuer } of [{ issuer: okta.url }, okta.org.defaultServer]) {
      const document = await fetch(`${issuer}/.well-known/openid-configuration`);
      expect((await document.json()).issuer).toBe('http://evil.test');
    }
  });
});

test('the signing keys are those of the two servers', async () => {
  const kidAt = async (path: string) => (await (await fetch(okta.url + path)).json()).keys[0].kid;
  expect(await kidAt('/oauth2/v1/keys')).toBe(okta.org.signingKey.kid);
  const { signingKey } = okta.org.defaultServer;
  expect(await kidAt('/oauth2/default/v1/keys')).toBe(signingKey.kid);
  expect(signingKey.kid).not.toBe(okta.org.signingKey.kid);
});

describe('people with unusual profiles', () => {
  test('two hundred groups arrive, all of them', async () => {
    const tokens = await okta.tokensOf('greta@acme.test');
    const { groups } = decodeJwtPart(tokens.id_token.split('.')[1]);
    expect(groups).toHaveLength(201);
    expect((await okta.userinfo(tokens.access_token)).groups).toEqual(groups);
  });

  test('somebody without an e-mail address', async () => {
    const tokens = await okta.tokensOf('noel@acme.test');
    const claims = decodeJwtPart(tokens.id_token.split('.')[1]);
    expect(claims).toMatchObject({ preferred_username: 'noel@acme.test' });
    const info = await okta.userinfo(tokens.access_token);
    for (const source of [claims, info]) {
      expect(source).not.toHaveProperty('email');
      expect(source).not.toHaveProperty('email_verified');
    }
  });

  test('email_verified may be absent although there is an address', async () => {
    delete okta.userOf('emma@acme.test').emailVerified;
    const { access_token } = await okta.tokensOf('emma@acme.test');
    const info = await okta.userinfo(access_token);
    expect(info).toHaveProperty('email', 'emma@acme.test');
    expect(info).not.toHaveProperty('email_verified');
  });
});
