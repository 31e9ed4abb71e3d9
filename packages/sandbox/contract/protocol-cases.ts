/** The edges of the token endpoints: client authentication, grants, bodies, unknown routes. */
import { z } from 'zod';
import { basic } from './flows.ts';
import { type Case, fresh, invalidGrant, oidcError } from './shapes.ts';
import type { Target } from './targets.ts';

type Fields = Record<string, string>;
type Post = { fields?: Fields; headers?: Fields; path?: string };

export const unknownCode = ({ application }: Target) => ({
  grant_type: 'authorization_code',
  code: 'x',
  redirect_uri: application.redirectUri,
});
export const posts = (
  name: string,
  post: (target: Target) => Post,
  expect: Case['expect'],
): Case => ({
  name,
  send(target) {
    const { fields = {}, headers = basic(target), path = '/oidc/token' } = post(target);
    return fresh(target).form(path, fields, headers);
  },
  expect,
});
const refused = (description: string) => () => ({
  status: 400,
  body: oidcError('invalid_request', description),
});
const unauthenticated = () => ({
  status: 401,
  body: oidcError('invalid_client', 'client authentication failed'),
});

const clientAuthentication: Case[] = [
  posts(
    'client authentication: in the body',
    (target) => ({
      headers: {},
      fields: {
        ...unknownCode(target),
        client_id: target.application.id,
        client_secret: target.application.secret,
      },
    }),
    () => ({ status: 400, body: invalidGrant }),
  ),
  posts(
    'client authentication: a wrong secret in the body',
    ({ application }) => ({
      headers: {},
      fields: {
        grant_type: 'authorization_code',
        client_id: application.id,
        client_secret: 'no',
      },
    }),
    unauthenticated,
  ),
  posts(
    'client authentication: no secret',
    ({ application }) => ({
      headers: {},
      fields: { grant_type: 'authorization_code', client_id: application.id },
    }),
    unauthenticated,
  ),
  posts(
    'client authentication: twice',
    ({ application: { id, secret } }) => ({
      fields: { grant_type: 'authorization_code', client_id: id, client_secret: secret },
    }),
    refused('client authentication must only be provided using one mechanism'),
  ),
  posts(
    'client authentication: another id in the body',
    () => ({ fields: { grant_type: 'authorization_code', client_id: 'another' } }),
    refused('client_id mismatch'),
  ),
  posts(
    'client authentication: another scheme',
    () => ({ headers: { authorization: 'Bearer x' } }),
    refused('invalid authorization header value format'),
  ),
  ...[
    '/oidc/token',
    '/oidc/token/introspection',
    '/oidc/token/revocation',
    '/oidc/device/auth',
  ].map((path) =>
    posts(
      `client authentication: none at ${path}`,
      () => ({ path, headers: {}, fields: { token: 'x' } }),
      refused('no client authentication mechanism provided'),
    ),
  ),
  posts(
    'client authentication: the challenge of a wrong secret',
    (target) => ({ path: '/oidc/token/revocation', headers: basic(target, 'no') }),
    ({ endpoint }) => ({
      ...unauthenticated(),
      headers: {
        'www-authenticate': `Basic realm="${endpoint}/oidc", error="invalid_client", error_description="client authentication failed"`,
      },
    }),
  ),
];

const NOT_ALLOWED = 'requested grant type is not allowed for this client';
const grants: Case[] = [
  ...[
    'client_credentials',
    'urn:ietf:params:oauth:grant-type:device_code',
    'urn:ietf:params:oauth:grant-type:token-exchange',
  ].map((grant_type) =>
    posts(`grant: ${grant_type}`, () => ({ fields: { grant_type } }), refused(NOT_ALLOWED)),
  ),
  ...['password', 'implicit'].map((grant_type) =>
    posts(
      `grant: ${grant_type}`,
      () => ({ fields: { grant_type } }),
      () => ({
        status: 400,
        body: oidcError('unsupported_grant_type', 'unsupported grant_type requested'),
      }),
    ),
  ),
  posts('grant: none', () => ({}), refused("missing required parameter 'grant_type'")),
  posts(
    'grant: a code left out',
    () => ({ fields: { grant_type: 'authorization_code' } }),
    refused("missing required parameters 'code' and 'redirect_uri'"),
  ),
  posts(
    'device flow: not for this application',
    ({ application }) => ({
      path: '/oidc/device/auth',
      fields: { client_id: application.id, scope: 'openid' },
    }),
    refused('urn:ietf:params:oauth:grant-type:device_code is not allowed for this client'),
  ),
  {
    name: 'device flow: the page for the code',
    send: (target) => fresh(target).get('/oidc/device'),
    expect: () => ({ status: 302, headers: { location: '/device' } }),
  },
  ...(
    [
      ['a body of JSON', 'application/json', (target) => JSON.stringify(unknownCode(target)), ''],
      [
        'a body of broken JSON',
        'application/json',
        () => '{',
        "missing required parameter 'grant_type'",
      ],
      [
        'a body of text',
        'text/plain',
        () => 'grant_type=authorization_code',
        'only application/x-www-form-urlencoded content-type bodies are supported on POST /token',
      ],
    ] as [string, string, (target: Target) => string, string][]
  ).map(
    ([name, type, body, description]): Case => ({
      name: `token endpoint: ${name}`,
      send: (target) =>
        fresh(target).send('/oidc/token', {
          method: 'POST',
          headers: { ...basic(target), 'content-type': type },
          body: body(target),
        }),
      expect: () => ({
        status: 400,
        body: description ? oidcError('invalid_request', description) : invalidGrant,
      }),
    }),
  ),
  ...['GET /token', 'DELETE /auth', 'POST /reg', 'GET /'].map((asked): Case => {
    const [method = '', path = ''] = asked.split(' ');
    return {
      name: `unknown route: ${asked}`,
      send: (target) => fresh(target).send(`/oidc${path}`, { method }),
      expect: () => ({
        status: 404,
        body: oidcError(
          'invalid_request',
          `unrecognized route or not allowed method (${method} on ${path})`,
        ),
      }),
    };
  }),
];

const INTROSPECTION = '/oidc/token/introspection';
const REVOCATION = '/oidc/token/revocation';
const lookingAtTokens: Case[] = [
  posts(
    'introspection: unknown token',
    () => ({ path: INTROSPECTION, fields: { token: 'nope' } }),
    () => ({ status: 200, body: z.strictObject({ active: z.literal(false) }) }),
  ),
  posts(
    'revocation: unknown token',
    () => ({ path: REVOCATION, fields: { token: 'nope' } }),
    () => ({ status: 200, text: /^$/ }),
  ),
  ...[INTROSPECTION, REVOCATION].map((path) =>
    posts(
      `${path} without a token`,
      () => ({ path }),
      refused("missing required parameter 'token'"),
    ),
  ),
];

export const protocolCases: Case[] = [...clientAuthentication, ...grants, ...lookingAtTokens];
