/** `/api/roles/:id/users` and `/applications`: who has a role. */
import { z } from 'zod/v3';
import { type RoleType, shown } from '../entities.ts';
import { LogtoError } from '../errors.ts';
import { deleted, found, ids, refusal, unlink } from './common.ts';
import { findRole } from './roles.ts';
import { CREATED, type ManagementApi, type ManagementTable, paged, route } from './route.ts';
import { searching } from './search.ts';
import { userBody } from './users.ts';

type Holder = { roleIds: string[] };

/** The database keeps roles of people and of machines apart. */
function requireType(role: { type: RoleType }, wanted: RoleType) {
  if (role.type !== wanted) throw new LogtoError(422, 'entity.db_constraint_violated');
}

export function roleMemberRoutes({ tenant }: ManagementApi): ManagementTable {
  const { users, applications } = tenant;
  const remove = (holder: Holder | undefined, id = '') => {
    deleted(holder !== undefined);
    unlink(holder?.roleIds ?? [], id);
    return undefined;
  };
  return {
    'GET /api/roles/:id/users': route({}, ({ params, query }) => {
      const { id } = findRole(tenant, params.id);
      const matches = searching(query, ['id', 'primaryEmail', 'username', 'name']);
      const people = [...users.values()].filter((user) => user.roleIds.includes(id));
      return paged(people.filter(matches).reverse().map(userBody));
    }),

    'POST /api/roles/:id/users': route(
      { body: z.object({ userIds: ids.nonempty() }), status: 201 },
      ({ params, body: { userIds } }) => {
        const role = findRole(tenant, params.id);
        const twice = userIds.find((id) => users.get(id)?.roleIds.includes(role.id));
        if (twice) {
          const why = `The user id ${twice} is already been added to this role`;
          throw refusal(422, 'role.user_exists', why);
        }
        for (const id of userIds) deleted(users.has(id));
        requireType(role, 'User');
        for (const id of userIds) users.get(id)?.roleIds.push(role.id);
        return CREATED;
      },
    ),

    'DELETE /api/roles/:id/users/:userId': route({}, ({ params }) =>
      remove(users.get(params.userId ?? ''), params.id),
    ),

    'GET /api/roles/:id/applications': route({}, ({ params, query }) => {
      const { id } = findRole(tenant, params.id);
      const matches = searching(query, ['id', 'name', 'description']);
      const machines = [...applications.values()].filter(
        (one) => one.type === 'MachineToMachine' && one.roleIds.includes(id),
      );
      return paged(machines.filter(matches).reverse().map(shown));
    }),

    'POST /api/roles/:id/applications': route(
      { body: z.object({ applicationIds: ids.nonempty() }), status: 201 },
      ({ params, body: { applicationIds } }) => {
        const role = findRole(tenant, params.id);
        if (applicationIds.some((id) => applications.get(id)?.roleIds.includes(role.id))) {
          const why = 'The application id {{applicationId}} is already been added to this role';
          throw refusal(422, 'role.application_exists', why);
        }
        for (const id of applicationIds) found(applications.get(id), 'applications', id);
        requireType(role, 'MachineToMachine');
        for (const id of applicationIds) applications.get(id)?.roleIds.push(role.id);
        return CREATED;
      },
    ),

    'DELETE /api/roles/:id/applications/:applicationId': route({}, ({ params }) =>
      remove(applications.get(params.applicationId ?? ''), params.id),
    ),
  };
}
