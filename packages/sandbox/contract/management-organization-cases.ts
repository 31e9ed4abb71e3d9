/** The contract of `/api/organizations`: themselves and their members. */
import { z } from 'zod';
import {
  type Bench,
  CREATED,
  created,
  FOREIGN_KEY,
  invalid,
  managed,
  NO_CONTENT,
  NOT_FOUND,
  ok,
  refused,
} from './management-bench.ts';
import type { Case } from './shapes.ts';

type Expect = Parameters<typeof managed>[2];
const shown = z.strictObject({
  tenantId: z.string(),
  id: z.string().regex(/^[a-z0-9]{12}$/),
  name: z.string(),
  description: z.null(),
  customData: z.strictObject({}),
  isMfaRequired: z.literal(false),
  color: z.strictObject({}),
  branding: z.strictObject({}),
  customCss: z.null(),
  createdAt: z.number().min(1e12),
});
const role = z.strictObject({
  tenantId: z.string(),
  id: z.string().length(21),
  name: z.string(),
  description: z.null(),
  type: z.literal('User'),
});
const named = z.strictObject({ id: z.string(), name: z.string() });
const unknown = () => refused(404, 'entity.not_exists_with_id');
const notUpdated = () => refused(404, 'entity.not_exists');

/** `:id` is that of an organization made for the case. */
const about = (
  name: string,
  [method, path, body]: [method: string, path: string, body?: object],
  expect: Expect,
  fields: object = {},
): Case =>
  managed(
    `organization: ${name}`,
    async ({ organization, call }) => {
      const { id } = await organization(fields);
      return call(method, path.replace(':id', id), body);
    },
    expect,
  );

const organizations: Case[] = [
  managed(
    'organization: made, of a name that another has',
    async ({ organization, call, api, unique, finally: undo }) => {
      const name = unique();
      await organization({ name });
      const answer = await call('POST', 'organizations', { name });
      undo(() => api('DELETE', `organizations/${(answer.body as { id: string }).id}`));
      return answer;
    },
    () => created(shown),
  ),
  about('without a name', ['POST', 'organizations', {}], () => invalid('name')),
  about('with an empty name', ['POST', 'organizations', { name: '' }], () => invalid('name')),
  about('one', ['GET', 'organizations/:id'], () => ok(shown)),
  about('unknown', ['GET', 'organizations/nope'], unknown),
  about('found by its id', ['GET', 'organizations?q=:id&page=1&page_size=5'], () => ({
    status: 200,
    headers: { 'total-number': '1', link: /rel="first".*rel="last"/ },
    body: z.tuple([shown]),
  })),
  about('with its people', ['GET', 'organizations?q=:id&showFeatured=true'], () =>
    ok(z.tuple([shown.extend({ usersCount: z.literal(0), featuredUsers: z.tuple([]) })])),
  ),
  about('a page that is none', ['GET', 'organizations?page=0'], () =>
    refused(400, 'guard.invalid_pagination'),
  ),
  about(
    'custom data is replaced whole',
    ['PATCH', 'organizations/:id', { customData: { b: 2 }, isMfaRequired: true, x: 1 }],
    () =>
      ok(
        shown.extend({
          customData: z.strictObject({ b: z.literal(2) }),
          isMfaRequired: z.literal(true),
        }),
      ),
    { customData: { a: 1 } },
  ),
  about('nothing to change', ['PATCH', 'organizations/:id', {}], () =>
    refused(422, 'entity.invalid_input'),
  ),
  about('a name that is a number', ['PATCH', 'organizations/:id', { name: 5 }], () =>
    invalid('name'),
  ),
  about('changing none', ['PATCH', 'organizations/nope', { name: 'x' }], notUpdated),
  about('removed', ['DELETE', 'organizations/:id'], () => NO_CONTENT),
  about('removing none', ['DELETE', 'organizations/nope'], () => NOT_FOUND),
];

/** `:org` and `:user` are a member's, with a role if `roles`; `:role` is a role's id. */
const member = (
  name: string,
  [method, path, body]: [
    method: string,
    path: string,
    body?: (ids: { user: string; role: string }) => object,
  ],
  expect: Expect,
  { has = true } = {},
): Case =>
  managed(
    `members: ${name}`,
    async (bench: Bench) => {
      const made = await bench.role();
      const { organization, user } = await bench.member(has ? [made.id] : []);
      const asked = path
        .replace(':org', organization.id)
        .replace(':user', user.id)
        .replace(':role', made.id);
      return bench.call(method, asked, body?.({ user: user.id, role: made.id }));
    },
    expect,
  );
