/** The authorization request: which page it opens, who shows which error; discovery and keys. */
import { z } from 'zod';
import { authorizePath } from './flows.ts';
import { type Case, fresh, oidcError } from './shapes.ts';
import type { Target } from './targets.ts';

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** An authorization request that opens a page of Logto's. */
const opens = (
  name: string,
  extra: Record<string, string>,
  path: (target: Target) => string,
): Case => ({
  name: `authorize: ${name}`,
  send: (target) => fresh(target).get(authorizePath(target, extra)),
  expect: (target) => ({ status: 303, headers: { location: path(target) } }),
});
const page =
  (path: string, more = '') =>
  (target: Target) =>
    `${path}?app_id=${target.application.id}${more}`;

/** An authorization request that is answered with an error at the application's callback. */
const refuses = (
  name: string,
  extra: Record<string, string>,
  error: string,
  description: RegExp,
  separator = '?',
): Case => ({
  name: `authorize: ${name}`,
  send: (target) => fresh(target).get(authorizePath(target, extra)),
  expect: (target) => ({
    status: 303,
    headers: {
      location: new RegExp(
        `^${escapeRegExp(target.application.redirectUri + separator)}error=${error}&error_description=${description.source}&state=the-state&iss=`,
      ),
    },
  }),
});

export const authorization: Case[] = [
  opens('the sign-in page', {}, page('/sign-in')),
  opens('first_screen=sign_in', { first_screen: 'sign_in' }, page('/sign-in')),
  opens('first_screen=register', { first_screen: 'register' }, page('/register')),
  opens('first_screen=single_sign_on', { first_screen: 'single_sign_on' }, page('/single-sign-on')),
  opens('first_screen of no meaning', { first_screen: 'nonsense' }, page('/sign-in')),
  opens('interaction_mode=signUp', { interaction_mode: 'signUp' }, page('/register')),
  opens('login_hint', { login_hint: 'a@b.example' }, page('/sign-in', '&login_hint=a%40b.example')),
  opens('ui_locales', { ui_locales: 'th' }, page('/sign-in', '&ui_locales=th')),
  opens(
    'first_screen=identifier:sign_in',
    { first_screen: 'identifier:sign_in', identifier: 'email username' },
    page('/identifier-sign-in', '&identifier=email+username'),
  ),
  opens(
    'direct_sign_in',
    { direct_sign_in: 'sso:abc123' },
    page('/direct/sso/abc123', '&fallback=sign-in'),
  ),
  opens('prompt=login consent', { prompt: 'login consent' }, page('/sign-in')),
  refuses(
    'prompt=none without a session',
    { prompt: 'none' },
    'login_required',
    /End-User\+authentication\+is\+required/,
  ),
  refuses('prompt=none consent', { prompt: 'none consent' }, 'invalid_request', /[\w+%.-]+/),
  refuses(
    'unknown resource',
    { resource: 'https://unknown.example.test' },
    'invalid_target',
    /[\w+%.-]+/,
  ),
  refuses(
    'unsupported response_type',
    { response_type: 'token' },
    'unsupported_response_type',
    /[\w+%.-]+/,
    '#',
  ),
  {
    name: 'authorize: unregistered redirect URI',
    send: (target) =>
      fresh(target).get(authorizePath(target, { redirect_uri: 'https://elsewhere.example/cb' })),
    expect: (target) => ({
      status: 400,
      headers: { 'content-type': /^application\/json/ },
      body: oidcError(
        'invalid_redirect_uri',
        "redirect_uri did not match any of the client's registered redirect_uris",
        {
          state: z.literal('the-state'),
          iss: z.literal(`${target.endpoint}/oidc`),
        },
      ),
    }),
  },
  {
    name: 'authorize: unknown application',
    send: (target) => fresh(target).get(authorizePath(target, { client_id: 'nope' })),
    expect: (target) => ({
      status: 400,
      body: oidcError('invalid_client', 'invalid client nope', {
        state: z.literal('the-state'),
        iss: z.literal(`${target.endpoint}/oidc`),
      }),
    }),
  },
  ...['/sign-in', '/consent', '/register', '/single-sign-on'].map(
    (path): Case => ({
      name: `stale page: ${path}`,
      send: (target) => fresh(target).get(path),
      expect: () => ({ status: 302, headers: { location: /\/unknown-session$/ } }),
    }),
  ),
];

