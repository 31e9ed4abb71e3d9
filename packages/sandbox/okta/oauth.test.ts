/** The org as an app meets it: metadata, requests, tokens, claims. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { BASIC, client, decodeJwtPart, orgForEachTest, paramsOf, WRONG_BASIC } from './test-org.ts';

const okta = orgForEachTest();
const WRONG_SECRET = {
  error: 'invalid_client',
  error_description: 'The client secret supplied for a confidential client is invalid.',
};
const DEAD_CODE = {
  error: 'invalid_grant',
  error_description: 'The authorization code is invalid or has expired.',
};
const getJson = async (path: string) => (await fetch(okta.url + path)).json();

describe('metadata', () => {
  test('openid-configuration', async () => {
    const metadata = await getJson('/.well-known/openid-configuration');
    expect(metadata).toMatchObject({
      issuer: okta.url,
      authorization_endpoint: `${okta.url}/oauth2/v1/authorize`,
      token_endpoint: `${okta.url}/oauth2/v1/token`,
      userinfo_endpoint: `${okta.url}/oauth2/v1/userinfo`,
      jwks_uri: `${okta.url}/oauth2/v1/keys`,
      end_session_endpoint: `${okta.url}/oauth2/v1/logout`,
      introspection_endpoint: `${okta.url}/oauth2/v1/introspect`,
      revocation_endpoint: `${okta.url}/oauth2/v1/revoke`,
      id_token_signing_alg_values_supported: ['RS256'],
      // The scopes of Okta's own API are not in it, whatever was granted.
      scopes_supported: [
        'openid',
        'email',
        'profile',
        'address',
        'phone',
        'offline_access',
        'groups',
      ],
    });
    // As in Okta's specification: 24 keys, and none of oidc-provider's own.
    expect(Object.keys(metadata)).toHaveLength(24);
    expect(metadata).not.toHaveProperty('authorization_response_iss_parameter_supported');
  });

  test('oauth-authorization-server leaves out what is OpenID Connect’s', async () => {
    const metadata = await getJson('/.well-known/oauth-authorization-server');
    expect(metadata).toMatchObject({ issuer: okta.url, jwks_uri: `${okta.url}/oauth2/v1/keys` });
    expect(metadata).not.toHaveProperty('userinfo_endpoint');
    expect(Object.keys(metadata)).toHaveLength(22);
  });

  test('the org says that it is Identity Engine', async () => {
    expect(await getJson('/.well-known/okta-organization')).toEqual({
      id: expect.stringMatching(/^00o/),
      pipeline: 'idx',
      _links: { organization: { href: okta.url } },
    });
  });

  test("what is not there gets Okta's error", async () => {
    expect((await fetch(`${okta.url}/api/v1/nothing`)).status).toBe(404);
    expect(await getJson('/api/v1/nothing')).toEqual({
      errorCode: 'E0000007',
      errorSummary: 'Not found: Resource not found: /api/v1/nothing',
      errorLink: 'E0000007',
      errorId: expect.stringMatching(/^oae/),
      errorCauses: [],
    });
  });
});

describe('authorization request', () => {
  test.each([
    [
      { redirect_uri: 'http://localhost:3001/callback/acmeokta0001/' },
      'The &#39;redirect_uri&#39; parameter must be a Login redirect URI in the client app settings',
    ],
    [{ client_id: 'unknown' }, 'Invalid value for &#39;client_id&#39; parameter'],
  ])('%o stops on a page of the org', async (params, message) => {
    const page = await okta.authorize(params);
    expect(page.status).toBe(400);
    expect(page.html).toContain('400 Bad Request');
    expect(page.html).toContain(message);
  });

  test.each(['openid okta.users.read', 'openid made-up'])(
    'scope "%s" is refused',
    async (scope) => {
      expect(paramsOf(await okta.authorize({ scope }))).toEqual({
        error: 'invalid_scope',
        error_description:
          'One or more scopes are not configured for the authorization server resource.',
        state: 's1',
      });
    },
  );

  test('every scope of the org is granted without a question', async () => {
    const scope = 'openid profile email address phone offline_access groups';
    const tokens = await okta.tokensOf('emma@acme.test', { scope, prompt: 'consent' });
    expect(tokens.scope.split(' ').sort()).toEqual(scope.split(' ').sort());
  });
});

describe('client authentication', () => {
  const SECRET_IN_BODY = { client_id: client.id, client_secret: client.secret };

  test('is by Basic, and a refusal does not spend the code', async () => {
    const { code } = paramsOf(await okta.signIn('emma@acme.test'));
    const refused = { status: 401, body: WRONG_SECRET };
    expect(await okta.exchange(code, {}, SECRET_IN_BODY)).toEqual(refused);
    expect(await okta.exchange(code, WRONG_BASIC)).toEqual(refused);
    const { status } = await okta.exchange(code);
    expect(status).toBe(200);
  });

  test.each([SECRET_IN_BODY, { client_id: client.id }])(
    'Basic and %o is too much',
    async (extra) => {
      const { code } = paramsOf(await okta.signIn('emma@acme.test'));
      const { status, body } = await okta.exchange(code, BASIC, extra);
      expect(status).toBe(401);
      expect(body.error).toBe('invalid_request');
      expect(body.error_description).toMatch(/^Cannot supply multiple client credentials\./);
    },
  );

  test('a dummy code tells a right secret from a wrong one', async () => {
    expect(await okta.exchange('dummy')).toEqual({ status: 400, body: DEAD_CODE });
    expect(await okta.exchange('dummy', WRONG_BASIC)).toEqual({ status: 401, body: WRONG_SECRET });
  });
});

describe('tokens and claims', () => {
  test('the ID token', async () => {
    const tokens = await okta.tokensOf('emma@acme.test');
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    expect(tokens).not.toHaveProperty('refresh_token');

    const [header, payload, signature] = tokens.id_token.split('.');
    const { keys } = await getJson('/oauth2/v1/keys');
    const key = createPublicKey({ key: keys[0], format: 'jwk' });
    expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(decodeJwtPart(header)).toMatchObject({ alg: 'RS256', kid: keys[0].kid });
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true);

    const claims = decodeJwtPart(payload);
    const hash = createHash('sha256').update(tokens.access_token).digest();
    expect(claims).toEqual({
      sub: '00uemma0000000000001',
      ver: 1,
      iss: okta.url,
      aud: client.id,
      iat: expect.any(Number),
      exp: claims.iat + 3600,
      jti: expect.stringMatching(/^ID\./),
      amr: ['pwd'],
      idp: expect.stringMatching(/^00o/),
      nonce: 'n1',
      auth_time: expect.any(Number),
      at_hash: hash.subarray(0, 16).toString('base64url'),
      name: 'Emma Stone',
      email: 'emma@acme.test',
      preferred_username: 'emma@acme.test',
      groups: ['Everyone', 'Engineering'],
    });
  });

  test('userinfo', async () => {
    const { access_token } = await okta.tokensOf('emma@acme.test');
    expect(await okta.userinfo(access_token)).toEqual({
      sub: '00uemma0000000000001',
      name: 'Emma Stone',
      given_name: 'Emma',
      family_name: 'Stone',
      locale: 'en_US',
      zoneinfo: 'America/Los_Angeles',
      preferred_username: 'emma@acme.test',
      updated_at: expect.any(Number),
      email: 'emma@acme.test',
      email_verified: true,
      groups: ['Everyone', 'Engineering'],
    });
    expect(await okta.userinfo('made-up')).toBe(401);
  });

  test('no scope, no claim', async () => {
    const { access_token, id_token } = await okta.tokensOf('emma@acme.test', { scope: 'openid' });
    expect(await okta.userinfo(access_token)).toEqual({ sub: '00uemma0000000000001' });
    const claims = decodeJwtPart(id_token.split('.')[1]);
    for (const claim of ['name', 'email', 'groups']) expect(claims).not.toHaveProperty(claim);
  });

  test('an e-mail that is not verified, and none at all', async () => {
    const { access_token } = await okta.tokensOf('vera@acme.test');
    expect(await okta.userinfo(access_token)).toMatchObject({ email_verified: false });
    delete okta.userOf('vera@acme.test').email;
    const claims = await okta.userinfo(access_token);
    expect(claims).toMatchObject({ preferred_username: 'vera@acme.test' });
    expect(claims).not.toHaveProperty('email');
    expect(claims).not.toHaveProperty('email_verified');
  });

  test('a code works once', async () => {
    const { code } = paramsOf(await okta.signIn('emma@acme.test'));
    const { body } = await okta.exchange(code);
    expect(await okta.exchange(code)).toEqual({ status: 400, body: DEAD_CODE });
    expect(await okta.userinfo(body.access_token)).toBe(401);
  });
});
