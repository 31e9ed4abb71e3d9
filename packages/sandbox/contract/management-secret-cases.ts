/** The contract of an application's secrets and roles. */
import { about, machine, newApp, own } from './management-application-cases.ts';
import {
  answers,
  empty,
  gone,
  id,
  invalid,
  type Manager,
  managed,
  missing,
  moment,
  notFound,
  nothingToChange,
  refused,
  secretValue,
} from './management-flows.ts';

const withSecret =
  (method: string, path: string, body?: unknown) =>
  async ({ call, make, api }: Manager) => {
    const made = await make('applications', newApp);
    await api('POST', `applications/${made.id}/secrets`, { name: 'second' });
    return call(method, `applications/${made.id}/${path}`, body);
  };
const secret = {
  tenantId: 'default',
  applicationId: id(21),
  name: 'Default secret',
  value: secretValue,
  createdAt: moment,
  expiresAt: null,
};
const taken = refused(422, 'application.secret_name_exists', 'Secret name already exists.');

const secrets = [
  about('its first secret', ['GET', `${own}/secrets`], answers(200, [secret])),
  about('no secret in a browser', ['GET', `${own}/secrets`], answers(200, []), {
    ...newApp,
    type: 'SPA',
  }),
  about(
    'another secret',
    ['POST', `${own}/secrets`, { name: 'x', expiresAt: 4e12 }],
    answers(201, { ...secret, name: 'x', expiresAt: 4e12 }),
  ),
  about(
    'a secret without a name',
    ['POST', `${own}/secrets`, {}],
    invalid([missing(['name'], 'string')]),
  ),
  about(
    'a secret that has ended',
    ['POST', `${own}/secrets`, { name: 'x', expiresAt: 1 }],
    refused(
      400,
      'request.invalid_input',
      'Input is invalid. The value of `expiresAt` must be in the future.',
    ),
  ),
  managed(
    'application: a secret of the same name',
    withSecret('POST', 'secrets', { name: 'second' }),
    taken,
  ),
  managed(
    'application: a secret renamed',
    withSecret('PATCH', 'secrets/second', { name: 'third' }),
    answers(200, { ...secret, name: 'third' }),
  ),
  managed(
    'application: a secret renamed to another',
    withSecret('PATCH', 'secrets/second', { name: 'Default secret' }),
    taken,
  ),
  managed(
    'application: an unknown secret renamed',
    withSecret('PATCH', 'secrets/nope', { name: 'x' }),
    refused(404, 'entity.not_exists', 'The application_secret does not exist.'),
  ),
  managed('application: a secret removed', withSecret('DELETE', 'secrets/Default%20secret'), empty),
  managed('application: an unknown secret removed', withSecret('DELETE', 'secrets/nope'), gone),
];

const notMachine = refused(
  422,
  'application.invalid_type',
  'Only machine to machine applications can have associated roles.',
);
const newRole = { name: 'contract machines', description: 'd', type: 'MachineToMachine' };
const withRole =
  (
    method: string,
    path: (ids: { app: string; role: string }) => string,
    body?: (role: string) => unknown,
  ) =>
  async ({ call, make, api }: Manager) => {
    const role = (await make('roles', newRole)).id;
    const app = (await make('applications', machine)).id;
    await api('POST', `applications/${app}/roles`, { roleIds: [role] });
    return call(method, path({ app, role }), body?.(role));
  };

const roles = [
  managed(
    'application: its roles replaced',
    async ({ call, make }) => {
      const role = (await make('roles', newRole)).id;
      const app = (await make('applications', machine)).id;
      return call('PUT', `applications/${app}/roles`, { roleIds: [role] });
    },
    { status: 200, headers: { 'content-type': /^text\/plain/ }, text: /^OK$/ },
  ),
  about(
    'its roles replaced by none',
    ['PUT', `${own}/roles`, { roleIds: [] }],
    nothingToChange,
    machine,
  ),
  about('roles of one that has none', ['GET', `${own}/roles`], notMachine),
  about(
    'an unknown role',
    ['POST', `${own}/roles`, { roleIds: ['nope'] }],
    notFound('roles', 'nope'),
    machine,
  ),
  about(
    'no role',
    ['POST', `${own}/roles`, { roleIds: [] }],
    answers(201, { roleIds: [], addedRoleIds: [] }),
    machine,
  ),
  managed(
    'application: its roles',
    withRole('GET', ({ app }) => `applications/${app}/roles`),
    answers(200, [{ tenantId: 'default', id: id(21), ...newRole, isDefault: false }]),
  ),
  managed(
    'application: a role given twice',
    withRole(
      'POST',
      ({ app }) => `applications/${app}/roles`,
      (role) => ({ roleIds: [role] }),
    ),
    answers(201, { roleIds: [id(21)], addedRoleIds: [] }),
  ),
  managed(
    'application: a role taken away',
    withRole('DELETE', ({ app, role }) => `applications/${app}/roles/${role}`),
    empty,
  ),
  managed(
    'application: a role it has not, taken away',
    withRole('DELETE', ({ app }) => `applications/${app}/roles/nope`),
    gone,
  ),
  managed(
    'application: a role of people',
    async ({ call, make }) => {
      const role = await make('roles', { ...newRole, type: 'User' });
      const app = await make('applications', machine);
      return call('POST', `applications/${app.id}/roles`, { roleIds: [role.id] });
    },
    refused(
      422,
      'application.invalid_role_type',
      'Can not assign user type role to machine to machine application.',
    ),
  ),
];

export const managementSecretCases = [...secrets, ...roles];
