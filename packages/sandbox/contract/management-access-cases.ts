/** The contract of tokens for the Management API: who gets one, and what it opens. */
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { type Answer, Client } from './client.ts';
import { tokens, withResource } from './flows.ts';
import { basicOf, MANAGEMENT_API } from './management.ts';
import { answers, exactly, type Manager, managed, refused } from './management-flows.ts';
import { jwt, oidcError } from './shapes.ts';

type Fields = Record<string, string>;
const ask = ({ endpoint, credentials }: Manager, fields: Fields) =>
  new Client(endpoint).form(
    '/oidc/token',
    { grant_type: 'client_credentials', ...fields },
    basicOf(credentials),
  );
const wanted = { resource: MANAGEMENT_API, scope: 'all' };
const issued = { access_token: jwt, expires_in: 3600, token_type: 'Bearer' };
const opened = (answer: Answer): Answer => {
  const { access_token: token = '' } = (answer.body ?? {}) as { access_token?: string };
  return { ...answer, body: { header: decodeProtectedHeader(token), claims: decodeJwt(token) } };
};
const invalidTarget = (description: string) => ({
  status: 400,
  body: oidcError('invalid_target', description),
});

const grants = [
  managed('a token', (manager) => ask(manager, wanted), {
    ...answers(200, { ...issued, scope: 'all' }),
    headers: { 'cache-control': 'no-store' },
  }),
  managed(
    'a token, with the secret in the body',
    ({ endpoint, credentials: { id, secret } }) =>
      new Client(endpoint).form('/oidc/token', {
        grant_type: 'client_credentials',
        client_id: id,
        client_secret: secret,
        ...wanted,
      }),
    answers(200, { ...issued, scope: 'all' }),
  ),
  managed(
    'what a token says',
    async (manager) => opened(await ask(manager, wanted)),
    ({ endpoint, management: { credentials } }) =>
      answers(200, {
        header: { alg: 'ES384', typ: 'at+jwt', kid: z.string() },
        claims: {
          jti: z.string(),
          sub: credentials.id,
          iat: z.number(),
          exp: z.number(),
          scope: 'all',
          client_id: credentials.id,
          iss: `${endpoint}/oidc`,
          aud: MANAGEMENT_API,
        },
      }),
  ),
  managed(
    'a token without a scope, when none is asked for',
    (manager) => ask(manager, { resource: MANAGEMENT_API }),
    answers(200, issued),
  ),
  managed(
    'a token without a resource',
    (manager) => ask(manager, { scope: 'all' }),
    invalidTarget('both `resource` and `organization_id` are not provided'),
  ),
  managed(
    'a token for an unknown resource',
    (manager) => ask(manager, { ...wanted, resource: 'https://unknown.example' }),
    invalidTarget('resource indicator is missing, or unknown'),
  ),
  managed(
    'a token inside an organization that the application is not in',
    (manager) => ask(manager, { ...wanted, organization_id: manager.target.organization.id }),
    {
      status: 403,
      body: oidcError('access_denied', 'app has not associated with the organization'),
    },
  ),
  managed(
    'a token by a wrong secret',
    ({ credentials: { id }, ...manager }) =>
      ask({ ...manager, credentials: { id, secret: 'nope' } }, wanted),
    { status: 401, body: oidcError('invalid_client', 'client authentication failed') },
  ),
  managed(
    'a token of an unknown application',
    (manager) => ask({ ...manager, credentials: { id: 'nope', secret: 'nope' } }, wanted),
    { status: 400, body: oidcError('invalid_client', 'invalid client nope') },
  ),
  managed(
    'an application without the role',
    async (manager) => {
      const { id } = await manager.make('applications', { name: 'm', type: 'MachineToMachine' });
      const [secret] = await manager.api<{ value: string }[]>('GET', `applications/${id}/secrets`);
      return ask({ ...manager, credentials: { id, secret: secret?.value ?? '' } }, wanted);
    },
    answers(200, issued),
  ),
  managed(
    'a second secret of an application',
    async (manager) => {
      const { id } = await manager.make('applications', { name: 'm', type: 'MachineToMachine' });
      const second = { name: 'second', expiresAt: Date.now() + 60_000 };
      const { value } = await manager.api<{ value: string }>(
        'POST',
        `applications/${id}/secrets`,
        second,
      );
      return ask({ ...manager, credentials: { id, secret: value } }, wanted);
    },
    answers(200, issued),
  ),
];