const users = 'organizations/:org/users';
const roles = `${users}/:user/roles`;
const none = { has: false };
const listed = z.tuple([
  z.looseObject({
    id: z.string(),
    primaryEmail: z.string(),
    isSuspended: z.literal(false),
    hasPassword: z.undefined().optional(),
    organizationRoles: z.tuple([named]),
  }),
]);
const people: Case[] = [
  member('all', ['GET', users], () => ({
    status: 200,
    headers: { 'total-number': '1' },
    body: listed,
  })),
  member('searched', ['GET', `${users}?q=CASE`], () => ok(listed)),
  member('searched in vain', ['GET', `${users}?q=nobody`], () => ok(z.tuple([]))),
  member('with a role', ['GET', `${users}?organizationRoleId=:role`], () => ok(listed)),
  member(
    'with a role, none',
    ['GET', `${users}?organizationRoleId=:role`],
    () => ok(z.tuple([])),
    none,
  ),
  member('of an unknown organization', ['GET', 'organizations/nope/users'], () => ok(z.tuple([]))),
  member('added twice', ['POST', users, ({ user }) => ({ userIds: [user, user] })], () =>
    created(z.strictObject({ userIds: z.tuple([z.string(), z.string()]) })),
  ),
  member('nobody added', ['POST', users, () => ({ userIds: [] })], () => invalid('userIds')),
  member(
    'somebody unknown added',
    ['POST', users, () => ({ userIds: ['nope'] })],
    () => FOREIGN_KEY,
  ),
  member(
    'added to an unknown organization',
    ['POST', 'organizations/nope/users', ({ user }) => ({ userIds: [user] })],
    () => FOREIGN_KEY,
  ),
  member('replaced', ['PUT', users, ({ user }) => ({ userIds: [user] })], () => NO_CONTENT),
  member('replaced by nobody', ['PUT', users, () => ({ userIds: [] })], () => NO_CONTENT),
  member(
    'replaced by somebody unknown',
    ['PUT', users, () => ({ userIds: ['x'] })],
    () => FOREIGN_KEY,
  ),
  member('removed', ['DELETE', `${users}/:user`], () => NO_CONTENT),
  member('removed, and was none', ['DELETE', `${users}/nope`], () => NOT_FOUND),
  member("'s organizations", ['GET', 'users/:user/organizations'], () =>
    ok(z.tuple([shown.extend({ organizationRoles: z.tuple([named]) })])),
  ),

  member('roles', ['GET', roles], () => ok(z.tuple([role]))),
  member('roles, a page', ['GET', `${roles}?page=1`], () => ({
    status: 200,
    headers: { 'total-number': '1' },
    body: z.tuple([role]),
  })),
  member('roles of somebody who is none', ['GET', `${users}/nope/roles`], () =>
    refused(422, 'organization.require_membership'),
  ),
  member(
    'role added',
    ['POST', roles, ({ role: id }) => ({ organizationRoleIds: [id] })],
    () => created(z.strictObject({ organizationRoleIds: z.tuple([z.string()]) })),
    none,
  ),
  member(
    'role added by its name, unknown',
    ['POST', roles, () => ({ organizationRoleNames: ['nope'] })],
    () => refused(422, 'organization.role_names_not_found'),
  ),
  member(
    'unknown role added',
    ['POST', roles, () => ({ organizationRoleIds: ['x'] })],
    () => FOREIGN_KEY,
  ),
  member('no role added', ['POST', roles, () => ({})], () => refused(422, 'entity.invalid_input')),
  member('roles replaced', ['PUT', roles, () => ({ organizationRoleIds: [] })], () => NO_CONTENT),
  member('role removed', ['DELETE', `${roles}/:role`], () => NO_CONTENT),
  member('role removed that is not there', ['DELETE', `${roles}/:role`], () => NOT_FOUND, none),
  member(
    'roles for several at once',
    [
      'POST',
      `${users}/roles`,
      ({ user, role: id }) => ({ userIds: [user], organizationRoleIds: [id] }),
    ],
    () => CREATED,
  ),
  member(
    'roles for somebody who is no member',
    [
      'POST',
      `${users}/roles`,
      ({ role: id }) => ({ userIds: ['nope'], organizationRoleIds: [id] }),
    ],
    () => FOREIGN_KEY,
  ),
  member('permissions, none', ['GET', `${users}/:user/scopes`], () => ok(z.tuple([]))),
  member('permissions of nobody', ['GET', `${users}/nope/scopes`], () => ok(z.tuple([]))),
];

export const managementOrganizationCases: Case[] = [...organizations, ...people];
