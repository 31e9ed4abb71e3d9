/** `/api/applications`. */
import { z } from 'zod/v3';
import { type Application, newApplication, newSecret, shown } from '../entities.ts';
import { LogtoError } from '../errors.ts';
import { defined, found, jsonObject, updated } from './common.ts';
import { type ManagementApi, type ManagementTable, optionallyPaged, route } from './route.ts';
import { searching } from './search.ts';

const TYPES = ['Native', 'SPA', 'Traditional', 'MachineToMachine', 'Protected', 'SAML'] as const;
const types = z.nativeEnum(
  Object.fromEntries(TYPES.map((type) => [type, type])) as { [T in (typeof TYPES)[number]]: T },
);

/** Nearly anything passes, `javascript:` too: a scheme and something after it, or an HTTP address. */
function isRedirectUri(text: string) {
  const url = URL.parse(text.replace(/\*/g, 'star'));
  // A star is fine in a host or a path, but no port is one.
  return url !== null && !/^https?:\/\/[^/]*:\*/.test(text) && url.href !== `${url.protocol}//`;
}
const redirectUris = z.string().refine(isRedirectUri).array();

const oidcClientMetadata = z.object({
  redirectUris,
  postLogoutRedirectUris: redirectUris,
  backchannelLogoutUri: z.string().url().optional(),
  backchannelLogoutSessionRequired: z.boolean().optional(),
  logoUri: z.string().optional(),
});
const customClientMetadata = z.object({
  corsAllowedOrigins: z.string().min(1).array().optional(),
  idTokenTtl: z.number().optional(),
  refreshTokenTtl: z.number().optional(),
  refreshTokenTtlInDays: z.number().int().min(1).max(180).optional(),
  tenantId: z.string().optional(),
  alwaysIssueRefreshToken: z.boolean().optional(),
  rotateRefreshToken: z.boolean().optional(),
  allowTokenExchange: z.boolean().optional(),
  isDeviceFlow: z.boolean().optional(),
  maxAllowedGrants: z.number().int().positive().optional(),
});
const createBody = z.object({
  name: z.string().min(1).max(256),
  description: z.string().nullable().optional(),
  type: types,
  oidcClientMetadata: oidcClientMetadata.optional(),
  customClientMetadata: customClientMetadata.optional(),
  customData: jsonObject.optional(),
  isThirdParty: z.boolean().optional(),
});
/** What is given replaces the column as a whole. */
const patchBody = createBody
  .omit({ type: true, isThirdParty: true })
  .extend({ appLevelAccessControlEnabled: z.boolean() })
  .partial();
const listQuery = z.object({
  types: types
    .array()
    .or(types.transform((type) => [type]))
    .optional(),
  isThirdParty: z.union([z.literal('true'), z.literal('false')]).optional(),
});

export const findApplication = ({ tenant }: ManagementApi, id = '') =>
  found(tenant.applications.get(id), 'applications', id);

/** An unknown field to search in is a crash of the real API. */
function applicationSearch(query: URLSearchParams) {
  try {
    return searching<'id' | 'name' | 'description'>(query, ['id', 'name', 'description']);
  } catch {
    throw new LogtoError(500, '', undefined, { message: 'Internal server error.' });
  }
}

/** Kinds of applications that the sandbox has no use for, refused as they are without their settings. */
function supportedType(type: (typeof TYPES)[number]) {
  if (type === 'SAML') throw new LogtoError(400, 'application.saml.use_saml_app_api');
  if (type === 'Protected') {
    throw new LogtoError(400, 'application.protected_app_metadata_is_required');
  }
  return type;
}

function isListed(application: Application, query: URLSearchParams, api: ManagementApi) {
  const wanted = query.getAll('types');
  const thirdParty = query.get('isThirdParty');
  const role = query.get('excludeRoleId');
  return (
    (wanted.length === 0 || wanted.includes(application.type)) &&
    (thirdParty === null || String(application.isThirdParty) === thirdParty) &&
    !(role && api.tenant.roles.has(role) && application.roleIds.includes(role))
  );
}

export function applicationRoutes(api: ManagementApi): ManagementTable {
  const { tenant, now } = api;
  return {
    'GET /api/applications': route({ query: listQuery }, ({ query }) => {
      const matches = applicationSearch(query);
      const newestFirst = [...tenant.applications.values()].reverse();
      const listed = newestFirst.filter((one) => isListed(one, query, api) && matches(one));
      return optionallyPaged(listed.map(shown));
    }),

    'POST /api/applications': route({ body: createBody }, ({ body }) => {
      const { type, ...fields } = defined(body);
      const application = newApplication({ ...fields, type: supportedType(type) }, now());
      if (type === 'Traditional' || type === 'MachineToMachine') {
        const secret = { applicationId: application.id, name: 'Default secret' };
        application.secrets.push(newSecret(secret, now()));
      }
      tenant.applications.set(application.id, application);
      return shown(application);
    }),

    'GET /api/applications/:id': route({}, ({ params }) => ({
      ...shown(findApplication(api, params.id)),
      isAdmin: false,
    })),

    'PATCH /api/applications/:id': route({ body: patchBody }, ({ params, body }) => {
      const application = findApplication(api, params.id);
      if (body.appLevelAccessControlEnabled) {
        throw new LogtoError(422, 'request.invalid_input', undefined, {
          message:
            'Input is invalid. Application access control must include at least one rule before it can be enabled.',
        });
      }
      const { customClientMetadata: settings } = body;
      if (settings && Boolean(settings.isDeviceFlow) !== isDeviceFlow(application)) {
        throw new LogtoError(422, 'application.device_flow_not_changeable');
      }
      return shown(Object.assign(application, defined(body)));
    }),

    'DELETE /api/applications/:id': route({}, ({ params }) => {
      const { id } = findApplication(api, params.id);
      tenant.applications.delete(id);
      return undefined;
    }),

    'PATCH /api/applications/:id/custom-data': route({ body: jsonObject }, ({ params, body }) => {
      const application = updated(tenant.applications.get(params.id ?? ''), 'application');
      application.customData = { ...application.customData, ...body };
      return application.customData;
    }),
  };
}

const isDeviceFlow = ({ customClientMetadata }: Application) =>
  Boolean((customClientMetadata as { isDeviceFlow?: boolean }).isDeviceFlow);