const list = 'applications?page=1&page_size=1';
const forbidden = refused(
  403,
  'auth.forbidden',
  'Forbidden. Please check your user roles and permissions.',
);
const unauthorized = (data: Record<string, unknown>) =>
  refused(401, 'auth.unauthorized', 'Unauthorized. Please check credentials and its scope.', {
    data,
  });
const missingHeader = refused(
  401,
  'auth.authorization_header_missing',
  'Authorization header is missing.',
);

const access = [
  managed('without a token', ({ call }) => call('GET', list, undefined, ''), missingHeader),
  managed(
    'with a token that is none',
    ({ call }) => call('GET', list, undefined, 'nope'),
    unauthorized({ code: 'ERR_JWS_INVALID', name: 'JWSInvalid' }),
  ),
  managed(
    'with a token without the scope',
    async (manager) => {
      const { body } = await ask(manager, { resource: MANAGEMENT_API });
      return manager.call('GET', list, undefined, (body as { access_token: string }).access_token);
    },
    forbidden,
  ),
  managed(
    'with a person’s opaque token',
    async ({ call, endpoint, target }) => {
      const { answer } = await tokens(new Client(endpoint), target);
      return call('GET', list, undefined, (answer.body as { access_token: string }).access_token);
    },
    unauthorized({ code: 'ERR_JWS_INVALID', name: 'JWSInvalid' }),
  ),
  managed(
    'with a person’s ID token',
    async ({ call, endpoint, target }) => {
      const { answer } = await tokens(new Client(endpoint), target, withResource(target));
      return call('GET', list, undefined, (answer.body as { id_token: string }).id_token);
    },
    unauthorized({
      code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
      name: 'JWTClaimValidationFailed',
      claim: 'aud',
      reason: 'check_failed',
      payload: z.looseObject({}),
    }),
  ),
  managed('an unknown path', ({ call }) => call('GET', 'unknown', undefined, ''), {
    status: 404,
    headers: { 'content-type': /^text\/plain/ },
    text: /^Not Found$/,
  }),
  managed('an unknown method', ({ call }) => call('PUT', 'roles', {}, ''), {
    status: 405,
    headers: { allow: /GET.*POST/ },
    text: /^Method Not Allowed$/,
  }),
  managed('whether it lives', ({ call }) => call('GET', 'status', undefined, ''), {
    status: 204,
    text: /^$/,
  }),
  managed('a body that is no JSON', ({ call }) => call('POST', 'roles', '{bad'), {
    status: 400,
    body: exactly({ message: z.string().regex(/JSON/) }),
  }),
  managed(
    'page zero',
    ({ call }) => call('GET', 'roles?page=0&page_size=0'),
    refused(400, 'guard.invalid_pagination', 'The request pagination value is invalid.'),
  ),
  managed(
    'a page too large',
    ({ call }) => call('GET', 'roles?page_size=101'),
    refused(400, 'guard.invalid_pagination', 'The request pagination value is invalid.'),
  ),
  managed(
    'the second of three pages, whose links lack /api',
    async ({ call, make }) => {
      for (const name of ['a', 'b', 'c']) {
        await make('applications', { name: `paging ${name}`, type: 'SPA' });
      }
      return call('GET', 'applications?search.name=paging%25&page=2&page_size=1');
    },
    ({ endpoint }) => ({
      status: 200,
      headers: {
        'total-number': '3',
        link: [1, 1, 3, 3]
          .map((page, index) => {
            const relation = ['first', 'prev', 'last', 'next'][index];
            const query = `search.name=paging%25&page=${page}&page_size=1`;
            return `<${endpoint}/applications?${query}>; rel="${relation}"`;
          })
          .join(', '),
      },
      body: z.tuple([z.looseObject({ name: z.literal('paging b') })]),
    }),
  ),
];

export const managementAccessCases = [...grants, ...access];
