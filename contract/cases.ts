/**
 * The contract: requests with the status, headers and body that Logto 1.42 gives. A body is a zod
 * schema; strict ones name every key.
 */
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { type Answer, Client } from './client.ts';
import { authorizePath, basic, SCOPES, signIn, tokens } from './flows.ts';
import type { Target } from './targets.ts';

export type Expectation = {
  status: number;
  /** Header name → exact text or pattern. */
  headers?: Record<string, string | RegExp>;
  body?: z.ZodType;
  text?: RegExp;
};
export type Case = {
  name: string;
  send: (target: Target) => Promise<Answer>;
  expect: (target: Target) => Expectation;
};

const fresh = (target: Target) => new Client(target.endpoint);
const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const opaque = z.string().regex(/^[\w-]{43}$/);
const jwt = z.string().regex(/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/);

const oidcError = (error: string, description: string, extra: z.ZodRawShape = {}) =>
  z.strictObject({
    code: z.literal(`oidc.${error}`),
    message: z.string(),
    error: z.literal(error),
    error_description: z.literal(description),
    ...extra,
  });
const invalidGrant = oidcError('invalid_grant', 'grant request is invalid', {
  error_uri: z.literal('https://openid.sh/debug/invalid_grant'),
});
const apiError = (code: string, more: z.ZodRawShape = {}) =>
  z.object({ code: z.literal(code), message: z.string(), ...more });

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

