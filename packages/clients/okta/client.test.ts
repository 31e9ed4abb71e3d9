import { exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Fetch } from '../retry.ts';
import { createOktaClient, nextPage, type OktaCredentials } from './client.ts';

const ORG = 'https://acme.okta.com';
type Script = (url: URL, init: RequestInit) => Response | undefined;

function org(script: Script, credentials: OktaCredentials = { apiToken: '00a' }) {
  const asked: { url: URL; init: RequestInit }[] = [];
  const fetch: Fetch = async (input, init = {}) => {
    const url = new URL(input);
    asked.push({ url, init });
    return script(url, init) ?? Response.json({}, { status: 200 });
  };
  const client = createOktaClient({ orgUrl: ORG, credentials, fetch, sleep: async () => {} });
  return { client, asked };
}

const failure = (errorCode: string, status: number, errorSummary = 'It failed.') =>
  Response.json(
    { errorCode, errorSummary, errorLink: errorCode, errorId: 'oaeX', errorCauses: [] },
    { status, headers: { 'x-okta-request-id': 'req1' } },
  );

describe('failures', () => {
  it.each([
    ['E0000011', 401, 'credentials_rejected'],
    ['E0000006', 403, 'permission_missing'],
    ['E0000007', 404, 'not_found'],
    ['E0000015', 401, 'feature_missing'],
    ['E0000001', 400, 'refused'],
    ['E0000047', 429, 'busy'],
    ['E0000009', 500, 'failed'],
  ])('%s with status %i is %s, with what support asks for', async (oktaCode, status, code) => {
    const { client } = org(() => failure(oktaCode, status));
    await expect(client.post('/x', { to: 'do it' })).rejects.toMatchObject({
      name: 'OktaError',
      code,
      message: expect.stringContaining('[oaeX, req1]'),
    });
  });

  it('quotes the causes of a refusal', async () => {
    const body = {
      errorCode: 'E0000001',
      errorSummary: 'Api validation failed: label',
      errorCauses: [{ errorSummary: 'label: too long' }],
    };
    const { client } = org(() => Response.json(body, { status: 400 }));
    await expect(client.post('/x', { to: 'x' })).rejects.toThrow('label: too long');
  });

  it('an answer that is lost after its headers', async () => {
    const lost = () =>
      new Response(new ReadableStream({ pull: (to) => to.error(new TypeError('terminated')) }));
    const { client, asked } = org(lost);
    const error = { name: 'OktaError', code: 'unreachable' };
    await expect(client.post('/x', { to: 'x' })).rejects.toMatchObject(error);
    expect(asked).toHaveLength(1);
    await expect(client.put('/x', { to: 'x' })).rejects.toMatchObject(error);
  });

  it('somebody else at the address', async () => {
    const { client } = org(() => new Response('<html>', { status: 403 }));
    await expect(client.get('/x', { to: 'x' })).rejects.toMatchObject({ code: 'not_okta' });
  });
});

describe('pages', () => {
  const item = z.looseObject({ id: z.string() });
  it('follow the links as they are, among several', async () => {
    const { client, asked } = org((url) => {
      const isSecond = url.searchParams.get('after') === 'c2';
      const headers = new Headers();
      headers.append('link', `<${url.href}>; rel="self"`);
      if (!isSecond) headers.append('link', `<${ORG}/api/v1/apps?after=c2&limit=200>; rel="next"`);
      return Response.json([{ id: isSecond ? 'b' : 'a' }], { headers });
    });
    expect(await client.list('/apps', { to: 'list', item })).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(asked[0]?.url.searchParams.get('limit')).toBe('200');
  });

  it('never to another host, with the token', async () => {
    const link = '<https://evil.example/api/v1/apps?after=x>; rel="next"';
    const { client, asked } = org(() => Response.json([{ id: 'a' }], { headers: { link } }));
    await client.list('/apps', { to: 'list', item });
    expect(asked.map(({ url }) => url.host)).toEqual(['acme.okta.com']);
  });

  it('a link header without next has no next', () => {
    expect(nextPage('<https://x/?a=1>; rel="self"')).toBeUndefined();
    expect(nextPage(null)).toBeUndefined();
  });
});

describe('credentials', () => {
  it('an API token goes as SSWS', async () => {
    const { client, asked } = org(() => undefined);
    await client.get('/x', { to: 'x' });
    expect(new Headers(asked[0]?.init.headers).get('authorization')).toBe('SSWS 00a');
  });

  it('a service app signs an assertion for the token endpoint, once for many calls', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = JSON.stringify({ ...(await exportJWK(privateKey)), kid: 'k1' });
    const { client, asked } = org(
      (url) =>
        url.pathname === '/oauth2/v1/token'
          ? Response.json({ access_token: 'at', expires_in: 3600, token_type: 'Bearer' })
          : undefined,
      { serviceApp: { clientId: '0oaservice', privateKey: jwk } },
    );
    await client.get('/x', { to: 'x' });
    await client.get('/x', { to: 'x' });
    expect(asked.map(({ url }) => url.pathname)).toEqual([
      '/oauth2/v1/token',
      '/api/v1/x',
      '/api/v1/x',
    ]);
    const form = new URLSearchParams(String(asked[0]?.init.body));
    expect(form.get('scope')).toContain('okta.apps.manage');
    const { payload, protectedHeader } = await jwtVerify(
      form.get('client_assertion') ?? '',
      publicKey,
      { audience: `${ORG}/oauth2/v1/token`, issuer: '0oaservice', subject: '0oaservice' },
    );
    expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: 'k1' });
    expect(payload.jti).toBeTruthy();
    expect(new Headers(asked[1]?.init.headers).get('authorization')).toBe('Bearer at');
  });

  it.each([
    ['invalid_dpop_proof', 'DPoP'],
    ['invalid_client', 'Public keys'],
    ['invalid_scope', 'okta.appGrants.manage'],
  ])('%s of a service app says what to do', async (error, words) => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = JSON.stringify(await exportJWK(privateKey));
    const { client } = org(() => Response.json({ error }, { status: 400 }), {
      serviceApp: { clientId: 'x', privateKey: jwk },
    });
    await expect(client.get('/x', { to: 'x' })).rejects.toThrow(words);
  });

  it('a key that is none', async () => {
    const { client } = org(() => undefined, { serviceApp: { clientId: 'x', privateKey: 'nope' } });
    await expect(client.get('/x', { to: 'x' })).rejects.toThrow("can't be read");
  });
});
