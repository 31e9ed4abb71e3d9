/** `/api/roles` and the permissions of each. */
import { z } from 'zod/v3';
import { newRole, type Role, type Scope, shown } from '../entities.ts';
import { LogtoError } from '../errors.ts';
import { byIds, MANAGEMENT_API, type Tenant } from '../tenant.ts';
import { defined, found, ids, refusal, requireChange, unlink } from './common.ts';
import {
  type ManagementApi,
  type ManagementTable,
  optionallyPaged,
  paged,
  route,
} from './route.ts';
import { searching } from './search.ts';

const type = z.nativeEnum({ User: 'User', MachineToMachine: 'MachineToMachine' } as const);
const roleBody = z.object({
  name: z.string().min(1).max(128),
  description: z.string().min(1).max(128),
  type: type.optional(),
  isDefault: z.boolean().optional(),
  scopeIds: ids.optional(),
});
const FEATURED = 3;

export const findRole = ({ roles }: Tenant, id = '') => found(roles.get(id), 'roles', id);

/** With whom it is given to: the first few by name. */
function withMembers({ users, applications }: Tenant, role: Role) {
  const holds = ({ roleIds }: { roleIds: string[] }) => roleIds.includes(role.id);
  const people = [...users.values()].filter(holds);
  const machines = [...applications.values()].filter(holds);
  return {
    ...shown(role),
    usersCount: people.length,
    featuredUsers: people.slice(0, FEATURED).map(({ id, avatar, name }) => ({ id, avatar, name })),
    applicationsCount: machines.length,
    featuredApplications: machines
      .slice(0, FEATURED)
      .map(({ id, name, type: kind }) => ({ id, name, type: kind })),
  };
}

function refuseTaken({ roles }: Tenant, name: string, own?: string) {
  if ([...roles.values()].some((role) => role.name === name && role.id !== own)) {
    throw refusal(422, 'role.name_in_use', `This role name ${name} is already in use`);
  }
}

/** The Management API is for machines: people can't be given its permission. */
function requireAssignable({ scopes, resources }: Tenant, role: Role, scopeIds: string[]) {
  for (const id of scopeIds) {
    const { resourceId } = found(scopes.get(id), 'scopes', id);
    const isManagement = resources.get(resourceId)?.indicator === MANAGEMENT_API;
    if (isManagement && role.type === 'User') {
      throw new LogtoError(400, 'role.management_api_scopes_not_assignable_to_user_role');
    }
  }
}

export function roleRoutes({ tenant }: ManagementApi): ManagementTable {
  const { roles } = tenant;
  return {
    'GET /api/roles': route({ query: z.object({ type: type.optional() }) }, ({ query }) => {
      const wanted = query.get('type');
      const user = tenant.users.get(query.get('excludeUserId') ?? '');
      const application = tenant.applications.get(query.get('excludeApplicationId') ?? '');
      const excluded = [...(user?.roleIds ?? []), ...(application?.roleIds ?? [])];
      const matches = searching(query, ['id', 'name', 'description']);
      const listed = [...roles.values()].filter(
        (role) => (!wanted || role.type === wanted) && !excluded.includes(role.id) && matches(role),
      );
      return paged(listed.map((role) => withMembers(tenant, role)));
    }),

    'POST /api/roles': route({ body: roleBody }, ({ body }) => {
      refuseTaken(tenant, body.name);
      const { scopeIds, ...fields } = defined(body);
      const role = newRole(fields);
      roles.set(role.id, role);
      // The role stays even if one of its permissions is refused.
      if (scopeIds) {
        requireAssignable(tenant, role, scopeIds);
        role.scopeIds = [...scopeIds];
      }
      return shown(role);
    }),

    'GET /api/roles/:id': route({}, ({ params }) => shown(findRole(tenant, params.id))),

    'PATCH /api/roles/:id': route(
      { body: roleBody.pick({ name: true, description: true, isDefault: true }).partial() },
      ({ params, body }) => {
        const role = findRole(tenant, params.id);
        if (body.name) refuseTaken(tenant, body.name, role.id);
        requireChange(body);
        return shown(Object.assign(role, defined(body)));
      },
    ),

    'DELETE /api/roles/:id': route({}, ({ params }) => {
      roles.delete(findRole(tenant, params.id).id);
      return undefined;
    }),

    'GET /api/roles/:id/scopes': route({}, ({ params, query }) => {
      const { scopeIds } = findRole(tenant, params.id);
      const matches = searching<keyof Scope>(query, ['id', 'name', 'description']);
      const scopes = byIds(tenant.scopes, scopeIds).filter(matches);
      return optionallyPaged(
        scopes.map((scope) => ({ ...scope, resource: tenant.resources.get(scope.resourceId) })),
      );
    }),

    'POST /api/roles/:id/scopes': route(
      { body: z.object({ scopeIds: ids.nonempty() }), status: 201 },
      ({ params, body: { scopeIds } }) => {
        const role = findRole(tenant, params.id);
        const twice = scopeIds.find((id) => role.scopeIds.includes(id));
        if (twice) {
          const why = `The scope id ${twice} has already been added to this role`;
          throw refusal(422, 'role.scope_exists', why);
        }
        requireAssignable(tenant, role, scopeIds);
        role.scopeIds.push(...scopeIds);
        return byIds(tenant.scopes, role.scopeIds);
      },
    ),

    'DELETE /api/roles/:id/scopes/:scopeId': route({}, ({ params }) => {
      unlink(tenant.roles.get(params.id ?? '')?.scopeIds ?? [], params.scopeId ?? '');
      return undefined;
    }),
  };
}
