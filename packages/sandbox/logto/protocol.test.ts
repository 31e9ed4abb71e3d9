/** What a client reads before it asks, and what it is told when it asks wrongly. */
import { describe, expect, test } from 'vitest';
import { application, secondApplication } from '../seed.ts';
import { APP, CALLBACK, tenantForEachTest } from './test-tenant.ts';

const tenant = tenantForEachTest();
const getJson = async (path: string) => (await fetch(tenant.logto.url + path)).json();

test("the discovery document is Logto's, as far as the sandbox goes", async () => {
  const base = `${tenant.logto.url}/oidc`;
  const document = await getJson('/oidc/.well-known/openid-configuration');
  expect(document).toMatchObject({
    issuer: base,
    authorization_endpoint: `${base}/auth`,
    token_endpoint: `${base}/token`,
    userinfo_endpoint: `${base}/me`,
    jwks_uri: `${base}/jwks`,
    end_session_endpoint: `${base}/session/end`,
    introspection_endpoint: `${base}/token/introspection`,
    revocation_endpoint: `${base}/token/revocation`,
    pushed_authorization_request_endpoint: `${base}/request`,
    authorization_response_iss_parameter_supported: true,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    claims_parameter_supported: false,
    request_uri_parameter_supported: false,
    claim_types_supported: ['normal'],
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: ['ES384'],
    response_modes_supported: ['form_post', 'fragment', 'query'],
    response_types_supported: ['code id_token', 'code', 'id_token', 'none'],
    subject_types_supported: ['public'],
    token_endpoint_auth_methods_supported: [
      'client_secret_basic',
      'client_secret_jwt',
      'client_secret_post',
      'private_key_jwt',
      'none',
    ],
    scopes_supported: [
      'openid',
      'offline_access',
      'profile',
      'email',
      'phone',
      'address',
      'custom_data',
      'identities',
      'roles',
      'urn:logto:scope:organizations',
      'urn:logto:scope:organization_roles',
      'urn:logto:scope:sessions',
    ],
  });
  expect(document.grant_types_supported.slice(0, 4)).toEqual([
    'implicit',
    'authorization_code',
    'refresh_token',
    'client_credentials',
  ]);
});

test('one public key, without its private half', async () => {
  const { d: _, ...publicKey } = tenant.logto.signingKey;
  expect(await getJson('/oidc/jwks')).toEqual({ keys: [publicKey] });
});

test('an address that is not there', async () => {
  const response = await fetch(`${tenant.logto.url}/oidc/nothing`);
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({
    code: 'oidc.invalid_request',
    message: 'Request is invalid.',
    error: 'invalid_request',
    error_description: 'unrecognized route or not allowed method (GET on /nothing)',
  });
});

describe('authorization request', () => {
  test('as a form', async () => {
    const body = new URLSearchParams({
      client_id: application.id,
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'openid',
    });
    const page = await tenant.browser.open('/oidc/auth', { method: 'POST', body });
    expect(page.url.pathname).toBe('/sign-in');
  });

  test.each([
    [
      'an unknown application',
      { client_id: 'nope' },
      {
        code: 'oidc.invalid_client',
        message: 'An OIDC error occurred: oidc.invalid_client.',
        error: 'invalid_client',
        error_description: 'invalid client nope',
      },
    ],
    [
      'an unregistered address',
      { redirect_uri: 'http://evil.test/cb' },
      {
        code: 'oidc.invalid_redirect_uri',
        message: "`redirect_uri` did not match any of the client's registered `redirect_uris`.",
        error: 'invalid_redirect_uri',
        error_description:
          "redirect_uri did not match any of the client's registered redirect_uris",
      },
    ],
  ])('%s stays at Logto', async (_, params, body) => {
    const page = await tenant.authorize(params);
    expect(page.status).toBe(400);
    expect(JSON.parse(page.text)).toEqual({
      ...body,
      state: 's1',
      iss: `${tenant.logto.url}/oidc`,
    });
  });

  test.each([
    [
      { prompt: 'none consent' },
      '?error=invalid_request&error_description=prompt+none+must+only+be+used+alone',
    ],
    [
      { prompt: 'none' },
      '?error=login_required&error_description=End-User+authentication+is+required',
    ],
    [
      { response_type: 'token' },
      '#error=unsupported_response_type&error_description=unsupported+response_type+requested',
    ],
    [
      { response_type: 'id_token', nonce: 'n1' },
      '#error=invalid_request&error_description=requested+response_type+is+not+allowed+for+this+client',
    ],
  ])('%j comes back to the app', async (params, answer) => {
    const iss = encodeURIComponent(`${tenant.logto.url}/oidc`);
    expect((await tenant.authorize(params)).url.href).toBe(
      `${APP}/callback${answer}&state=s1&iss=${iss}`,
    );
  });
});

describe('token request', () => {
  const bad = { grant_type: 'authorization_code', code: 'bad', redirect_uri: CALLBACK };
  const INVALID_CLIENT = {
    code: 'oidc.invalid_client',
    message: 'An OIDC error occurred: oidc.invalid_client.',
    error: 'invalid_client',
  };

  test('a wrong secret', async () => {
    const client = { ...application, secret: secondApplication.secret };
    expect(await tenant.post('/token', bad, client)).toEqual({
      status: 401,
      body: { ...INVALID_CLIENT, error_description: 'client authentication failed' },
    });
  });

  test('an unknown application', async () => {
    expect(await tenant.post('/token', bad, { ...application, id: 'nope' })).toEqual({
      status: 400,
      body: { ...INVALID_CLIENT, error_description: 'invalid client nope' },
    });
  });

  test('a secret in the body is as good', async () => {
    const credentials = { client_id: application.id, client_secret: application.secret };
    const response = await fetch(`${tenant.logto.url}/oidc/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...bad, ...credentials }),
    });
    expect([response.status, (await response.json()).code]).toEqual([400, 'oidc.invalid_grant']);
  });
});
