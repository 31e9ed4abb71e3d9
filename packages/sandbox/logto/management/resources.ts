/** `/api/resources` and the permissions of each. */
import { z } from 'zod/v3';
import { newResource, newScope, type Resource } from '../entities.ts';
import { LogtoError } from '../errors.ts';
import { findResource } from '../resources.ts';
import { MANAGEMENT_API } from '../tenant.ts';
import { defined, deleted, found, refusal, requireChange, updated } from './common.ts';
import {
  type ManagementApi,
  type ManagementTable,
  optionallyPaged,
  paged,
  route,
} from './route.ts';
import { searching } from './search.ts';

const resourceBody = z.object({
  name: z.string().min(1),
  indicator: z.string().min(1),
  accessTokenTtl: z.number().optional(),
});
const resourcePatch = resourceBody.omit({ indicator: true }).partial();
const scopeBody = z.object({
  name: z.string().min(1).max(256),
  description: z.string().nullable().optional(),
});

const isYes = (text: string | null) => /^(1|true|y|yes)$/i.test(text ?? '');

export function resourceRoutes(api: ManagementApi): ManagementTable {
  const { resources, scopes } = api.tenant;
  const find = (id = '') => found(resources.get(id), 'resources', id);
  const scopesOf = (resource: Resource) =>
    [...scopes.values()].filter(({ resourceId }) => resourceId === resource.id);
  return {
    'GET /api/resources': route({}, ({ query }) => {
      const all = [...resources.values()];
      return optionallyPaged(
        isYes(query.get('includeScopes'))
          ? all.map((resource) => ({ ...resource, scopes: scopesOf(resource) }))
          : all,
      );
    }),

    'POST /api/resources': route({ body: resourceBody, status: 201 }, ({ body }) => {
      if (findResource(api.tenant, body.indicator)) {
        const why = `The API identifier ${body.indicator} is already in use`;
        throw refusal(422, 'resource.resource_identifier_in_use', why);
      }
      const resource = newResource(defined(body));
      resources.set(resource.id, resource);
      return { ...resource, scopes: [] };
    }),

    'GET /api/resources/:id': route({}, ({ params }) => find(params.id)),

    'PATCH /api/resources/:id': route({ body: resourcePatch }, ({ params, body }) => {
      const resource = find(params.id);
      if (resource.indicator === MANAGEMENT_API) {
        throw new LogtoError(400, 'resource.cannot_modify_management_api');
      }
      requireChange(body);
      return Object.assign(resource, defined(body));
    }),

    'PATCH /api/resources/:id/is-default': route(
      { body: z.object({ isDefault: z.boolean() }) },
      ({ params, body: { isDefault } }) => {
        const resource = find(params.id);
        if (isDefault) for (const one of resources.values()) one.isDefault = false;
        return Object.assign(resource, { isDefault });
      },
    ),

    'DELETE /api/resources/:id': route({}, ({ params }) => {
      const resource = find(params.id);
      if (resource.indicator === MANAGEMENT_API) {
        throw new LogtoError(400, 'resource.cannot_delete_management_api');
      }
      for (const { id } of scopesOf(resource)) scopes.delete(id);
      resources.delete(resource.id);
      return undefined;
    }),
  };
}

export function scopeRoutes({ tenant, now }: ManagementApi): ManagementTable {
  const { resources, scopes } = tenant;
  const changeable = (id = '') => {
    const resource = found(resources.get(id), 'resources', id);
    if (resource.indicator !== MANAGEMENT_API) return resource;
    throw new LogtoError(400, 'resource.cannot_modify_management_api');
  };
  const refuseSpaces = (name: string) => {
    if (/\s/.test(name)) throw new LogtoError(400, 'scope.name_with_space');
  };
  const refuseTaken = (resourceId: string, name: string, own?: string) => {
    const all = [...scopes.values()].filter((scope) => scope.resourceId === resourceId);
    if (all.some((scope) => scope.name === name && scope.id !== own)) {
      throw refusal(422, 'scope.name_exists', `The scope name ${name} is already in use`);
    }
  };
  return {
    // Nobody asks whether there is such a resource.
    'GET /api/resources/:id/scopes': route({}, ({ params, query }) => {
      const matches = searching(query, ['id', 'name', 'description']);
      const own = [...scopes.values()].filter(({ resourceId }) => resourceId === params.id);
      return paged(own.filter(matches));
    }),

    'POST /api/resources/:id/scopes': route(
      { body: scopeBody, status: 201 },
      ({ params, body }) => {
        refuseSpaces(body.name);
        const { id: resourceId } = changeable(params.id);
        refuseTaken(resourceId, body.name);
        const scope = newScope({ ...defined(body), resourceId }, now());
        scopes.set(scope.id, scope);
        return scope;
      },
    ),

    'PATCH /api/resources/:id/scopes/:scopeId': route(
      { body: scopeBody.partial() },
      ({ params, body }) => {
        const { id: resourceId } = changeable(params.id);
        if (body.name) {
          refuseSpaces(body.name);
          refuseTaken(resourceId, body.name, params.scopeId);
        }
        requireChange(body);
        return Object.assign(updated(scopes.get(params.scopeId ?? ''), 'scope'), defined(body));
      },
    ),

    'DELETE /api/resources/:id/scopes/:scopeId': route({}, ({ params }) => {
      changeable(params.id);
      deleted(scopes.delete(params.scopeId ?? ''));
      return undefined;
    }),
  };
}
