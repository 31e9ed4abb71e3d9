/** `/api/applications/:id/secrets` and `/roles`. */
import { z } from 'zod/v3';
import { type Application, newSecret, shown } from '../entities.ts';
import { LogtoError } from '../errors.ts';
import { byIds } from '../tenant.ts';
import { findApplication } from './applications.ts';
import { deleted, found, ids, refusal, unlink, updated } from './common.ts';
import { type ManagementApi, type ManagementTable, OK, paged, route } from './route.ts';
import { searching } from './search.ts';

const name = z.string().min(1).max(256);
const secretBody = z.object({ name, expiresAt: z.number().nullable().optional() });
const roleIdsBody = z.object({ roleIds: ids });

function refuseTaken({ secrets }: Application, wanted: string) {
  if (secrets.some((one) => one.name === wanted)) {
    throw new LogtoError(422, 'application.secret_name_exists');
  }
}

export function applicationSecretRoutes(api: ManagementApi): ManagementTable {
  const { now } = api;
  return {
    'GET /api/applications/:id/secrets': route({}, ({ params }) => [
      ...findApplication(api, params.id).secrets,
    ]),

    'POST /api/applications/:id/secrets': route(
      { body: secretBody, status: 201 },
      ({ params, body }) => {
        if (body.expiresAt && body.expiresAt <= now()) {
          const why = 'Input is invalid. The value of `expiresAt` must be in the future.';
          throw refusal(400, 'request.invalid_input', why);
        }
        const application = findApplication(api, params.id);
        refuseTaken(application, body.name);
        const { expiresAt = null } = body;
        const secret = newSecret(
          { applicationId: application.id, name: body.name, expiresAt },
          now(),
        );
        application.secrets.push(secret);
        return secret;
      },
    ),

    'PATCH /api/applications/:id/secrets/:name': route(
      { body: z.object({ name }) },
      ({ params, body }) => {
        const application = findApplication(api, params.id);
        const secret = application.secrets.find((one) => one.name === params.name);
        if (body.name !== params.name && secret) refuseTaken(application, body.name);
        return Object.assign(updated(secret, 'application_secret'), { name: body.name });
      },
    ),

    'DELETE /api/applications/:id/secrets/:name': route({}, ({ params }) => {
      const application = findApplication(api, params.id);
      const left = application.secrets.filter((one) => one.name !== params.name);
      deleted(left.length < application.secrets.length);
      application.secrets = left;
      return undefined;
    }),
  };
}

export function applicationRoleRoutes(api: ManagementApi): ManagementTable {
  const { roles } = api.tenant;
  const machineOf = (params: Record<string, string>) => {
    const application = findApplication(api, params.id);
    if (application.type === 'MachineToMachine') return application;
    throw new LogtoError(422, 'application.invalid_type');
  };
  return {
    'GET /api/applications/:id/roles': route({}, ({ params, query }) => {
      const { roleIds } = machineOf(params);
      const matches = searching(query, ['id', 'name', 'description']);
      return paged(byIds(roles, roleIds).filter(matches).map(shown));
    }),

    'POST /api/applications/:id/roles': route(
      { body: roleIdsBody, status: 201 },
      ({ params, body: { roleIds } }) => {
        const application = machineOf(params);
        const addedRoleIds = [...new Set(roleIds)].filter(
          (id) => !application.roleIds.includes(id),
        );
        for (const id of addedRoleIds) {
          const { type } = found(roles.get(id), 'roles', id);
          if (type !== 'MachineToMachine') {
            throw new LogtoError(422, 'application.invalid_role_type');
          }
        }
        application.roleIds.push(...addedRoleIds);
        return { roleIds, addedRoleIds };
      },
    ),

    'PUT /api/applications/:id/roles': route({ body: roleIdsBody }, (call) => {
      const application = machineOf(call.params);
      const { roleIds } = call.body;
      const added = roleIds.filter((id) => !application.roleIds.includes(id));
      for (const id of added) found(roles.get(id), 'roles', id);
      application.roleIds = application.roleIds.filter((id) => roleIds.includes(id));
      // Inserting nothing is an error of Logto's queries; what was to go has gone by then.
      if (added.length === 0) throw new LogtoError(422, 'entity.invalid_input');
      application.roleIds.push(...added);
      return OK;
    }),

    'DELETE /api/applications/:id/roles/:roleId': route({}, ({ params }) => {
      unlink(machineOf(params).roleIds, params.roleId ?? '');
      return undefined;
    }),
  };
}
