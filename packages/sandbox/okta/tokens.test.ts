/** Introspection and revocation at both servers, and the ways out of a session. */
import { describe, expect, test } from 'vitest';
import {
  AFTER_LOGOUT,
  client,
  orgForEachTest,
  paramsOf,
  REDIRECT,
  WRONG_BASIC,
} from './test-org.ts';

const PUBLIC_ID = '0oapublicapp00000009';
const okta = orgForEachTest({
  clients: [
    {
      id: PUBLIC_ID,
      secret: '',
      type: 'browser',
      authMethod: 'none',
      pkceRequired: true,
      redirectUris: ['http://localhost:3001/callback/public'],
    },
  ],
});

const servers = [
  ['the org’s own server', '/oauth2/v1', () => okta.url, undefined],
  ['the custom server', '/oauth2/default/v1', () => `${okta.url}/oauth2/default`, 'api://default'],
] as const;

describe.each(servers)('%s', (_, path, issuer, audience) => {
  const SCOPE = 'openid offline_access';
  const tokensOf = async (login: string) => {
    await okta.signIn(login);
    const url = okta.authorizeUrl({ scope: SCOPE }).replace('/oauth2/v1', path);
    const { code = '' } = paramsOf(await okta.browser.open(url));
    const body = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT };
    return (await okta.post(`${path}/token`, body)).body;
  };
  const introspect = async (token: string, headers?: Record<string, string>) =>
    okta.post(`${path}/introspect`, { token }, headers);
  const revoke = async (token: string) => (await okta.post(`${path}/revoke`, { token })).status;
  const INACTIVE = { status: 200, body: { active: false } };

  test('an access token, by its login', async () => {
    const { access_token } = await tokensOf('emma@acme.test');
    const { body } = await introspect(access_token);
    expect(body).toEqual({
      active: true,
      token_type: 'Bearer',
      scope: SCOPE,
      client_id: client.id,
      username: 'emma@acme.test',
      sub: 'emma@acme.test',
      uid: '00uemma0000000000001',
      iat: expect.any(Number),
      exp: body.iat + 3600,
      aud: audience ?? okta.url,
      iss: issuer(),
      jti: expect.stringMatching(/^AT\./),
    });
  });

  test('a refresh token, which says less', async () => {
    const { refresh_token } = await tokensOf('emma@acme.test');
    expect((await introspect(refresh_token)).body).toEqual({
      active: true,
      token_type: 'Bearer',
      scope: SCOPE,
      client_id: client.id,
      username: 'emma@acme.test',
      sub: 'emma@acme.test',
      exp: expect.any(Number),
    });
  });

  test('an ID token, and none that was changed', async () => {
    const { id_token } = await tokensOf('emma@acme.test');
    expect((await introspect(id_token)).body).toMatchObject({
      active: true,
      iss: issuer(),
      aud: client.id,
      sub: '00uemma0000000000001',
    });
    const [header, payload] = id_token.split('.');
    expect(await introspect(`${header}.${payload}.AAAA`)).toEqual(INACTIVE);
    expect(await introspect(id_token, WRONG_BASIC)).toMatchObject({ status: 401 });
  });

  test('an access token that is revoked leaves the refresh token', async () => {
    const { access_token, refresh_token } = await tokensOf('emma@acme.test');
    expect(await revoke(access_token)).toBe(200);
    expect(await introspect(access_token)).toEqual(INACTIVE);
    expect((await introspect(refresh_token)).body.active).toBe(true);
  });

  test('a refresh token that is revoked takes the access token along', async () => {
    const { access_token, refresh_token } = await tokensOf('emma@acme.test');
    expect(await revoke(refresh_token)).toBe(200);
    expect(await introspect(refresh_token)).toEqual(INACTIVE);
    expect(await introspect(access_token)).toEqual(INACTIVE);
  });

  test('nobody else’s is revoked, and nobody is told', async () => {
    const { access_token } = await tokensOf('emma@acme.test');
    const stranger = { token: access_token, client_id: PUBLIC_ID };
    expect((await okta.post(`${path}/revoke`, stranger, {})).status).toBe(200);
    expect((await introspect(access_token)).body.active).toBe(true);
    expect(await revoke('never-was-one')).toBe(200);
  });

  test('somebody deactivated has no active tokens', async () => {
    const { access_token, refresh_token } = await tokensOf('emma@acme.test');
    okta.userOf('emma@acme.test').status = 'DEPROVISIONED';
    expect(await introspect(access_token)).toEqual(INACTIVE);
    expect(await introspect(refresh_token)).toEqual(INACTIVE);
  });

  test.each([
    ['without a client', { token: 'x' }, {}, 401, 'invalid_client', 'No client credentials found'],
    [
      'without a token',
      {},
      undefined,
      400,
      'invalid_request',
      'The `token` parameter is required.',
    ],
  ])('%s', async (_name, body, headers, status, error, error_description) => {
    for (const endpoint of ['introspect', 'revoke']) {
      const answer = await okta.post(
        `${path}/${endpoint}`,
        body as Record<string, string>,
        headers,
      );
      expect(answer).toEqual({ status, body: { error, error_description } });
    }
  });

  test('logout by form post, of one’s own session only', async () => {
    const { id_token } = await tokensOf('emma@acme.test');
    const form = { id_token_hint: id_token, post_logout_redirect_uri: AFTER_LOGOUT, state: 'x' };
    const logout = () => okta.browser.open(`${path}/logout`, new URLSearchParams(form));
    const isSignedIn = async () => 'code' in paramsOf(await okta.authorize({ prompt: 'none' }));

    await okta.browser.submit(await okta.signIn('vera@acme.test', { prompt: 'login' }));
    expect((await logout()).url.href).toBe(`${AFTER_LOGOUT}?state=x`);
    expect(await isSignedIn()).toBe(true);

    await okta.browser.open('/login/signout');
    await okta.signIn('emma@acme.test');
    expect((await logout()).url.href).toBe(`${AFTER_LOGOUT}?state=x`);
    expect(await isSignedIn()).toBe(false);
  });

  test('logout without an address leads to the sign-in page', async () => {
    const { id_token } = await tokensOf('emma@acme.test');
    const page = await okta.browser.open(`${path}/logout?id_token_hint=${id_token}`);
    expect(page.html).toContain('name="identifier"');
  });
});

test('a token of one server is nothing to the other', async () => {
  const { access_token, id_token } = await okta.tokensOf('emma@acme.test');
  for (const token of [access_token, id_token]) {
    const { body } = await okta.post('/oauth2/default/v1/introspect', { token });
    expect(body).toEqual({ active: false });
  }
});

test('a public client must bring PKCE, and Okta says so in its words', async () => {
  const params = { client_id: PUBLIC_ID, redirect_uri: 'http://localhost:3001/callback/public' };
  expect(paramsOf(await okta.authorize(params))).toMatchObject({
    error: 'invalid_request',
    error_description: 'PKCE code challenge is required by the application.',
  });
});
