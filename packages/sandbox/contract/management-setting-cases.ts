/** The contract of `/api/account-center` and `/api/configs`. */
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { Client } from './client.ts';
import { tokens } from './flows.ts';
import { changed } from './management-changes.ts';
import {
  answers,
  gone,
  includes,
  invalid,
  type Manager,
  managed,
  missing,
  notFound,
  simple,
} from './management-flows.ts';

const center = {
  tenantId: 'default',
  id: 'default',
  webauthnRelatedOrigins: [],
  deleteAccountUrl: null,
  customCss: null,
  profileFields: null,
};
const accountCenter = [
  simple('account center: all of it', ['GET', 'account-center'], ({ accountFields }) =>
    answers(200, { ...center, enabled: true, fields: accountFields }),
  ),
  changed(
    'account center: fields, replaced as a whole',
    'account-center',
    { fields: { name: 'Edit' } },
    answers(200, { ...center, enabled: true, fields: { name: 'Edit' } }),
  ),
  changed(
    'account center: an unknown control',
    'account-center',
    { fields: { name: 'x' } },
    includes(400, { code: 'guard.invalid_input' }),
  ),
  changed(
    'account center: a page that is none',
    'account-center',
    { deleteAccountUrl: 'x' },
    invalid([
      {
        code: 'custom',
        message: 'deleteAccountUrl must be a valid http(s) URL',
        path: ['deleteAccountUrl'],
      },
    ]),
  ),
];

const SCRIPT = 'const getCustomJwtClaims = async () => ({ a: 1 })';
const customizer = 'configs/jwt-customizer/access-token';
const noCustomizer = notFound('logto_config', 'jwt.accessToken');
const withScript = (
  name: string,
  step: (manager: Manager) => ReturnType<Manager['call']>,
  expect: Parameters<typeof managed>[2],
) =>
  managed(
    `token script: ${name}`,
    async (manager) => {
      await manager.api('PUT', customizer, { script: SCRIPT });
      try {
        return await step(manager);
      } finally {
        await manager.call('DELETE', customizer);
      }
    },
    expect,
  );
const configs = [
  changed('session: its lifetime', 'configs/oidc/session', { ttl: 60 }, answers(200, { ttl: 60 })),
  changed(
    'session: none',
    'configs/oidc/session',
    { ttl: 0 },
    includes(400, { code: 'guard.invalid_input' }),
  ),
  simple(
    'ID token: its claims',
    ['GET', 'configs/id-token'],
    answers(200, { enabledExtendedClaims: ['roles', 'organizations', 'organization_roles'] }),
  ),
  simple(
    'ID token: an unknown claim',
    ['PUT', 'configs/id-token', { enabledExtendedClaims: ['x'] }],
    includes(400, { code: 'guard.invalid_input' }),
  ),
  managed(
    'ID token: with other claims',
    async ({ api, endpoint, target }) => {
      const before = await api<object>('GET', 'configs/id-token');
      try {
        await api('PUT', 'configs/id-token', { enabledExtendedClaims: ['organization_data'] });
        const { answer } = await tokens(new Client(endpoint), target);
        return { ...answer, body: decodeJwt((answer.body as { id_token: string }).id_token) };
      } finally {
        await api('PUT', 'configs/id-token', before);
      }
    },
    {
      status: 200,
      body: z
        .looseObject({ organization_data: z.array(z.looseObject({ name: z.string() })) })
        .refine((claims) => !('roles' in claims) && !('organizations' in claims)),
    },
  ),
  simple('token script: none', ['GET', customizer], noCustomizer),
  simple('token script: removing none', ['DELETE', customizer], gone),
  simple(
    'token script: without one',
    ['PUT', customizer, {}],
    invalid([missing(['script'], 'string')]),
  ),
  simple(
    'token script: of an unknown kind',
    ['GET', 'configs/jwt-customizer/x'],
    includes(400, { code: 'guard.invalid_input', message: 'The request params is invalid.' }),
  ),
  managed(
    'token script: the first',
    async ({ call, api }) => {
      const answer = await call('PUT', customizer, { script: SCRIPT });
      await api('DELETE', customizer);
      return answer;
    },
    answers(201, { script: SCRIPT }),
  ),
  withScript(
    'another',
    ({ call }) => call('PUT', customizer, { script: 'no script at all' }),
    answers(200, { script: 'no script at all' }),
  ),
  withScript(
    'in the list',
    ({ call }) => call('GET', 'configs/jwt-customizer'),
    answers(200, [{ key: 'jwt.accessToken', value: { script: SCRIPT } }]),
  ),
];

export const managementSettingCases = [...accountCenter, ...configs];
