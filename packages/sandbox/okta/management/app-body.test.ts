/** What the API refuses of an app, and in which words. */
import { expect, test } from 'vitest';
import { oktaServiceApp } from '../../seed.ts';
import { apiForEachTest, appBody, CALLBACK } from './test-api.ts';

const { okta, api } = apiForEachTest();

const settings = (changed: object) => appBody({ settings: { ...changed } });
const credentials = (changed: object) => appBody({ credentials: { ...changed } });
const jwk = { kty: 'EC', kid: 'k', crv: 'P-256', x: 'x', y: 'y' };
test.each([
  ['no label', { ...appBody(), label: ' ' }, 'label', 'label: The field cannot be left blank'],
  [
    'another kind of app',
    { ...appBody(), signOnMode: 'SAML_2_0' },
    'signOnMode',
    /OPENID_CONNECT only/,
  ],
  ['no grant type', settings({ grant_types: [] }), 'grant_types', /left blank/],
  ['an unknown grant type', settings({ grant_types: ['magic'] }), 'grant_types', /must be one of/],
  ['no redirect URI', settings({ redirect_uris: [] }), 'redirect_uris', /left blank/],
  [
    'a fragment',
    settings({ redirect_uris: [`${CALLBACK}#x`] }),
    'redirect_uris',
    "redirect_uris: ''redirect_uris'' must not contain a fragment identifier.",
  ],
  ['a path', settings({ redirect_uris: ['/callback'] }), 'redirect_uris', /absolute/],
  ['a wildcard', settings({ redirect_uris: ['https://*.example/'] }), 'redirect_uris', /absolute/],
  [
    'no response type',
    settings({ response_types: ['token'] }),
    'response_types',
    /'code' is required/,
  ],
  [
    'an unknown application type',
    settings({ application_type: 'spa' }),
    'application_type',
    /must be one of/,
  ],
  [
    'a tile without an address',
    settings({ initiate_login_uri: undefined }),
    'idp_initiated_login',
    /needs an 'initiate_login_uri'/,
  ],
  ['too long a leeway', settings({ refresh_token: { leeway: 61 } }), 'leeway', /0 to 60/],
  [
    'a short secret',
    credentials({ client_secret: 'short' }),
    'client_secret',
    "client_secret: 'client_secret' must be at least '14' characters long.",
  ],
  [
    'a long secret',
    credentials({ client_secret: 'x'.repeat(101) }),
    'client_secret',
    /more than '100'/,
  ],
  [
    'a secret outside ASCII',
    credentials({ client_secret: 'sécret-sécret-sécret' }),
    'client_secret',
    /printable ASCII/,
  ],
  ['a short client id', credentials({ client_id: 'abc' }), 'client_id', /6 to 100/],
  [
    'an unknown way to authenticate',
    credentials({ token_endpoint_auth_method: 'basic' }),
    'token_endpoint_auth_method',
    /must be one of/,
  ],
  [
    'none, for a web app',
    credentials({ token_endpoint_auth_method: 'none' }),
    'pkce_required',
    /must be true/,
  ],
  [
    'a key that is missing',
    credentials({ token_endpoint_auth_method: 'private_key_jwt' }),
    'jwks',
    /must have a key/,
  ],
  ['a key that is none', settings({ jwks: { keys: [jwk] } }), 'jwks', /public/],
  ['a private key', settings({ jwks: { keys: [oktaServiceApp.privateKey] } }), 'jwks', /public/],
  [
    'a secret beside a key',
    appBody({
      credentials: {
        token_endpoint_auth_method: 'private_key_jwt',
        client_secret: 'x'.repeat(20),
      },
      settings: { jwks: { keys: [jwk] } },
    }),
    'client_secret',
    /can't be used/,
  ],
])('refuses %s', async (_, body, field, cause) => {
  const before = okta.org.apps.all().length;
  expect(await api('POST', 'apps', body)).toMatchObject({
    status: 400,
    body: {
      errorCode: 'E0000001',
      errorSummary: `Api validation failed: ${field}`,
      errorCauses: [
        { errorSummary: typeof cause === 'string' ? cause : expect.stringMatching(cause) },
      ],
    },
  });
  expect(okta.org.apps.all()).toHaveLength(before);
});
