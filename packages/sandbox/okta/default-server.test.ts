/** The custom authorization server beside the org's own. */
import { createLocalJWKSet, jwtVerify } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { AFTER_LOGOUT, client, decodeJwtPart, orgForEachTest, paramsOf } from './test-org.ts';

let isAllowed: boolean;
beforeEach(() => {
  isAllowed = true;
});
const okta = orgForEachTest({
  accessPolicy: (clientId, user) =>
    isAllowed && clientId === client.id && user.login !== 'vera@acme.test',
});
const issuer = () => `${okta.url}/oauth2/default`;
const SCOPE = 'openid profile email offline_access';
const authorizeUrl = (params = {}) =>
  okta.authorizeUrl({ scope: SCOPE, ...params }).replace('/oauth2/v1/', '/oauth2/default/v1/');
const authorize = (params?: Record<string, string>) => okta.browser.open(authorizeUrl(params));
const redeem = (code: string | undefined, path = '/oauth2/default/v1/token') =>
  okta.post(path, {
    grant_type: 'authorization_code',
    code: code ?? '',
    redirect_uri: String(new URL(okta.authorizeUrl()).searchParams.get('redirect_uri')),
  });
/** With the org's session: one sign-in is good for both servers. */
const tokensOf = async (login: string) => {
  await okta.signIn(login);
  return (await redeem(paramsOf(await authorize()).code)).body;
};
const jwks = async () => createLocalJWKSet(await (await fetch(`${issuer()}/v1/keys`)).json());
const userinfo = (token: string, path = '/oauth2/default/v1/userinfo') =>
  fetch(okta.url + path, { headers: { authorization: `Bearer ${token}` } });

test.each(['openid-configuration', 'oauth-authorization-server'])('%s', async (document) => {
  const metadata = await (await fetch(`${issuer()}/.well-known/${document}`)).json();
  expect(metadata).toMatchObject({
    issuer: issuer(),
    authorization_endpoint: `${issuer()}/v1/authorize`,
    token_endpoint: `${issuer()}/v1/token`,
    jwks_uri: `${issuer()}/v1/keys`,
    end_session_endpoint: `${issuer()}/v1/logout`,
    introspection_endpoint: `${issuer()}/v1/introspect`,
    revocation_endpoint: `${issuer()}/v1/revoke`,
  });
  expect(metadata.scopes_supported).not.toContain('groups');
});

test('a sign-in that starts here is the org’s, too', async () => {
  const password = await okta.browser.submit(await authorize(), { identifier: 'emma@acme.test' });
  const fields = { 'credentials.passcode': 'Sandbox-pass-2026' };
  const back = await okta.browser.submit(password, fields);
  expect(paramsOf(back)).toEqual({ code: expect.any(String), state: 's1' });
  expect((await redeem(paramsOf(back).code)).status).toBe(200);
  expect(paramsOf(await okta.authorize({ prompt: 'none' }))).toHaveProperty('code');
});

