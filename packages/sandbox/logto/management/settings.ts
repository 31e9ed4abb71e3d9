/** `/api/account-center` and `/api/configs`. */
import { z } from 'zod/v3';
import { parsed } from '../account-input.ts';
import type { JwtCustomizerKind } from '../configs.ts';
import { defined, deleted, found, jsonObject } from './common.ts';
import { type ManagementApi, type ManagementTable, route, WithStatus } from './route.ts';

const control = z.nativeEnum({ Off: 'Off', ReadOnly: 'ReadOnly', Edit: 'Edit' } as const);
const fields = z
  .object({
    name: control,
    avatar: control,
    profile: control,
    email: control,
    phone: control,
    password: control,
    username: control,
    social: control,
    customData: control,
    mfa: control,
    passkey: control,
    session: control,
  })
  .partial();
const isWebAddress = (text: string) =>
  text === '' || (/^https?:\/\//.test(text) && URL.canParse(text));
const accountCenterBody = z
  .object({
    enabled: z.boolean(),
    fields,
    webauthnRelatedOrigins: z.string().array(),
    deleteAccountUrl: z
      .string()
      .max(2048)
      .refine(isWebAddress, { message: 'deleteAccountUrl must be a valid http(s) URL' })
      .transform((text) => text || null)
      .nullable(),
    customCss: z.string().nullable(),
    profileFields: z.object({ name: z.string() }).array().nullable(),
  })
  .partial();

const EXTENDED_CLAIMS = {
  custom_data: 'custom_data',
  identities: 'identities',
  sso_identities: 'sso_identities',
  roles: 'roles',
  organizations: 'organizations',
  organization_data: 'organization_data',
  organization_roles: 'organization_roles',
} as const;
const idTokenBody = z.object({
  enabledExtendedClaims: z.nativeEnum(EXTENDED_CLAIMS).array().optional(),
});
const sessionBody = z.object({ ttl: z.number().int().min(1) }).partial();

const kindParams = z.object({
  tokenTypePath: z.nativeEnum({
    AccessToken: 'access-token',
    ClientCredentials: 'client-credentials',
  } as const),
});
const customizerBody = z
  .object({
    script: z.string(),
    environmentVariables: z.record(z.string()).optional(),
    contextSample: jsonObject.optional(),
    tokenSample: jsonObject.optional(),
    blockIssuanceOnError: z.boolean().optional(),
  })
  .strict();
const CUSTOMIZER_KEYS: [JwtCustomizerKind, string][] = [
  ['access-token', 'jwt.accessToken'],
  ['client-credentials', 'jwt.clientCredentials'],
];

export function settingRoutes({ tenant }: ManagementApi): ManagementTable {
  const { configs } = tenant;
  return {
    'GET /api/account-center': route({}, () => tenant.accountCenter),

    'PATCH /api/account-center': route({ body: accountCenterBody }, ({ body }) =>
      Object.assign(tenant.accountCenter, defined(body)),
    ),

    'GET /api/configs/oidc/session': route({}, () => configs.session),

    'PATCH /api/configs/oidc/session': route({ body: sessionBody }, ({ body }) =>
      Object.assign(configs.session, defined(body)),
    ),

    'GET /api/configs/id-token': route({}, () => configs.idToken),

    'PUT /api/configs/id-token': route({ body: idTokenBody }, ({ body }) => {
      configs.idToken = defined(body);
      return configs.idToken;
    }),
  };
}

export function jwtCustomizerRoutes({ tenant }: ManagementApi): ManagementTable {
  const { jwtCustomizers } = tenant.configs;
  const kindOf = ({ kind }: Record<string, string>): JwtCustomizerKind =>
    parsed('params', kindParams, { tokenTypePath: kind }).tokenTypePath;
  const find = (kind: JwtCustomizerKind) =>
    found(jwtCustomizers[kind], 'logto_config', new Map(CUSTOMIZER_KEYS).get(kind) ?? kind);
  return {
    'GET /api/configs/jwt-customizer': route({}, () =>
      CUSTOMIZER_KEYS.flatMap(([kind, key]) => {
        const value = jwtCustomizers[kind];
        return value ? [{ key, value }] : [];
      }),
    ),

    'GET /api/configs/jwt-customizer/:kind': route({}, ({ params }) => find(kindOf(params))),

    'PUT /api/configs/jwt-customizer/:kind': route({ body: z.unknown() }, ({ params, body }) => {
      const kind = kindOf(params);
      const isNew = jwtCustomizers[kind] === undefined;
      const customizer = defined(parsed('body', customizerBody, body));
      jwtCustomizers[kind] = customizer;
      return isNew ? new WithStatus(201, customizer) : customizer;
    }),

    'PATCH /api/configs/jwt-customizer/:kind': route({ body: z.unknown() }, ({ params, body }) => {
      const kind = kindOf(params);
      const changes = defined(parsed('body', customizerBody, body));
      return Object.assign(find(kind), changes);
    }),

    'DELETE /api/configs/jwt-customizer/:kind': route({}, ({ params }) => {
      const kind = kindOf(params);
      deleted(jwtCustomizers[kind] !== undefined);
      delete jwtCustomizers[kind];
      return undefined;
    }),
  };
}
