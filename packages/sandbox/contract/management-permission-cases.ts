/** The contract of `/api/resources`: what there are permissions of. */
import { z } from 'zod';
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
  simple,
} from './management-flows.ts';

const INDICATOR = 'https://permissions.example.test';
export const resource = {
  tenantId: 'default',
  id: id(21),
  name: 'api',
  indicator: INDICATOR,
  isDefault: false,
  accessTokenTtl: 3600,
};
export const scope = {
  tenantId: 'default',
  id: id(21),
  resourceId: id(21),
  name: 'read:it',
  description: null,
  createdAt: moment,
};
export const role = {
  tenantId: 'default',
  id: id(21),
  name: 'contract role',
  description: 'd',
  type: 'User',
  isDefault: false,
};
export const newRole = { name: role.name, description: 'd' };
const noManagement = (verb: string) =>
  refused(400, `resource.cannot_${verb}_management_api`, `Cannot ${verb} Logto Management API.`);

type Ids = { resource: string; scope: string; role: string };
type Step = [method: string, path: string | ((ids: Ids) => string), body?: unknown];

/** With a resource, one permission of it, and a role that has the permission. */
export const prepared = (
  name: string,
  [method, path, body]: Step,
  expect: Parameters<typeof managed>[2],
) =>
  managed(
    name,
    async ({ call, make, api }: Manager) => {
      const made = await make('resources', { name: 'api', indicator: INDICATOR });
      const permission = await api<{ id: string }>('POST', `resources/${made.id}/scopes`, {
        name: scope.name,
      });
      const holder = await make('roles', { ...newRole, scopeIds: [permission.id] });
      const ids = { resource: made.id, scope: permission.id, role: holder.id };
      const filled = JSON.parse(
        JSON.stringify(body ?? null).replace(/":(resource|scope|role)"/g, (_, key: keyof Ids) =>
          JSON.stringify(ids[key]),
        ),
      );
      return call(method, typeof path === 'string' ? path : path(ids), filled ?? undefined);
    },
    expect,
  );

const resources = [
  managed(
    'resource: made',
    async ({ call, api }) => {
      const answer = await call('POST', 'resources', { name: 'api', indicator: INDICATOR });
      await api('DELETE', `resources/${(answer.body as { id: string }).id}`);
      return answer;
    },
    answers(201, { ...resource, scopes: [] }),
  ),
  simple(
    'resource: without anything',
    ['POST', 'resources', {}],
    invalid([missing(['name'], 'string'), missing(['indicator'], 'string')]),
  ),
  prepared(
    'resource: an indicator that is taken',
    ['POST', 'resources', { name: 'x', indicator: INDICATOR }],
    refused(
      422,
      'resource.resource_identifier_in_use',
      `The API identifier ${INDICATOR} is already in use`,
    ),
  ),
  prepared(
    'resource: one',
    ['GET', ({ resource: one }) => `resources/${one}`],
    answers(200, resource),
  ),
  prepared('resource: all, with their permissions', ['GET', 'resources?includeScopes=true'], {
    status: 200,
    body: z
      .array(z.looseObject({ scopes: z.array(z.looseObject({ name: z.string() })) }))
      .refine((all) => all.some(({ scopes: [first] }) => first?.name === scope.name))
      .refine((all) => all.some(({ id: one }) => one === 'management-api')),
  }),
  prepared(
    'resource: changed, but for the indicator',
    [
      'PATCH',
      ({ resource: one }) => `resources/${one}`,
      { name: 'other', accessTokenTtl: 60, indicator: 'https://other' },
    ],
    answers(200, { ...resource, name: 'other', accessTokenTtl: 60 }),
  ),
  prepared(
    'resource: nothing changed',
    ['PATCH', ({ resource: one }) => `resources/${one}`, {}],
    nothingToChange,
  ),
  simple(
    'resource: changing the Management API',
    ['PATCH', 'resources/management-api', { name: 'x' }],
    noManagement('modify'),
  ),
  simple('resource: removing it', ['DELETE', 'resources/management-api'], noManagement('delete')),
  simple('resource: unknown', ['GET', 'resources/nope'], notFound('resources', 'nope')),
];

const scopes = [
  prepared(
    'scope: of a name that is taken',
    ['POST', ({ resource: one }) => `resources/${one}/scopes`, { name: scope.name }],
    refused(422, 'scope.name_exists', `The scope name ${scope.name} is already in use`),
  ),
  prepared(
    'scope: with a space',
    ['POST', ({ resource: one }) => `resources/${one}/scopes`, { name: 'read it' }],
    refused(400, 'scope.name_with_space', 'The name of the scope cannot contain any spaces.'),
  ),
  prepared(
    'scope: made',
    ['POST', ({ resource: one }) => `resources/${one}/scopes`, { name: 'b', description: 'B' }],
    answers(201, { ...scope, name: 'b', description: 'B' }),
  ),
  prepared(
    'scope: all',
    ['GET', ({ resource: one }) => `resources/${one}/scopes`],
    answers(200, [scope]),
  ),
  simple('scope: of an unknown resource', ['GET', 'resources/nope/scopes'], answers(200, [])),
  prepared(
    'scope: changed',
    [
      'PATCH',
      ({ resource: one, scope: permission }) => `resources/${one}/scopes/${permission}`,
      { description: 'other' },
    ],
    answers(200, { ...scope, description: 'other' }),
  ),
  prepared(
    'scope: changing none',
    ['PATCH', ({ resource: one }) => `resources/${one}/scopes/nope`, { description: 'x' }],
    refused(404, 'entity.not_exists', 'The scope does not exist.'),
  ),
  prepared(
    'scope: removed',
    ['DELETE', ({ resource: one, scope: permission }) => `resources/${one}/scopes/${permission}`],
    empty,
  ),
  prepared(
    'scope: removing none',
    ['DELETE', ({ resource: one }) => `resources/${one}/scopes/nope`],
    gone,
  ),
];

export const managementPermissionCases = [...resources, ...scopes];