const authorization: Case[] = [
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

const discovery: Case[] = [
  {
    name: 'discovery',
    send: (target) => fresh(target).get('/oidc/.well-known/openid-configuration'),
    expect: ({ endpoint }) => ({
      status: 200,
      headers: { 'content-type': /^application\/json/ },
      body: z.object({
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
      }),
    }),
  },
  {
    name: 'keys',
    send: (target) => fresh(target).get('/oidc/jwks'),
    expect: () => ({
      status: 200,
      headers: { 'content-type': /^application\/jwk-set\+json/ },
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

const idTokenClaims = ({ endpoint, application, user, organization }: Target) =>
  z.strictObject({
    sub: z.literal(user.id),
    name: z.null(),
    preferred_username: z.literal(user.username),
    picture: z.null(),
    updated_at: z.number().min(1e12),
    username: z.literal(user.username),
    created_at: z.number().min(1e12),
    email: z.literal(user.email),
    email_verified: z.literal(true),
    roles: z.array(z.string()),
    organizations: z.tuple([z.literal(organization.id)]),
    organization_roles: z.tuple([z.literal(`${organization.id}:${organization.role}`)]),
    sid: opaque,
    aud: z.literal(application.id),
    exp: z.number().max(1e11),
    iat: z.number().max(1e11),
    iss: z.literal(`${endpoint}/oidc`),
  });

/** The ID token, opened, so that its header and claims can be compared like a body. */
const opened = (answer: Answer): Answer => {
  const { id_token: token = '' } = (answer.body ?? {}) as { id_token?: string };
  if (!token) return answer;
  return { ...answer, body: { header: decodeProtectedHeader(token), claims: decodeJwt(token) } };
};

type Refresh = { extra?: Record<string, string>; fields?: Record<string, string> };
/** Signs in, then refreshes with these fields. */
async function refresh(target: Target, { extra = {}, fields = {} }: Refresh) {
  const client = fresh(target);
  const { answer } = await tokens(client, target, extra);
  const { refresh_token: token = '' } = answer.body as { refresh_token?: string };
  const form = { grant_type: 'refresh_token', refresh_token: token, ...fields };
  return client.form('/oidc/token', form, basic(target));
}
const refreshes = (
  name: string,
  how: (target: Target) => Refresh,
  expect: Case['expect'],
): Case => ({
  name: `refresh: ${name}`,
  send: (target) => refresh(target, how(target)),
  expect,
});
const withResource = (target: Target): Record<string, string> => ({
  resource: target.resource.indicator,
  scope: `${SCOPES} ${target.resource.scope} ${target.resource.otherScope}`,
});

const tokenCases: Case[] = [
  {
    name: 'code exchange',
    send: async (target) => (await tokens(fresh(target), target)).answer,
    expect: () => ({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: z.strictObject({
        access_token: opaque,
        expires_in: z.literal(3600),
        id_token: jwt,
        refresh_token: opaque,
        scope: z.literal(SCOPES),
        token_type: z.literal('Bearer'),
      }),
    }),
  },
  {
    name: 'code exchange: still opaque with a resource',
    send: async (target) => (await tokens(fresh(target), target, withResource(target))).answer,
    expect: () => ({ status: 200, body: z.object({ access_token: opaque }) }),
  },
  {
    name: 'ID token',
    send: async (target) => opened((await tokens(fresh(target), target)).answer),
    expect: (target) => ({
      status: 200,
      body: z.strictObject({
        header: z.strictObject({ alg: z.literal('ES384'), kid: z.string() }),
        claims: idTokenClaims(target),
      }),
    }),
  },
  {
    name: 'code used twice',
    async send(target) {
      const client = fresh(target);
      const { code } = await tokens(client, target);
      const fields = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: target.application.redirectUri,
      };
      return client.form('/oidc/token', fields, basic(target));
    },
    expect: () => ({ status: 400, body: invalidGrant }),
  },
  {
    name: 'unknown code',
    send: (target) =>
      fresh(target).form(
        '/oidc/token',
        {
          grant_type: 'authorization_code',
          code: 'x',
          redirect_uri: target.application.redirectUri,
        },
        basic(target),
      ),
    expect: () => ({ status: 400, body: invalidGrant }),
  },
  {
    name: 'wrong application secret',
    send: (target) =>
      fresh(target).form(
        '/oidc/token',
        { grant_type: 'authorization_code', code: 'x' },
        basic(target, 'wrong'),
      ),
    expect: () => ({
      status: 401,
      body: oidcError('invalid_client', 'client authentication failed'),
    }),
  },
  {
    name: 'without prompt=consent there is no refresh token',
    async send(target) {
      const client = fresh(target);
      await signIn(client, target);
      const callback = await client.get(authorizePath(target, {}, ['prompt']));
      const code = new URL(callback.headers.get('location') ?? '').searchParams.get('code') ?? '';
      const fields = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: target.application.redirectUri,
      };
      return client.form('/oidc/token', fields, basic(target));
    },
    expect: () => ({
      status: 200,
      body: z.strictObject({
        access_token: opaque,
        expires_in: z.number(),
        id_token: jwt,
        scope: z.string().regex(/^(?!.*offline_access)/),
        token_type: z.literal('Bearer'),
      }),
    }),
  },
  refreshes(
    'a new pair, the same refresh token',
    () => ({}),
    () => ({
      status: 200,
      body: z.strictObject({
        access_token: opaque,
        expires_in: z.literal(3600),
        id_token: jwt,
        refresh_token: opaque,
        scope: z.string(),
        token_type: z.literal('Bearer'),
      }),
    }),
  ),
  refreshes(
    'unknown refresh token',
    () => ({ fields: { refresh_token: 'nope' } }),
    () => ({ status: 400, body: invalidGrant }),
  ),
  refreshes(
    'for a resource',
    (target) => ({ extra: withResource(target), fields: { resource: target.resource.indicator } }),
    (target) => ({
      status: 200,
      body: z.object({
        access_token: jwt,
        expires_in: z.literal(3600),
        scope: z.literal(target.resource.scope),
      }),
    }),
  ),
  refreshes(
    'for a resource without permission',
    (target) => ({
      extra: { resource: target.resource.indicator },
      fields: { resource: target.resource.indicator },
    }),
    () => ({
      status: 200,
      body: z.object({ access_token: jwt, scope: z.literal('') }),
    }),
  ),
  refreshes(
    'for a resource not asked for',
    (target) => ({ fields: { resource: target.resource.indicator } }),
    () => ({
      status: 400,
      body: z.object({
        code: z.literal('oidc.invalid_target'),
        error: z.literal('invalid_target'),
      }),
    }),
  ),
  refreshes(
    'for an organization',
    (target) => ({
      extra: { resource: 'urn:logto:resource:organizations' },
      fields: { organization_id: target.organization.id },
    }),
    () => ({
      status: 200,
      body: z.object({ access_token: jwt, expires_in: z.literal(3600), scope: z.string() }),
    }),
  ),
  refreshes(
    'for an organization of others',
    (target) => ({
      extra: { resource: 'urn:logto:resource:organizations' },
      fields: { organization_id: target.foreignOrganizationId },
    }),
    () => ({
      status: 403,
      body: oidcError('access_denied', 'user is not a member of the organization'),
    }),
  ),
  refreshes(
    'for an organization without the scope',
    (target) => ({
      extra: { scope: 'openid offline_access profile' },
      fields: { organization_id: target.organization.id },
    }),
    () => ({
      status: 403,
      body: z.object({
        code: z.literal('oidc.insufficient_scope'),
        error: z.literal('insufficient_scope'),
      }),
    }),
  ),
  refreshes(
    'with a scope that was not granted',
    () => ({ fields: { scope: 'openid custom_data' } }),
    () => ({
      status: 400,
      body: z.object({ code: z.literal('oidc.invalid_scope'), error: z.literal('invalid_scope') }),
    }),
  ),
  {
    name: 'userinfo',
    async send(target) {
      const client = fresh(target);
      const { answer } = await tokens(client, target);
      const { access_token: token } = answer.body as { access_token: string };
      return client.get('/oidc/me', { authorization: `Bearer ${token}` });
    },
    expect: (target) => ({
      status: 200,
      body: z.object({
        sub: z.literal(target.user.id),
        organization_data: z.tuple([
          z.strictObject({
            id: z.literal(target.organization.id),
            name: z.string(),
            description: z.string().nullable(),
          }),
        ]),
      }),
    }),
  },
  {
    name: 'userinfo with a bad token',
    send: (target) => fresh(target).get('/oidc/me', { authorization: 'Bearer nope' }),
    expect: () => ({ status: 401, body: oidcError('invalid_token', 'invalid token provided') }),
  },
  {
    name: 'revocation of the refresh token',
    async send(target) {
      const client = fresh(target);
      const { answer } = await tokens(client, target);
      const { refresh_token: token } = answer.body as { refresh_token: string };
      return client.form('/oidc/token/revocation', { token }, basic(target));
    },
    expect: () => ({ status: 200, text: /^$/ }),
  },
];

const signOut: Case[] = [
  {
    name: 'sign-out: a form that submits itself',
    send: (target) =>
      fresh(target).get(
        `/oidc/session/end?${new URLSearchParams({ client_id: target.application.id, post_logout_redirect_uri: target.application.postLogoutUri })}`,
      ),
    expect: () => ({
      status: 200,
      headers: { 'content-type': /^text\/html/ },
      text: /<form[^>]*action="[^"]*\/oidc\/session\/end\/confirm"[\s\S]*name="xsrf"/,
    }),
  },
  {
    name: 'sign-out: unregistered address',
    send: (target) =>
      fresh(target).get(
        `/oidc/session/end?${new URLSearchParams({ client_id: target.application.id, post_logout_redirect_uri: 'https://elsewhere.example/' })}`,
      ),
    expect: () => ({
      status: 400,
      body: oidcError('invalid_request', 'post_logout_redirect_uri not registered'),
    }),
  },
  {
    name: 'sign-out: an ID token hint that is none',
    send: (target) => fresh(target).get('/oidc/session/end?id_token_hint=bad'),
    expect: () => ({
      status: 400,
      body: oidcError('invalid_request', 'could not decode id_token_hint'),
    }),
  },
];

/** A request of Logto's sign-in pages, in an interaction that was just started. */
const experience = (
  name: string,
  send: (client: Client, target: Target) => Promise<Answer>,
  expect: Case['expect'],
): Case => ({
  name: `experience: ${name}`,
  async send(target) {
    const client = fresh(target);
    await client.get(authorizePath(target));
    await client.json('PUT', '/api/experience', { interactionEvent: 'SignIn' });
    return send(client, target);
  },
  expect,
});
const enter = (client: Client, type: string, value: string, password: string) =>
  client.json('POST', '/api/experience/verification/password', {
    identifier: { type, value },
    password,
  });

const experienceCases: Case[] = [
  experience(
    'start',
    (client) => client.json('PUT', '/api/experience', { interactionEvent: 'SignIn' }),
    () => ({ status: 204 }),
  ),
  experience(
    'right password',
    (client, { user }) => enter(client, 'email', user.email, user.password),
    () => ({
      status: 200,
      body: z.strictObject({ verificationId: z.string().regex(/^\w{21}$/) }),
    }),
  ),
  experience(
    'wrong password',
    (client, { user }) => enter(client, 'email', user.email, 'wrong'),
    () => ({ status: 422, body: apiError('session.invalid_credentials') }),
  ),
  experience(
    'unknown person',
    (client) => enter(client, 'username', 'nobody_here', 'wrong'),
    () => ({ status: 422, body: apiError('session.invalid_credentials') }),
  ),
  experience(
    'password for a company’s address',
    async (client, { ssoUser }) => {
      const proof = await enter(client, 'email', ssoUser.email, ssoUser.password);
      return client.json('POST', '/api/experience/identification', proof.body as object);
    },
    () => ({
      status: 422,
      body: apiError('session.sso_enabled', {
        data: z.object({
          ssoConnectors: z.array(z.object({ config: z.object({ clientSecret: z.string() }) })),
        }),
      }),
    }),
  ),
  experience(
    'connectors of a company’s address',
    (client, { connector }) =>
      client.get(`/api/experience/sso-connectors?email=x%40${connector.domain}`),
    ({ connector }) => ({
      status: 200,
      body: z.strictObject({
        connectorIds: z
          .array(z.string())
          .refine((ids) => ids.includes(connector.id), 'lacks the connector'),
      }),
    }),
  ),
  experience(
    'connectors of another address',
    (client) => client.get('/api/experience/sso-connectors?email=x%40unclaimed.example'),
    () => ({
      status: 200,
      body: z.strictObject({ connectorIds: z.tuple([]) }),
    }),
  ),
  experience(
    'start of a company’s sign-in',
    (client, { connector, endpoint }) =>
      client.json('POST', `/api/experience/verification/sso/${connector.id}/authorization-uri`, {
        state: 'abc',
        redirectUri: `${endpoint}/callback/${connector.id}`,
      }),
    () => ({
      status: 200,
      body: z.strictObject({
        authorizationUri: z
          .string()
          .regex(/[?&]state=abc&nonce=[\w-]+&client_id=\w+&response_type=code&redirect_uri=/),
        verificationId: z.string(),
      }),
    }),
  ),
  experience(
    'submitting before anybody is identified',
    (client) => client.json('POST', '/api/experience/submit'),
    () => ({ status: 404, body: apiError('session.identifier_not_found') }),
  ),
  experience(
    'registering a name that is taken',
    async (client, { user }) => {
      await client.json('PUT', '/api/experience', { interactionEvent: 'Register' });
      return client.json('POST', '/api/experience/profile', {
        type: 'username',
        value: user.username,
      });
    },
    () => ({ status: 422, body: apiError('user.username_already_in_use') }),
  ),
];

export const CASES: Case[] = [
  ...discovery,
  ...authorization,
  ...tokenCases,
  ...signOut,
  ...experienceCases,
];
