/** `/api/users`: people, as an administrator sees and changes them. */
import { z } from 'zod/v3';
import { EMAIL, PHONE } from '../account-identifiers.ts';
import { fromClaim, profileBody, toClaim } from '../account-profile.ts';
import { LogtoError } from '../errors.ts';
import { findByEmail, findByUsername, type LogtoUser, newUser, type Tenant } from '../tenant.ts';
import { defined, jsonObject, refusal, requireChange } from './common.ts';
import { type ManagementApi, type ManagementTable, paged, route } from './route.ts';
import { searching } from './search.ts';

const USERNAME = /^[A-Z_a-z]\w*$/;
const SEARCHED = ['id', 'primaryEmail', 'primaryPhone', 'username', 'name'] as const;

const avatar = z.string().url().or(z.literal('')).nullable();
const newBody = z
  .object({
    primaryPhone: z.string().regex(PHONE),
    primaryEmail: z.string().regex(EMAIL),
    username: z.string().regex(USERNAME),
    password: z.string().min(1),
    passwordDigest: z.string().max(256),
    passwordAlgorithm: z.string(),
    name: z.string(),
    avatar,
    customData: jsonObject,
    profile: profileBody,
  })
  .partial();
const clearable = (pattern: RegExp) => z.string().regex(pattern).or(z.literal('')).nullable();
const changeBody = z
  .object({
    username: clearable(USERNAME),
    primaryEmail: clearable(EMAIL),
    primaryPhone: clearable(PHONE),
    name: z.string().nullable(),
    avatar,
    customData: jsonObject,
    profile: profileBody,
  })
  .partial();

const profileOf = ({ profile }: LogtoUser) =>
  Object.fromEntries(Object.entries(profile).map(([name, value]) => [fromClaim(name), value]));
export const claimsOf = (profile: z.infer<typeof profileBody>) =>
  Object.fromEntries(
    Object.entries(profile).map(([name, value]) => [toClaim(name), value]),
  ) as LogtoUser['profile'];

/** Without what protects the account. */
export const userInfo = (user: LogtoUser) => ({
  id: user.id,
  username: user.username,
  primaryEmail: user.primaryEmail,
  primaryPhone: user.primaryPhone,
  name: user.name,
  avatar: user.avatar,
  customData: user.customData,
  identities: user.identities,
  lastSignInAt: user.lastSignInAt,
  createdAt: user.createdAt,
  updatedAt: user.updatedAt,
  profile: profileOf(user),
  applicationId: user.applicationId,
  isSuspended: user.isSuspended,
});

export const userBody = (user: LogtoUser) => ({
  ...userInfo(user),
  hasPassword: user.password !== null,
});

export const ssoIdentitiesOf = ({ id: userId, ssoIdentities }: LogtoUser) =>
  ssoIdentities.map(({ connectorId, ...identity }) => ({
    tenantId: 'default',
    userId,
    ...identity,
    ssoConnectorId: connectorId,
  }));

/** @throws 404 `entity.not_found`. */
export function findUser({ users }: Tenant, id = ''): LogtoUser {
  const user = users.get(id);
  if (!user) throw new LogtoError(404, 'entity.not_found');
  return user;
}

type Identifiers = { [key in 'username' | 'primaryEmail' | 'primaryPhone']?: string | null };

/** @throws 422 for whichever identifier somebody else has. */
function refuseTaken(tenant: Tenant, given: Identifiers, own?: LogtoUser) {
  const { username, primaryEmail, primaryPhone } = given;
  const isTaken = (other: LogtoUser | undefined) => other !== undefined && other !== own;
  if (username && isTaken(findByUsername(tenant, username))) {
    throw new LogtoError(422, 'user.username_already_in_use');
  }
  if (primaryEmail && isTaken(findByEmail(tenant, primaryEmail))) {
    throw new LogtoError(422, 'user.email_already_in_use');
  }
  const byPhone = [...tenant.users.values()].find((user) => user.primaryPhone === primaryPhone);
  if (primaryPhone && isTaken(byPhone)) throw new LogtoError(422, 'user.phone_already_in_use');
}

/** The newest first. */
function list({ users, organizations }: Tenant, query: URLSearchParams) {
  const withoutRole = query.get('excludeRoleId');
  const outside = query.get('excludeOrganizationId');
  if (withoutRole && outside) {
    const why =
      'Parameter `excludeRoleId` and `excludeOrganizationId` cannot be used at the same time.';
    throw refusal(400, 'request.invalid_input', `Input is invalid. ${why}`);
  }
  const matches = searching(query, SEARCHED);
  return [...users.values()]
    .reverse()
    .filter(
      (user) =>
        matches(user) &&
        !(withoutRole && user.roleIds.includes(withoutRole)) &&
        !(outside && organizations.has(outside) && user.organizations[outside]),
    );
}

export function userRoutes(api: ManagementApi): ManagementTable {
  const { tenant, now, endUserSessions } = api;
  return {
    'GET /api/users': route({}, ({ query }) => paged(list(tenant, query).map(userBody))),

    // The password rules are for people: an administrator may set what they like.
    'POST /api/users': route({ body: newBody }, ({ body }) => {
      const { password, passwordDigest, passwordAlgorithm, profile, ...fields } = body;
      if (password && passwordDigest) throw new LogtoError(400, 'user.password_and_digest');
      if (passwordDigest && !passwordAlgorithm) {
        throw new LogtoError(400, 'user.password_algorithm_required');
      }
      refuseTaken(tenant, fields);
      const user = newUser(
        tenant,
        {
          ...defined(fields),
          ...(profile && { profile: claimsOf(profile) }),
          // Of a digest nobody knows the password: it is there, and none is right.
          password: password ?? passwordDigest ?? null,
        },
        now(),
      );
      tenant.users.set(user.id, user);
      return userBody(user);
    }),

    'GET /api/users/:userId': route({}, ({ params, query }) => {
      const user = findUser(tenant, params.userId);
      const withSso = ['1', 'true', 'y', 'yes'].includes(query.get('includeSsoIdentities') ?? '');
      return { ...userBody(user), ...(withSso && { ssoIdentities: ssoIdentitiesOf(user) }) };
    }),

    'PATCH /api/users/:userId': route({ body: changeBody }, ({ params, body }) => {
      const user = findUser(tenant, params.userId);
      refuseTaken(tenant, body, user);
      requireChange(body);
      const { profile, customData, ...fields } = body;
      // An empty text is nothing; custom data and profile are replaced whole.
      const cleared = Object.entries(defined(fields)).map(([name, value]) => [name, value || null]);
      Object.assign(user, Object.fromEntries(cleared), customData && { customData });
      if (profile) user.profile = claimsOf(profile);
      user.updatedAt = now();
      return userBody(user);
    }),

    'DELETE /api/users/:userId': route({}, ({ params }) => {
      const { id } = findUser(tenant, params.userId);
      endUserSessions(id);
      tenant.users.delete(id);
      for (const [key, secret] of tenant.secrets) {
        if (secret.userId === id) tenant.secrets.delete(key);
      }
      for (const [key, { inviterId, acceptedUserId }] of tenant.invitations) {
        if (inviterId === id || acceptedUserId === id) tenant.invitations.delete(key);
      }
      return undefined;
    }),
  };
}