const exactly = (...values: string[]) =>
  z
    .array(z.string())
    .refine((all) => all.join(' ') === values.join(' '), `is not ${values.join(' ')}`);

export const discovery: Case[] = [
  {
    name: 'discovery',
    send: (target) => fresh(target).get('/oidc/.well-known/openid-configuration'),
    expect: ({ endpoint }) => ({
      status: 200,
      headers: { 'content-type': /^application\/json/ },
      body: z.strictObject({
        issuer: z.literal(`${endpoint}/oidc`),
        authorization_endpoint: z.literal(`${endpoint}/oidc/auth`),
        token_endpoint: z.literal(`${endpoint}/oidc/token`),
        userinfo_endpoint: z.literal(`${endpoint}/oidc/me`),
        jwks_uri: z.literal(`${endpoint}/oidc/jwks`),
        end_session_endpoint: z.literal(`${endpoint}/oidc/session/end`),
        introspection_endpoint: z.literal(`${endpoint}/oidc/token/introspection`),
        revocation_endpoint: z.literal(`${endpoint}/oidc/token/revocation`),
        authorization_response_iss_parameter_supported: z.literal(true),
        backchannel_logout_supported: z.literal(true),
        backchannel_logout_session_supported: z.literal(true),
        code_challenge_methods_supported: z.tuple([z.literal('S256')]),
        id_token_signing_alg_values_supported: z.tuple([z.literal('ES384')]),
        claims_parameter_supported: z.literal(false),
        device_authorization_endpoint: z.literal(`${endpoint}/oidc/device/auth`),
        pushed_authorization_request_endpoint: z.literal(`${endpoint}/oidc/request`),
        request_uri_parameter_supported: z.literal(false),
        subject_types_supported: exactly('public'),
        claim_types_supported: exactly('normal'),
        response_types_supported: exactly('code id_token', 'code', 'id_token', 'none'),
        response_modes_supported: exactly('form_post', 'fragment', 'query'),
        grant_types_supported: exactly(
          ...['implicit', 'authorization_code', 'refresh_token', 'client_credentials'],
          'urn:ietf:params:oauth:grant-type:device_code',
          'urn:ietf:params:oauth:grant-type:token-exchange',
        ),
        scopes_supported: exactly(
          ...['openid', 'offline_access', 'profile', 'email', 'phone', 'address', 'custom_data'],
          ...['identities', 'roles', 'urn:logto:scope:organizations'],
          ...['urn:logto:scope:organization_roles', 'urn:logto:scope:sessions'],
        ),
        claims_supported: z.array(z.string()).refine((claims) => claims.includes('sso_identities')),
        token_endpoint_auth_methods_supported: exactly(
          ...['client_secret_basic', 'client_secret_jwt', 'client_secret_post', 'private_key_jwt'],
          'none',
        ),
        token_endpoint_auth_signing_alg_values_supported: exactly(
          ...['HS256', 'RS256', 'PS256', 'ES256', 'Ed25519', 'EdDSA'],
        ),
      }),
    }),
  },
  {
    name: 'keys',
    send: (target) => fresh(target).get('/oidc/jwks'),
    expect: () => ({
      status: 200,
      headers: {
        'content-type': /^application\/jwk-set\+json/,
        'cache-control': 'no-cache, max-age=0, must-revalidate',
        etag: /^"[\w+/-]+"$/,
      },
      body: z.object({
        keys: z
          .array(
            z.strictObject({
              kty: z.literal('EC'),
              use: z.literal('sig'),
              kid: z.string(),
              alg: z.literal('ES384'),
              crv: z.literal('P-384'),
              x: z.string(),
              y: z.string(),
            }),
          )
          .min(1),
      }),
    }),
  },
  {
    name: 'liveness',
    send: (target) => fresh(target).get('/api/status'),
    expect: () => ({ status: 204 }),
  },
];
