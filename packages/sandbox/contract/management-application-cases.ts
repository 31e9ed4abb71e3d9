/** The contract of `/api/applications`. */
import { z } from 'zod';
import {
  answers,
  id,
  includes,
  invalid,
  managed,
  missing,
  moment,
  notFound,
  refused,
  simple,
} from './management-flows.ts';

const TYPES = "'Native' | 'SPA' | 'Traditional' | 'MachineToMachine' | 'Protected' | 'SAML'";
const uris = { redirectUris: [] as string[], postLogoutRedirectUris: [] as string[] };
const shown = {
  tenantId: 'default',
  id: id(21),
  name: 'app',
  description: null,
  type: 'Traditional',
  oidcClientMetadata: uris,
  customClientMetadata: {},
  protectedAppMetadata: null,
  customData: {},
  isThirdParty: false,
  appLevelAccessControlEnabled: false,
  createdAt: moment,
};
export const newApp = { name: 'app', type: 'Traditional' };
export const machine = { name: 'machine', type: 'MachineToMachine' };
const settings = {
  description: 'An app',
  oidcClientMetadata: {
    redirectUris: ['http://localhost:9/callback'],
    postLogoutRedirectUris: ['http://localhost:9/'],
    backchannelLogoutUri: 'http://localhost:9/backchannel-logout',
    backchannelLogoutSessionRequired: true,
  },
  customClientMetadata: {
    corsAllowedOrigins: ['nope'],
    idTokenTtl: 60,
    refreshTokenTtlInDays: 3,
    rotateRefreshToken: false,
    alwaysIssueRefreshToken: true,
  },
  customData: { a: 1 },
};

/** A call about an application made for it; `:id` in the path is its. */
export const about = (
  name: string,
  [method, path, body]: [method: string, path: string, body?: unknown],
  expect: Parameters<typeof managed>[2],
  fields: object = newApp,
) =>
  managed(
    `application: ${name}`,
    async ({ call, make }) => {
      const made = await make('applications', fields);
      return call(method, path.replace(':id', made.id), body);
    },
    expect,
  );
export const own = 'applications/:id';
const uri = (index: number) => ({
  code: 'custom',
  message: 'Invalid input',
  path: ['oidcClientMetadata', 'redirectUris', index],
});

const applications = [
  managed(
    'application: made by its name',
    async ({ call, api }) => {
      const answer = await call('POST', 'applications', newApp);
      await api('DELETE', `applications/${(answer.body as { id: string }).id}`);
      return answer;
    },
    answers(200, shown),
  ),
  about(
    'with all settings',
    ['GET', own],
    answers(200, { ...shown, ...settings, isAdmin: false }),
    {
      ...newApp,
      ...settings,
      unknown: 'ignored',
    },
  ),
  simple(
    'application: without anything',
    ['POST', 'applications', {}],
    invalid([missing(['name'], 'string'), missing(['type'], TYPES)]),
  ),
  simple(
    'application: of an unknown type',
    ['POST', 'applications', { ...newApp, type: 'Web' }],
    includes(400, { code: 'guard.invalid_input' }),
  ),
  simple(
    'application: SAML',
    ['POST', 'applications', { ...newApp, type: 'SAML' }],
    refused(
      400,
      'application.saml.use_saml_app_api',
      'Use `[METHOD] /saml-applications(/.*)?` API to operate SAML app.',
    ),
  ),
  simple('application: unknown', ['GET', 'applications/nope'], notFound('applications', 'nope')),
  simple(
    'application: removing none',
    ['DELETE', 'applications/nope'],
    notFound('applications', 'nope'),
  ),
  about(
    'found by type and exact name',
    ['GET', 'applications?types=Traditional&search.name=app&mode.name=exact'],
    answers(200, [shown]),
  ),
  managed(
    'application: two of the same name',
    async ({ call, make }) => {
      await make('applications', { ...newApp, name: 'twin' });
      await make('applications', { ...newApp, name: 'twin' });
      return call('GET', 'applications?search=TWIN');
    },
    { status: 200, body: z.array(z.looseObject({ name: z.literal('twin') })).length(2) },
  ),
  simple('application: searched by an unknown field', ['GET', 'applications?search.type=x'], {
    status: 500,
    body: z.strictObject({ message: z.literal('Internal server error.') }),
  }),
  about(
    'a change replaces whole columns',
    [
      'PATCH',
      own,
      {
        oidcClientMetadata: { ...uris, redirectUris: ['javascript:alert(1)'] },
        customClientMetadata: {},
      },
    ],
    answers(200, {
      ...shown,
      ...settings,
      oidcClientMetadata: { ...uris, redirectUris: ['javascript:alert(1)'] },
      customClientMetadata: {},
    }),
    { ...newApp, ...settings },
  ),
  about(
    'a change that leaves out the addresses after sign-out',
    ['PATCH', own, { oidcClientMetadata: { redirectUris: [] } }],
    invalid([missing(['oidcClientMetadata', 'postLogoutRedirectUris'], 'array')]),
  ),
  about(
    'redirect addresses that nothing refuses',
    [
      'PATCH',
      own,
      {
        oidcClientMetadata: {
          ...uris,
          redirectUris: [
            'https://*.com/x',
            'https://app-*.example.test/*',
            'com.example.app://callback',
            'http://127.0.0.1:1/a?b#c',
          ],
        },
      },
    ],
    includes(200, { name: 'app' }),
  ),
  about(
    'redirect addresses that are refused',
    [
      'PATCH',
      own,
      {
        oidcClientMetadata: {
          ...uris,
          redirectUris: ['nope', 'http://localhost:*/x', 'http://', ''],
        },
      },
    ],
    invalid([uri(0), uri(1), uri(2), uri(3)]),
  ),
  about(
    'lifetimes out of bounds',
    ['PATCH', own, { customClientMetadata: { refreshTokenTtlInDays: 181 } }],
    invalid([
      {
        code: 'too_big',
        maximum: 180,
        type: 'number',
        inclusive: true,
        exact: false,
        message: 'Number must be less than or equal to 180',
        path: ['customClientMetadata', 'refreshTokenTtlInDays'],
      },
    ]),
  ),
  about('a change that changes nothing', ['PATCH', own, { unknown: 1 }], answers(200, shown)),
  about(
    'the type stays',
    ['PATCH', own, { type: 'SPA', name: 'other' }],
    includes(200, { type: 'Traditional', name: 'other' }),
  ),
  simple(
    'application: changing none',
    ['PATCH', 'applications/nope', { name: 'x' }],
    notFound('applications', 'nope'),
  ),
  about(
    'custom data are merged',
    ['PATCH', `${own}/custom-data`, { b: { c: 2 } }],
    answers(200, { a: 1, b: { c: 2 } }),
    { ...newApp, customData: { a: 1, b: { d: 1 } } },
  ),
  simple(
    'application: custom data of none',
    ['PATCH', 'applications/nope/custom-data', {}],
    includes(404, { code: 'entity.not_exists' }),
  ),
];

export const managementApplicationCases = applications;
