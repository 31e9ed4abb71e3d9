/** The contract of `/api/roles`: what they permit, and who has them. */
import { z } from 'zod';
import {
  answers,
  created,
  empty,
  gone,
  includes,
  invalid,
  type Manager,
  managed,
  missing,
  notFound,
  nothingToChange,
  refused,
  simple,
} from './management-flows.ts';
import { newRole, prepared, resource, role, scope } from './management-permission-cases.ts';

const roles = [
  managed(
    'role: made',
    async ({ call, api }) => {
      const answer = await call('POST', 'roles', newRole);
      await api('DELETE', `roles/${(answer.body as { id: string }).id}`);
      return answer;
    },
    answers(200, role),
  ),
  simple(
    'role: without a description',
    ['POST', 'roles', { name: 'x' }],
    invalid([missing(['description'], 'string')]),
  ),
  prepared(
    'role: of a name that is taken',
    ['POST', 'roles', newRole],
    refused(422, 'role.name_in_use', `This role name ${role.name} is already in use`),
  ),
  prepared(
    'role: found by name, with who has it',
    ['GET', 'roles?search.name=contract%20role&mode.name=exact'],
    answers(200, [
      { ...role, usersCount: 0, featuredUsers: [], applicationsCount: 0, featuredApplications: [] },
    ]),
  ),
  simple('role: that of the Management API', ['GET', 'roles?type=MachineToMachine'], {
    status: 200,
    body: z
      .array(z.looseObject({ name: z.string() }))
      .refine((all) => all.some(({ name }) => name === 'Logto Management API access')),
  }),
  simple(
    'role: searched by an unknown field',
    ['GET', 'roles?search.type=x'],
    refused(
      400,
      'request.invalid_input',
      'Input is invalid. Search field `type` is not valid, expect one of id, name, description.',
      { data: {} },
    ),
  ),
  prepared(
    'role: changed',
    ['PATCH', ({ role: one }) => `roles/${one}`, { description: 'x', type: 'MachineToMachine' }],
    answers(200, { ...role, description: 'x' }),
  ),
  prepared(
    'role: nothing changed',
    ['PATCH', ({ role: one }) => `roles/${one}`, {}],
    nothingToChange,
  ),
  simple('role: unknown', ['GET', 'roles/nope'], notFound('roles', 'nope')),
  prepared(
    'role: its permissions',
    ['GET', ({ role: one }) => `roles/${one}/scopes`],
    answers(200, [{ ...scope, resource }]),
  ),
  prepared(
    'role: a permission twice',
    ['POST', ({ role: one }) => `roles/${one}/scopes`, { scopeIds: [':scope'] }],
    includes(422, { code: 'role.scope_exists' }),
  ),
  prepared(
    'role: no permission',
    ['POST', ({ role: one }) => `roles/${one}/scopes`, { scopeIds: [] }],
    includes(400, { code: 'guard.invalid_input' }),
  ),
  prepared(
    'role: an unknown permission',
    ['POST', ({ role: one }) => `roles/${one}/scopes`, { scopeIds: ['nope'] }],
    notFound('scopes', 'nope'),
  ),
  prepared(
    'role: the Management API for people',
    ['POST', ({ role: one }) => `roles/${one}/scopes`, { scopeIds: ['management-api-all'] }],
    refused(
      400,
      'role.management_api_scopes_not_assignable_to_user_role',
      'Cannot assign Management API scopes to a user role.',
    ),
  ),
  prepared(
    'role: a permission taken away',
    ['DELETE', ({ role: one, scope: permission }) => `roles/${one}/scopes/${permission}`],
    empty,
  ),
  prepared(
    'role: a permission it has not, taken away',
    ['DELETE', ({ role: one }) => `roles/${one}/scopes/nope`],
    gone,
  ),
];

const member = (
  name: string,
  step: (manager: Manager, ids: { role: string; user: string }) => ReturnType<Manager['call']>,
  expect: Parameters<typeof managed>[2],
) =>
  managed(
    `role: ${name}`,
    async (manager) => {
      const made = await manager.make('roles', newRole);
      const { id: user } = manager.target.user;
      await manager.api('POST', `roles/${made.id}/users`, { userIds: [user] });
      return step(manager, { role: made.id, user });
    },
    expect,
  );

const members = [
  simple(
    'role: nobody',
    ['POST', 'roles/nope/users', { userIds: ['x'] }],
    notFound('roles', 'nope'),
  ),
  prepared(
    'role: an unknown person',
    ['POST', ({ role: one }) => `roles/${one}/users`, { userIds: ['nope'] }],
    gone,
  ),
  managed(
    'role: given to somebody',
    async ({ call, make, target }) => {
      const made = await make('roles', newRole);
      return call('POST', `roles/${made.id}/users`, { userIds: [target.user.id] });
    },
    created,
  ),
  managed(
    'role: of machines, given to somebody',
    async ({ call, make, target }) => {
      const made = await make('roles', { ...newRole, type: 'MachineToMachine' });
      return call('POST', `roles/${made.id}/users`, { userIds: [target.user.id] });
    },
    refused(422, 'entity.db_constraint_violated', 'Database constraint violated.'),
  ),
  member(
    'who has it',
    ({ call }, ids) => call('GET', `roles/${ids.role}/users`),
    ({ user }) => ({
      status: 200,
      body: z.tuple([z.looseObject({ id: z.literal(user.id), hasPassword: z.literal(true) })]),
    }),
  ),
  member(
    'who has it, in the list of roles',
    ({ call }, ids) => call('GET', `roles?search.id=${ids.role}`),
    ({ user }) => ({
      status: 200,
      body: z.tuple([
        z.looseObject({
          usersCount: z.literal(1),
          featuredUsers: z.tuple([
            z.strictObject({
              id: z.literal(user.id),
              avatar: z.string().nullable(),
              name: z.string().nullable(),
            }),
          ]),
        }),
      ]),
    }),
  ),
  member(
    'given twice',
    ({ call }, { role: one, user }) => call('POST', `roles/${one}/users`, { userIds: [user] }),
    ({ user }) =>
      refused(422, 'role.user_exists', `The user id ${user.id} is already been added to this role`),
  ),
  member(
    'taken from somebody',
    ({ call }, { role: one, user }) => call('DELETE', `roles/${one}/users/${user}`),
    empty,
  ),
  member(
    'taken from somebody who has it not',
    ({ call }, { role: one }) => call('DELETE', `roles/${one}/users/nope`),
    gone,
  ),
  managed(
    'role: the applications that have it',
    async ({ call, make, api }) => {
      const made = await make('roles', { ...newRole, type: 'MachineToMachine' });
      const app = await make('applications', { name: 'machine', type: 'MachineToMachine' });
      await api('POST', `roles/${made.id}/applications`, { applicationIds: [app.id] });
      return call('GET', `roles/${made.id}/applications`);
    },
    { status: 200, body: z.tuple([z.looseObject({ name: z.literal('machine') })]) },
  ),
];

export const managementRoleCases = [...roles, ...members];
