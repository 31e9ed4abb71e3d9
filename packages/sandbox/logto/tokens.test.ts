/** Tokens as an app gets them: code exchange, refresh, introspection, revocation. */
import { describe, expect, test } from 'vitest';
import { application } from '../seed.ts';
import { DEAD_GRANT, DEAD_TOKEN, decodeJwt, paramsOf, tenantForEachTest } from './test-tenant.ts';

const tenant = tenantForEachTest();
const OPAQUE = /^[\w-]{43}$/;
describe('code exchange', () => {
  test('opaque access and refresh tokens, and an ID token without sid, nonce or at_hash', async () => {
    delete tenant.metadata.backchannelLogoutUri;
    const { id_token, ...tokens } = await tenant.tokensOf();
    expect(tokens).toEqual({
      access_token: expect.stringMatching(OPAQUE),
      refresh_token: expect.stringMatching(OPAQUE),
      expires_in: 3600,
      scope: 'openid offline_access profile',
      token_type: 'Bearer',
    });
    const { header, payload } = decodeJwt(id_token);
    expect(header).toEqual({ alg: 'ES384', kid: tenant.logto.signingKey.kid });
    expect(payload).toEqual({
      sub: 'alexpassword',
      name: 'Alex Morgan',
      preferred_username: 'alex',
      picture: null,
      username: 'alex',
      updated_at: tenant.user.updatedAt,
      created_at: tenant.user.createdAt,
      aud: application.id,
      iat: expect.any(Number),
      exp: payload.iat + 3600,
      iss: `${tenant.logto.url}/oidc`,
    });
  });

  test('sid once the application has a back-channel address that wants it', async () => {
    tenant.metadata.backchannelLogoutUri = 'http://localhost:1/';
    tenant.metadata.backchannelLogoutSessionRequired = true;
    const tokens = await tenant.tokensOf();
    const { sid } = decodeJwt(tokens.id_token).payload;
    expect(sid).toMatch(OPAQUE);
    expect(decodeJwt((await tenant.refresh(tokens)).body.id_token).payload.sid).toBe(sid);
    const { body } = await tenant.post('/token/introspection', {
      token: tokens.access_token ?? '',
    });
    expect(body).toEqual({
      active: true,
      sub: 'alexpassword',
      client_id: application.id,
      sid,
      iss: `${tenant.logto.url}/oidc`,
      scope: 'openid offline_access profile',
      token_type: 'Bearer',
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
  });

  test('a code works once, and a second use ends what the first one gave', async () => {
    const { code } = paramsOf(await tenant.signIn());
    const { body: tokens } = await tenant.exchange(code);
    expect(await tenant.exchange(code)).toEqual(DEAD_GRANT);
    expect(await tenant.refresh(tokens)).toEqual(DEAD_GRANT);
  });

  test('without prompt=consent there is no refresh token, unless the application always gets one', async () => {
    await tenant.signIn();
    expect(await tenant.tokensOf({ prompt: [] })).not.toHaveProperty('refresh_token');
    tenant.settings.alwaysIssueRefreshToken = true;
    const tokens = await tenant.tokensOf({ prompt: [] });
    expect(tokens.scope).toBe('openid profile');
    expect(tokens.refresh_token).toMatch(OPAQUE);
  });
});

describe('refresh', () => {
  test('new access and ID tokens, the same refresh token', async () => {
    const tokens = await tenant.tokensOf();
    tenant.user.name = 'Renamed';
    const { status, body } = await tenant.refresh(tokens);
    expect(status).toBe(200);
    expect(body).toEqual({
      ...tokens,
      access_token: expect.stringMatching(OPAQUE),
      id_token: expect.any(String),
    });
    expect(body.access_token).not.toBe(tokens.access_token);
    expect(decodeJwt(body.id_token).payload.name).toBe('Renamed');
    expect((await tenant.userinfo(body)).body.name).toBe('Renamed');
  });

  test('the nonce of the sign-in stays in the ID token', async () => {
    const tokens = await tenant.tokensOf({ nonce: 'n1' });
    const { body } = await tenant.refresh(tokens);
    const nonces = [tokens, body].map(({ id_token }) => decodeJwt(id_token).payload.nonce);
    expect(nonces).toEqual(['n1', 'n1']);
  });

  test('a narrowed scope leaves the ID token out', async () => {
    const { body } = await tenant.refresh(await tenant.tokensOf(), { scope: 'profile' });
    expect(body).not.toHaveProperty('id_token');
    expect(body.scope).toBe('profile');
  });

  test('a scope that was not granted', async () => {
    expect(await tenant.refresh(await tenant.tokensOf(), { scope: 'openid phone' })).toEqual({
      status: 400,
      body: {
        code: 'oidc.invalid_scope',
        message: 'Invalid scope: {{error_description}}.',
        error: 'invalid_scope',
        error_description: 'refresh token missing requested scope',
        scope: 'phone',
      },
    });
  });

  test.each([
    ['unknown', { refresh_token: 'bad' }],
    ['of another application', undefined],
  ])('a token that is %s', async (_, given) => {
    const tokens = given ?? (await tenant.signInToSecond());
    expect(tokens.refresh_token).toBeTruthy();
    expect(await tenant.refresh(tokens)).toEqual(DEAD_GRANT);
  });

  test.each([
    [{ grant_type: 'refresh_token' }, "missing required parameter 'refresh_token'"],
    [{}, "missing required parameter 'grant_type'"],
    [{ grant_type: 'password' }, 'unsupported grant_type requested'],
    [{ grant_type: 'client_credentials' }, 'requested grant type is not allowed for this client'],
  ])('refuses %j', async (params, description) => {
    const { status, body } = await tenant.post('/token', params);
    expect(status).toBe(400);
    expect(body.error_description).toBe(description);
  });
});

test('revoking the refresh token ends the access token too', async () => {
  const tokens = await tenant.tokensOf();
  const revoked = await tenant.post('/token/revocation', { token: tokens.refresh_token ?? '' });
  expect(revoked).toEqual({ status: 200, body: '' });
  expect(await tenant.refresh(tokens)).toEqual(DEAD_GRANT);
  expect(await tenant.userinfo(tokens)).toEqual(DEAD_TOKEN);
});

test('somebody else’s token can be looked at, as any application may, but not revoked', async () => {
  const { access_token: token = '', ...rest } = await tenant.signInToSecond();
  expect((await tenant.post('/token/introspection', { token })).body.active).toBe(true);
  const { status, body } = await tenant.post('/token/revocation', { token });
  expect(status).toBe(400);
  expect(body).toMatchObject({
    code: 'oidc.invalid_request',
    error_description: 'client is not authorized to revoke the presented token',
  });
  expect((await tenant.userinfo({ ...rest, access_token: token })).status).toBe(200);
});
