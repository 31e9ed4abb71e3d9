/** `/api/users/:userId/…`: custom data, profile, password, suspension, and settings of second factors. */
import { z } from 'zod/v3';
import { profileBody } from '../account-profile.ts';
import { LogtoError } from '../errors.ts';
import type { LogtoUser } from '../tenant.ts';
import { jsonObject } from './common.ts';
import { type ManagementApi, type ManagementTable, route } from './route.ts';
import { claimsOf, findUser, userBody } from './users.ts';

const passwordBody = z.object({ password: z.string().min(1) });
const configsBody = z.object({
  mfa: z
    .object({ enabled: z.boolean(), skipped: z.boolean(), skipMfaOnSignIn: z.boolean() })
    .partial()
    .optional(),
});

const configsOf = ({ mfa }: LogtoUser) => ({
  mfa: {
    ...(mfa.enabled !== undefined && { enabled: mfa.enabled }),
    skipped: mfa.skipped ?? false,
    skipMfaOnSignIn: mfa.skipMfaOnSignIn ?? false,
  },
  passkeySignIn: { skipped: false },
});

export function userSettingRoutes(api: ManagementApi): ManagementTable {
  const { tenant, now, endUserSessions } = api;
  const change = (user: LogtoUser, fields: Partial<LogtoUser>) =>
    Object.assign(user, fields, { updatedAt: now() });
  return {
    'GET /api/users/:userId/custom-data': route(
      {},
      ({ params }) => findUser(tenant, params.userId).customData,
    ),

    // Merged, one level deep, unlike `PATCH /api/users/:userId`.
    'PATCH /api/users/:userId/custom-data': route(
      { body: z.object({ customData: jsonObject }) },
      ({ params, body }) => {
        const user = findUser(tenant, params.userId);
        return change(user, { customData: { ...user.customData, ...body.customData } }).customData;
      },
    ),

    'PATCH /api/users/:userId/profile': route(
      { body: z.object({ profile: profileBody }) },
      ({ params, body }) => {
        const user = findUser(tenant, params.userId);
        change(user, { profile: { ...user.profile, ...claimsOf(body.profile) } });
        return userBody(user).profile;
      },
    ),

    'PATCH /api/users/:userId/password': route({ body: passwordBody }, ({ params, body }) =>
      userBody(change(findUser(tenant, params.userId), { password: body.password })),
    ),

    'POST /api/users/:userId/password/verify': route({ body: passwordBody }, ({ params, body }) => {
      if (findUser(tenant, params.userId).password !== body.password) {
        throw new LogtoError(422, 'session.invalid_credentials');
      }
      return undefined;
    }),

    'GET /api/users/:userId/has-password': route({}, ({ params }) => ({
      hasPassword: findUser(tenant, params.userId).password !== null,
    })),

    // Sessions and tokens end at once, and no application is told (docs/vendors.md L8).
    'PATCH /api/users/:userId/is-suspended': route(
      { body: z.object({ isSuspended: z.boolean() }) },
      ({ params, body: { isSuspended } }) => {
        const user = change(findUser(tenant, params.userId), { isSuspended });
        if (isSuspended) endUserSessions(user.id);
        return userBody(user);
      },
    ),

    'GET /api/users/:userId/logto-configs': route({}, ({ params }) =>
      configsOf(findUser(tenant, params.userId)),
    ),

    'PATCH /api/users/:userId/logto-configs': route({ body: configsBody }, ({ params, body }) => {
      const user = findUser(tenant, params.userId);
      const given = JSON.parse(JSON.stringify(body.mfa ?? {})) as LogtoUser['mfa'];
      return configsOf(change(user, { mfa: { ...user.mfa, ...given } }));
    }),
  };
}
