/** `/api/users/:userId/roles` and `/organizations`: what somebody may, and where. */
import { z } from 'zod/v3';
import { shown } from '../entities.ts';
import { LogtoError } from '../errors.ts';
import { byIds } from '../tenant.ts';
import { found, ids, unlink } from './common.ts';
import { rolesInside } from './organization-users.ts';
import { type ManagementApi, type ManagementTable, paged, route } from './route.ts';
import { searching } from './search.ts';
import { findUser } from './users.ts';

const rolesBody = z.object({ roleIds: ids });

export function userRoleRoutes({ tenant }: ManagementApi): ManagementTable {
  const { roles, organizations } = tenant;
  return {
    'GET /api/users/:userId/roles': route({}, ({ params, query }) => {
      const user = findUser(tenant, params.userId);
      const matches = searching(query, ['id', 'name', 'description']);
      return paged(byIds(roles, user.roleIds).filter(matches).reverse().map(shown));
    }),

    'POST /api/users/:userId/roles': route(
      { body: rolesBody, status: 201 },
      ({ params, body: { roleIds } }) => {
        const user = findUser(tenant, params.userId);
        const addedRoleIds = roleIds.filter((id) => !user.roleIds.includes(id));
        if (byIds(roles, addedRoleIds).some(({ type }) => type !== 'User')) {
          throw new LogtoError(422, 'user.invalid_role_type');
        }
        for (const id of addedRoleIds) found(roles.get(id), 'roles', id);
        user.roleIds.push(...addedRoleIds);
        return { roleIds, addedRoleIds };
      },
    ),

    'PUT /api/users/:userId/roles': route(
      { body: rolesBody },
      ({ params, body: { roleIds: given } }) => {
        const user = findUser(tenant, params.userId);
        const roleIds = [...new Set(given)];
        for (const id of roleIds) found(roles.get(id), 'roles', id);
        user.roleIds = roleIds;
        return { roleIds };
      },
    ),

    'DELETE /api/users/:userId/roles/:roleId': route({}, ({ params }) => {
      unlink(tenant.users.get(params.userId ?? '')?.roleIds ?? [], params.roleId ?? '');
      return undefined;
    }),

    'GET /api/users/:userId/organizations': route({}, ({ params }) => {
      const user = findUser(tenant, params.userId);
      return byIds(organizations, Object.keys(user.organizations)).map((one) => ({
        ...shown(one),
        organizationRoles: rolesInside(tenant, user, one.id),
      }));
    }),
  };
}
