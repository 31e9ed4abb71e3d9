/** The contract of the organization template: permissions and roles of all organizations. */
import { z } from 'zod';
import {
  type Bench,
  CREATED,
  FOREIGN_KEY,
  invalid,
  managed,
  NO_CONTENT,
  NOT_FOUND,
  NOT_UNIQUE,
  ok,
  refused,
} from './management-bench.ts';
import type { Case } from './shapes.ts';

type Expect = Parameters<typeof managed>[2];
type Ids = { role: string; scope: string; org: string; resourceScope: string; connector: string };
const named = { tenantId: z.string(), id: z.string().length(21), name: z.string() };
const scope = z.strictObject({ ...named, description: z.null() });
export const role = z.strictObject({ ...named, description: z.null(), type: z.literal('User') });

/** An organization that a role and an address' domain are given to just in time; the role has the scope. */
export const about = (
  name: string,
  [method, path, body]: [method: string, path: string, body?: (ids: Ids) => object],
  expect: Expect,
): Case =>
  managed(
    `template: ${name}`,
    async (bench: Bench) => {
      const { api, call, target } = bench;
      const made = await bench.scope();
      const resource = await bench.make('resources', {
        name: 'r',
        indicator: `https://${bench.unique()}.test`,
      });
      const inside = await api<{ id: string }>('POST', `resources/${resource.id}/scopes`, {
        name: 'read',
      });
      const own = await bench.role({
        organizationScopeIds: [made.id],
        resourceScopeIds: [inside.id],
      });
      const { id: org } = await bench.organization();
      const jit = `organizations/${org}/jit`;
      await api('POST', `${jit}/roles`, { organizationRoleIds: [own.id] });
      await api('POST', `${jit}/email-domains`, { emailDomain: 'Case.test' });
      await api('POST', `${jit}/sso-connectors`, { ssoConnectorIds: [target.connector.id] });
      const ids = {
        role: own.id,
        scope: made.id,
        org,
        resourceScope: inside.id,
        connector: target.connector.id,
        name: own.name,
        scopeName: made.name,
      };
      const asked = path.replace(/:(\w+)/g, (_, key: keyof Ids) => ids[key]);
      return call(method, asked, body?.(ids));
    },
    expect,
  );
export const unknown = () => refused(404, 'entity.not_exists_with_id');

const scopes: Case[] = [
  about('a permission', ['GET', 'organization-scopes/:scope'], () => ok(scope)),
  about('permissions, searched', ['GET', 'organization-scopes?q=:scopeName'], () =>
    ok(z.tuple([scope])),
  ),
  about('an unknown permission', ['GET', 'organization-scopes/nope'], unknown),
  about('a permission without a name', ['POST', 'organization-scopes', () => ({})], () =>
    invalid('name'),
  ),
  about(
    'a permission changed',
    ['PATCH', 'organization-scopes/:scope', () => ({ description: 'd' })],
    () => ok(scope.extend({ description: z.literal('d') })),
  ),
  about('a permission not changed', ['PATCH', 'organization-scopes/:scope', () => ({})], () =>
    refused(422, 'entity.invalid_input'),
  ),
  about('a permission removed', ['DELETE', 'organization-scopes/:scope'], () => NO_CONTENT),
  about('an unknown permission removed', ['DELETE', 'organization-scopes/nope'], () => NOT_FOUND),
  managed(
    'template: a permission of a name that is taken',
    async (bench) =>
      bench.call('POST', 'organization-scopes', { name: (await bench.scope()).name }),
    () => NOT_UNIQUE,
  ),
];

const own = 'organization-roles/:role';
const roles: Case[] = [
  about('a role', ['GET', own], () => ok(role)),
  about('roles, searched, with their permissions', ['GET', 'organization-roles?q=:name'], () => ({
    status: 200,
    headers: { 'total-number': '1' },
    body: z.tuple([
      role.extend({
        scopes: z.tuple([z.strictObject({ id: z.string(), name: z.string() })]),
        resourceScopes: z.tuple([
          z.strictObject({
            id: z.string(),
            name: z.literal('read'),
            resource: z.strictObject({ id: z.string(), name: z.literal('r') }),
          }),
        ]),
      }),
    ]),
  })),
  about('an unknown role', ['GET', 'organization-roles/nope'], () => NOT_FOUND),
  about(
    'a role of an unknown kind',
    ['POST', 'organization-roles', () => ({ name: 'x', type: 'No' })],
    () => invalid('type'),
  ),
  about(
    'a role with unknown permissions',
    ['POST', 'organization-roles', () => ({ name: 'x', organizationScopeIds: ['nope'] })],
    () => FOREIGN_KEY,
  ),
  managed(
    'template: a role of a name that is taken',
    async (bench) => bench.call('POST', 'organization-roles', { name: (await bench.role()).name }),
    () => NOT_UNIQUE,
  ),
  about('a role changed', ['PATCH', own, () => ({ description: 'd' })], () =>
    ok(role.extend({ description: z.literal('d') })),
  ),
  about('an unknown role removed', ['DELETE', 'organization-roles/nope'], () => NOT_FOUND),
  about('its permissions', ['GET', `${own}/scopes`], () => ok(z.tuple([scope]))),
  about(
    'a permission added',
    ['POST', `${own}/scopes`, (ids) => ({ organizationScopeIds: [ids.scope] })],
    () => CREATED,
  ),
  about(
    'an unknown permission added',
    ['POST', `${own}/scopes`, () => ({ organizationScopeIds: ['x'] })],
    () => FOREIGN_KEY,
  ),
  about(
    'permissions replaced',
    ['PUT', `${own}/scopes`, () => ({ organizationScopeIds: [] })],
    () => NO_CONTENT,
  ),
  about('a permission taken away', ['DELETE', `${own}/scopes/:scope`], () => NO_CONTENT),
  about(
    'a permission taken away that it has not',
    ['DELETE', `${own}/scopes/nope`],
    () => NOT_FOUND,
  ),
  about(
    'permissions of an unknown role',
    ['GET', 'organization-roles/nope/scopes'],
    () => NOT_FOUND,
  ),
  about('its permissions of APIs', ['GET', `${own}/resource-scopes`], () =>
    ok(
      z.tuple([
        z.strictObject({
          ...named,
          resourceId: z.string(),
          description: z.null(),
          createdAt: z.number(),
        }),
      ]),
    ),
  ),
  about(
    'a permission of an API added',
    ['POST', `${own}/resource-scopes`, (ids) => ({ scopeIds: [ids.resourceScope] })],
    () => CREATED,
  ),
  about(
    'permissions of APIs replaced',
    ['PUT', `${own}/resource-scopes`, () => ({ scopeIds: [] })],
    () => NO_CONTENT,
  ),
];

export const managementTemplateCases: Case[] = [...scopes, ...roles];