describe('tokens', () => {
  test('the access token is a JWT for the API', async () => {
    const tokens = await tokensOf('emma@acme.test');
    const { payload, protectedHeader } = await jwtVerify(tokens.access_token, await jwks(), {
      issuer: issuer(),
      audience: 'api://default',
    });
    expect(protectedHeader).toMatchObject({ alg: 'RS256' });
    expect(payload).toEqual({
      ver: 1,
      jti: expect.stringMatching(/^AT\..{20,}/),
      iss: issuer(),
      aud: 'api://default',
      iat: expect.any(Number),
      exp: (payload.iat ?? 0) + 3600,
      cid: client.id,
      uid: '00uemma0000000000001',
      scp: SCOPE.split(' '),
      auth_time: expect.any(Number),
      sub: 'emma@acme.test',
    });
  });

  test('the ID token is of this issuer and key, and holds the hash of the JWT', async () => {
    const tokens = await tokensOf('emma@acme.test');
    const { payload } = await jwtVerify(tokens.id_token, await jwks(), {
      issuer: issuer(),
      audience: client.id,
    });
    const hash = await crypto.subtle.digest('SHA-256', Buffer.from(tokens.access_token));
    expect(payload.at_hash).toBe(Buffer.from(hash).subarray(0, 16).toString('base64url'));
    expect(payload).not.toHaveProperty('groups');
    const orgKeys = await (await fetch(`${okta.url}/oauth2/v1/keys`)).json();
    await expect(jwtVerify(tokens.id_token, createLocalJWKSet(orgKeys))).rejects.toThrow();
  });

  test('userinfo takes the JWT as it is, and nothing made of it', async () => {
    const { access_token: token } = await tokensOf('emma@acme.test');
    expect(await (await userinfo(token)).json()).toMatchObject({
      sub: '00uemma0000000000001',
      email: 'emma@acme.test',
    });
    const [header, payload] = token.split('.');
    const { jti } = decodeJwtPart(payload);
    for (const forged of [jti, jti.slice(3), `${header}.${payload}.AAAA`]) {
      expect((await userinfo(forged)).status).toBe(401);
    }
  });

  test('a refresh brings another JWT', async () => {
    const first = await tokensOf('emma@acme.test');
    const { status, body } = await okta.post('/oauth2/default/v1/token', {
      grant_type: 'refresh_token',
      refresh_token: first.refresh_token,
    });
    expect(status).toBe(200);
    const claims = decodeJwtPart(body.access_token.split('.')[1]);
    const { jti, auth_time } = decodeJwtPart(first.access_token.split('.')[1]);
    expect(claims).toMatchObject({ sub: 'emma@acme.test', auth_time });
    expect(claims.jti).not.toBe(jti);
  });

  test('of one server are nothing to the other', async () => {
    const { access_token, refresh_token } = await tokensOf('emma@acme.test');
    expect((await userinfo(access_token, '/oauth2/v1/userinfo')).status).toBe(401);
    const org = await okta.tokensOf('emma@acme.test', { prompt: 'login' });
    expect((await userinfo(org.access_token)).status).toBe(401);
    const refused = { status: 400, body: { error: 'invalid_grant' } };
    expect(await okta.refresh(refresh_token)).toMatchObject(refused);
    const { code } = paramsOf(await authorize());
    expect(await redeem(code, '/oauth2/v1/token')).toMatchObject(refused);
  });
});

test('an org token is opaque', async () => {
  const { access_token } = await okta.tokensOf('emma@acme.test');
  expect(access_token).not.toContain('.');
});

test('groups is not a scope here', async () => {
  expect(paramsOf(await authorize({ scope: 'openid groups' }))).toEqual({
    error: 'invalid_scope',
    error_description:
      'One or more scopes are not configured for the authorization server resource.',
    state: 's1',
  });
});

describe('access policy', () => {
  const REFUSED = {
    error: 'access_denied',
    error_description:
      'Policy evaluation failed for this request, please check the policy configurations.',
    state: 's1',
  };

  test('refuses one person, at this server only', async () => {
    expect(paramsOf(await okta.signIn('vera@acme.test'))).toHaveProperty('code');
    expect(paramsOf(await authorize())).toEqual(REFUSED);
  });

  test('refuses everybody when no rule matches', async () => {
    await okta.signIn('emma@acme.test');
    isAllowed = false;
    expect(paramsOf(await authorize())).toEqual(REFUSED);
    isAllowed = true;
    expect(paramsOf(await authorize())).toHaveProperty('code');
  });

  test('is not asked about somebody who is not assigned', async () => {
    await okta.signIn('nina@acme.test');
    isAllowed = false;
    expect(paramsOf(await authorize()).error_description).toMatch(/^User is not assigned/);
  });
});

test('a logout here ends the session of both', async () => {
  const { id_token } = await tokensOf('emma@acme.test');
  const query = new URLSearchParams({
    id_token_hint: id_token,
    post_logout_redirect_uri: AFTER_LOGOUT,
  });
  // The org's own logout does not know this issuer's token.
  expect((await okta.browser.open(`/oauth2/v1/logout?${query}`)).status).toBe(400);
  const back = await okta.browser.open(`/oauth2/default/v1/logout?${query}`);
  expect(back.url.href).toBe(AFTER_LOGOUT);
  expect(paramsOf(await okta.authorize({ prompt: 'none' })).error).toBe('login_required');
  expect(paramsOf(await authorize({ prompt: 'none' })).error).toBe('login_required');
});
