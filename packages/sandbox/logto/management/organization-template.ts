/** `/api/organization-scopes` and `/api/organization-roles`: one template for all organizations. */
import { z } from 'zod/v3';
import {
  newOrganizationRole,
  newOrganizationScope,
  type OrganizationRole,
  shown,
} from '../entities.ts';
import { LogtoError } from '../errors.ts';
import { byIds, type Tenant } from '../tenant.ts';
import { defined, deleted, found, requireChange, updated } from './common.ts';
import { containing } from './organizations.ts';
import { relationRoutes } from './relations.ts';
import {
  type ManagementApi,
  type ManagementTable,
  optionallyPaged,
  paged,
  route,
} from './route.ts';

const common = {
  name: z.string().min(1).max(128),
  description: z.string().max(256).nullable().optional(),
};
const scopeBody = z.object(common);
const type = z.nativeEnum({ User: 'User', MachineToMachine: 'MachineToMachine' } as const);
const roleBody = z.object({ ...common, type: type.optional() });
const newRoleBody = roleBody.extend({
  organizationScopeIds: z.array(z.string()).default([]),
  resourceScopeIds: z.array(z.string()).default([]),
});

type Named = { id: string; name: string };
const byName = (one: Named, other: Named) => (one.name < other.name ? -1 : 1);

/** @throws 422 when another has the name. */
function refuseTaken(all: Map<string, Named>, name: string | undefined, own?: string) {
  if ([...all.values()].some((one) => one.name === name && one.id !== own)) {
    throw new LogtoError(422, 'entity.unique_integrity_violation');
  }
}

function withScopes({ organizationScopes, scopes, resources }: Tenant, role: OrganizationRole) {
  return {
    ...shown(role),
    scopes: byIds(organizationScopes, role.scopeIds).map(({ id, name }) => ({ id, name })),
    resourceScopes: byIds(scopes, role.resourceScopeIds).map(({ id, name, resourceId }) => ({
      id,
      name,
      resource: { id: resourceId, name: resources.get(resourceId)?.name },
    })),
  };
}

function scopeRoutes({ tenant: { organizationScopes } }: ManagementApi): ManagementTable {
  return {
    'GET /api/organization-scopes': route({}, ({ query }) => {
      const matches = containing(query, ['name']);
      return optionallyPaged([...organizationScopes.values()].filter(matches).sort(byName));
    }),
    'POST /api/organization-scopes': route({ body: scopeBody, status: 201 }, ({ body }) => {
      refuseTaken(organizationScopes, body.name);
      const scope = newOrganizationScope(defined(body));
      organizationScopes.set(scope.id, scope);
      return scope;
    }),
    'GET /api/organization-scopes/:id': route({}, ({ params: { id = '' } }) =>
      found(organizationScopes.get(id), 'organization_scopes', id),
    ),
    'PATCH /api/organization-scopes/:id': route(
      { body: scopeBody.partial() },
      ({ params: { id = '' }, body }) => {
        requireChange(body);
        const scope = updated(organizationScopes.get(id), 'organization_scope');
        refuseTaken(organizationScopes, body.name, id);
        return Object.assign(scope, defined(body));
      },
    ),
    'DELETE /api/organization-scopes/:id': route({}, ({ params }) => {
      deleted(organizationScopes.delete(params.id ?? ''));
      return undefined;
    }),
  };
}

export function organizationTemplateRoutes(api: ManagementApi): ManagementTable {
  const { tenant } = api;
  const { organizationRoles, organizationScopes, scopes } = tenant;
  const find = (id: string) => {
    const role = organizationRoles.get(id);
    // The one look-up of a role that doesn't name the id.
    if (!role) throw new LogtoError(404, 'entity.not_found');
    return role;
  };
  const relation = { owners: organizationRoles, find };
  return {
    ...scopeRoutes(api),

    'GET /api/organization-roles': route({}, ({ query }) => {
      const matches = containing(query, ['id', 'name', 'description']);
      const roles = [...organizationRoles.values()].filter(matches).sort(byName);
      return paged(roles.map((role) => withScopes(tenant, role)));
    }),

    'POST /api/organization-roles': route({ body: newRoleBody, status: 201 }, ({ body }) => {
      const { organizationScopeIds: scopeIds, resourceScopeIds, name, ...fields } = body;
      refuseTaken(organizationRoles, name);
      const areThere =
        scopeIds.every((id) => organizationScopes.has(id)) &&
        resourceScopeIds.every((id) => scopes.has(id));
      if (!areThere) throw new LogtoError(422, 'entity.relation_foreign_key_not_found');
      const role = newOrganizationRole({ name, ...defined(fields), scopeIds, resourceScopeIds });
      organizationRoles.set(role.id, role);
      return shown(role);
    }),

    'GET /api/organization-roles/:id': route({}, ({ params }) => shown(find(params.id ?? ''))),

    'PATCH /api/organization-roles/:id': route(
      { body: roleBody.partial() },
      ({ params: { id = '' }, body }) => {
        requireChange(body);
        const role = updated(organizationRoles.get(id), 'organization_role');
        refuseTaken(organizationRoles, body.name, id);
        return shown(Object.assign(role, defined(body)));
      },
    ),

    'DELETE /api/organization-roles/:id': route({}, ({ params }) => {
      deleted(organizationRoles.delete(params.id ?? ''));
      return undefined;
    }),

    ...relationRoutes({
      ...relation,
      path: '/api/organization-roles/:id/scopes',
      key: 'organizationScopeIds',
      related: organizationScopes,
      idsOf: ({ scopeIds }) => scopeIds,
    }),

    ...relationRoutes({
      ...relation,
      path: '/api/organization-roles/:id/resource-scopes',
      key: 'scopeIds',
      related: scopes,
      idsOf: ({ resourceScopeIds }) => resourceScopeIds,
    }),
  };
}
