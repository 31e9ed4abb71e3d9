/** `/api/organizations/:id/users`: members and their roles. */
import { z } from 'zod/v3';
import { shown } from '../entities.ts';
import { LogtoError } from '../errors.ts';
import { join, membersOf } from '../membership.ts';
import { byIds, type LogtoUser, type Tenant } from '../tenant.ts';
import { deleted, ids, refusal, unlink } from './common.ts';
import { containing } from './organizations.ts';
import {
  CREATED,
  type ManagementApi,
  type ManagementTable,
  optionallyPaged,
  paged,
  route,
} from './route.ts';
import { userInfo } from './users.ts';

const SEARCHED = ['id', 'primaryEmail', 'primaryPhone', 'username', 'name'] as const;
const rolesBody = z.object({
  organizationRoleIds: ids.optional(),
  organizationRoleNames: ids.optional(),
});

const byName = (one: { name: string }, other: { name: string }) =>
  one.name.localeCompare(other.name);

/** Somebody's roles in an organization, as lists of people and of organizations show them. */
export const rolesInside = (tenant: Tenant, user: LogtoUser, organizationId: string) =>
  byIds(tenant.organizationRoles, user.organizations[organizationId] ?? [])
    .map(({ id, name }) => ({ id, name }))
    .sort(byName);

export function organizationUserRoutes({ tenant }: ManagementApi): ManagementTable {
  const { users, organizations, organizationRoles } = tenant;

  const foreignKey = () => new LogtoError(422, 'entity.relation_foreign_key_not_found');
  const requireKnown = (id = '', userIds: readonly string[]) => {
    const unknown = !organizations.has(id) || !userIds.every((one) => users.has(one));
    if (unknown) throw foreignKey();
  };
  const requireRoles = (roleIds: readonly string[]) => {
    if (!roleIds.every((id) => organizationRoles.has(id))) throw foreignKey();
  };
  /** The ids of the member's roles, to change. @throws 422 for somebody who is no member. */
  const rolesOf = (params: Record<string, string>) => {
    const { id = '', userId = '' } = params;
    const roleIds = users.get(userId)?.organizations[id];
    if (!roleIds) throw new LogtoError(422, 'organization.require_membership');
    return roleIds;
  };
  const wantedRoles = (body: z.infer<typeof rolesBody>) => {
    const { organizationRoleIds = [], organizationRoleNames: names = [] } = body;
    const named = [...organizationRoles.values()].filter(({ name }) => names.includes(name));
    const missing = names.filter((name) => !named.some((role) => role.name === name));
    if (missing.length > 0) {
      const why = `Invalid role names detected: ${missing.join(', ')}. Please create these roles first before proceeding.`;
      throw refusal(422, 'organization.role_names_not_found', why);
    }
    const wanted = [...new Set([...organizationRoleIds, ...named.map(({ id }) => id)])];
    requireRoles(wanted);
    return wanted;
  };

  return {
    // An organization that isn't there has no members: no 404.
    'GET /api/organizations/:id/users': route({}, ({ params: { id = '' }, query }) => {
      const matches = containing(query, SEARCHED);
      const roleId = query.get('organizationRoleId');
      const members = membersOf(tenant, id)
        .filter((user) => !roleId || user.organizations[id]?.includes(roleId))
        .filter(matches)
        .sort((one, other) => (one.id < other.id ? -1 : 1));
      return paged(
        members.map((user) => ({
          ...userInfo(user),
          organizationRoles: rolesInside(tenant, user, id),
        })),
      );
    }),

    'POST /api/organizations/:id/users': route(
      { body: z.object({ userIds: ids.nonempty() }), status: 201 },
      ({ params: { id = '' }, body: { userIds } }) => {
        requireKnown(id, userIds);
        for (const user of byIds(users, userIds)) join(user, id);
        return { userIds };
      },
    ),

    'PUT /api/organizations/:id/users': route(
      { body: z.object({ userIds: ids }) },
      ({ params: { id = '' }, body: { userIds } }) => {
        if (userIds.length > 0) requireKnown(id, userIds);
        for (const user of membersOf(tenant, id)) {
          if (!userIds.includes(user.id)) delete user.organizations[id];
        }
        for (const user of byIds(users, userIds)) join(user, id);
        return undefined;
      },
    ),

    'DELETE /api/organizations/:id/users/:userId': route({}, ({ params }) => {
      const { id = '', userId = '' } = params;
      const user = users.get(userId);
      deleted(user?.organizations[id] !== undefined);
      delete user?.organizations[id];
      return undefined;
    }),

    'POST /api/organizations/:id/users/roles': route(
      { body: z.object({ userIds: ids.nonempty(), organizationRoleIds: ids.nonempty() }) },
      ({ params: { id = '' }, body: { userIds, organizationRoleIds } }) => {
        const members = userIds.map((userId) => users.get(userId));
        if (!members.every((user) => user?.organizations[id])) throw foreignKey();
        requireRoles(organizationRoleIds);
        for (const user of members) if (user) join(user, id, organizationRoleIds);
        return CREATED;
      },
    ),

    'GET /api/organizations/:id/users/:userId/roles': route({}, ({ params }) =>
      optionallyPaged(byIds(organizationRoles, rolesOf(params)).map(shown)),
    ),

    'POST /api/organizations/:id/users/:userId/roles': route(
      { body: rolesBody, status: 201 },
      ({ params, body }) => {
        const known = rolesOf(params);
        const wanted = wantedRoles(body);
        if (wanted.length === 0) throw new LogtoError(422, 'entity.invalid_input');
        known.push(...wanted.filter((id) => !known.includes(id)));
        return { organizationRoleIds: wanted };
      },
    ),

    'PUT /api/organizations/:id/users/:userId/roles': route(
      { body: rolesBody },
      ({ params, body }) => {
        const known = rolesOf(params);
        known.splice(0, known.length, ...wantedRoles(body));
        return undefined;
      },
    ),

    'DELETE /api/organizations/:id/users/:userId/roles/:organizationRoleId': route(
      {},
      ({ params }) => {
        unlink(rolesOf(params), params.organizationRoleId ?? '');
        return undefined;
      },
    ),

    // Somebody who is no member has no permission here: no 422.
    'GET /api/organizations/:id/users/:userId/scopes': route({}, ({ params }) => {
      const { id = '', userId = '' } = params;
      const roles = byIds(organizationRoles, users.get(userId)?.organizations[id] ?? []);
      const scopeIds = roles.flatMap((role) => role.scopeIds);
      return byIds(tenant.organizationScopes, scopeIds).map(shown);
    }),
  };
}
