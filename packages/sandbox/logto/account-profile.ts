/** `/api/my-account`: what somebody sees and changes of themselves. */
import { z } from 'zod/v3';
import { type Routes, send } from '../engine/http.ts';
import {
  type AccountApi,
  type Caller,
  forAccount,
  requireScope,
  requireVerified,
} from './account-auth.ts';
import { type AccountField, isReadable, requireEditable } from './account-center.ts';
import { LogtoError } from './errors.ts';
import { passwordIssues } from './password-policy.ts';
import { findByUsername, type LogtoUser, type Tenant } from './tenant.ts';

const accountBody = z.object({
  name: z.string().nullable().optional(),
  avatar: z.string().url().nullable().optional(),
  username: z
    .string()
    .regex(/^[A-Z_a-z]\w*$/)
    .nullable()
    .optional(),
  customData: z.record(z.unknown()).optional(),
});
const address = z
  .object({
    formatted: z.string(),
    streetAddress: z.string(),
    locality: z.string(),
    region: z.string(),
    postalCode: z.string(),
    country: z.string(),
  })
  .partial();
export const profileBody = z
  .object({
    familyName: z.string(),
    givenName: z.string(),
    middleName: z.string(),
    nickname: z.string(),
    preferredUsername: z.string(),
    profile: z.string(),
    website: z.string(),
    gender: z.string(),
    birthdate: z.string(),
    zoneinfo: z.string(),
    locale: z.string(),
    address,
  })
  .partial();

/** What the database has room for. */
const MAX_NAME = 128;
const MAX_AVATAR = 2048;

/** Kept as the claims they become; the API writes the same names in camel case. */
export const toClaim = (name: string) =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
export const fromClaim = (name: string) =>
  name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
const profileOf = ({ user: { profile }, scopes }: Caller) =>
  Object.fromEntries(
    Object.entries(profile)
      .filter(([name]) => name !== 'address' || scopes.has('address'))
      .map(([name, value]) => [fromClaim(name), value]),
  );

/** What the scopes release, less what the account center hides. No company identities: userinfo has them. */
function accountOf({ accountCenter }: Tenant, caller: Caller) {
  const { user, scopes } = caller;
  const released: [string | undefined, AccountField | undefined, Record<string, unknown>][] = [
    [undefined, undefined, { id: user.id }],
    ['profile', 'username', { username: user.username }],
    ['email', 'email', { primaryEmail: user.primaryEmail }],
    ['phone', 'phone', { primaryPhone: user.primaryPhone }],
    ['profile', 'name', { name: user.name }],
    ['profile', 'avatar', { avatar: user.avatar }],
    ['custom_data', 'customData', { customData: user.customData }],
    ['identities', 'social', { identities: {} }],
    [
      'profile',
      undefined,
      {
        lastSignInAt: user.lastSignInAt,
        createdAt: user.createdAt,
        updatedAt: user.updatedAt,
        applicationId: user.applicationId,
        isSuspended: user.isSuspended,
      },
    ],
    ['profile', 'profile', { profile: profileOf(caller) }],
    ['profile', 'password', { hasPassword: user.password !== null }],
  ];
  const shown = released.filter(
    ([scope, field]) =>
      (!scope || scopes.has(scope)) && (!field || isReadable(accountCenter, field)),
  );
  return Object.assign({}, ...shown.map(([, , values]) => values), {
    hasSecurityVerificationMethod: hasSecurityVerificationMethod(user),
  });
}

export const hasSecurityVerificationMethod = ({
  password,
  primaryEmail,
  primaryPhone,
}: LogtoUser) => Boolean(password || primaryEmail || primaryPhone);

/** @throws 400 when the change would leave somebody nothing to be recognized by. */
export function requireIdentifierLeft(user: LogtoUser, change: Partial<LogtoUser>) {
  const { username, primaryEmail, primaryPhone, ssoIdentities } = { ...user, ...change };
  if (username || primaryEmail || primaryPhone || ssoIdentities.length > 0) return;
  throw new LogtoError(400, 'user.last_sign_in_method_required');
}

function requireFree(tenant: Tenant, user: LogtoUser, username: string | null) {
  if (username === null) return requireIdentifierLeft(user, { username });
  if (username.length > MAX_NAME) throw new LogtoError(422, 'user.username_too_long');
  const owner = findByUsername(tenant, username);
  if (owner && owner !== user) throw new LogtoError(422, 'user.username_already_in_use');
}

function requireRoom(text: string | null | undefined, length: number) {
  if (!text || text.length <= length) return;
  throw new LogtoError(422, 'entity.value_too_long', {
    message: `value too long for type character varying(${length})`,
  });
}

function requireAcceptable({ signInExperience }: Tenant, user: LogtoUser, password: string) {
  const personal = [user.username ?? '', user.name ?? '', user.primaryEmail?.split('@')[0] ?? ''];
  const issues = passwordIssues(password, signInExperience.passwordPolicy, personal);
  if (issues.length > 0) throw new LogtoError(422, 'password.rejected', issues);
  if (user.password === password) throw new LogtoError(422, 'user.same_password');
}

export function profileRoutes(api: AccountApi): Routes {
  const { tenant, now } = api;
  return {
    'GET /api/my-account': forAccount(api, ({ res }, caller) =>
      send(res, 200, accountOf(tenant, caller)),
    ),

    'PATCH /api/my-account': forAccount(
      api,
      ({ res }, caller) => {
        const { user, body } = caller;
        const changes = Object.fromEntries(
          Object.entries(body).filter(([, value]) => value !== undefined),
        ) as typeof body;
        for (const field of ['name', 'avatar', 'username', 'customData'] as const) {
          if (field in changes) requireEditable(tenant.accountCenter, field);
        }
        requireScope(caller, 'profile', 400);
        if (changes.customData) requireScope(caller, 'custom_data', 400);
        if (changes.username !== undefined) {
          requireVerified(caller);
          requireFree(tenant, user, changes.username);
        }
        if (Object.keys(changes).length === 0) throw new LogtoError(422, 'entity.invalid_input');
        requireRoom(changes.name, MAX_NAME);
        requireRoom(changes.avatar, MAX_AVATAR);
        Object.assign(user, changes, { updatedAt: now() });
        // An empty name is none.
        user.name ||= null;
        send(res, 200, accountOf(tenant, caller));
      },
      { body: accountBody },
    ),

    'PATCH /api/my-account/profile': forAccount(
      api,
      ({ res }, caller) => {
        requireEditable(tenant.accountCenter, 'profile');
        requireScope(caller, 'profile', 400);
        if (caller.body.address) requireScope(caller, 'address', 400);
        for (const [name, value] of Object.entries(caller.body)) {
          if (value !== undefined) caller.user.profile[toClaim(name)] = value;
        }
        caller.user.updatedAt = now();
        send(res, 200, profileOf(caller));
      },
      { body: profileBody },
    ),

    'POST /api/my-account/password': forAccount(
      api,
      ({ res }, caller) => {
        const { user, body } = caller;
        // Somebody with nothing to verify by may set a first password just like that.
        if (hasSecurityVerificationMethod(user)) requireVerified(caller);
        requireEditable(tenant.accountCenter, 'password');
        requireAcceptable(tenant, user, body.password);
        user.password = body.password;
        user.updatedAt = now();
        send(res, 204);
      },
      { body: z.object({ password: z.string().min(1) }) },
    ),
  };
}
