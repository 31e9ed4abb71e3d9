/** `/api/my-account`: what somebody sees and changes of themselves. */
import { z } from 'zod';
import { type Routes, send } from '../engine/http.ts';
import {
  type AccountApi,
  type Caller,
  forAccount,
  requireScope,
  requireVerified,
} from './account-auth.ts';
import {
  type AccountField,
  isReadable,
  requireEditable,
  requireReadable,
} from './account-center.ts';
import { LogtoError } from './errors.ts';
import { passwordIssues } from './password-policy.ts';
import { findByUsername, type LogtoUser, type Tenant } from './tenant.ts';

const accountBody = z.object({
  name: z.string().nullable().optional(),
  avatar: z.url().nullable().optional(),
  username: z
    .string()
    .regex(/^[A-Z_a-z]\w*$/)
    .nullable()
    .optional(),
  customData: z.record(z.string(), z.unknown()).optional(),
});
const profileBody = z
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
  })
  .partial();

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const { issues } = parsed.error;
    throw new LogtoError(400, 'guard.invalid_input', { issues, name: 'ZodError' });
  }
  return parsed.data;
}

/** Kept as the claims they become; the API writes the same names in camel case. */
const toClaim = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const fromClaim = (name: string) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
const profileOf = ({ profile }: LogtoUser) =>
  Object.fromEntries(Object.entries(profile).map(([name, value]) => [fromClaim(name), value]));

/** What the scopes release, less what the account center hides. No company identities: userinfo has them. */
function accountOf({ accountCenter }: Tenant, { user, scopes }: Caller) {
  const released: [string | undefined, AccountField | undefined, Record<string, unknown>][] = [
    [undefined, undefined, { id: user.id }],
    ['profile', 'username', { username: user.username }],
    ['email', 'email', { primaryEmail: user.primaryEmail }],
    ['phone', 'phone', { primaryPhone: null }],
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
        applicationId: null,
        isSuspended: user.isSuspended,
      },
    ],
    ['profile', 'profile', { profile: profileOf(user) }],
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

export const hasSecurityVerificationMethod = ({ password, primaryEmail }: LogtoUser) =>
  password !== null || primaryEmail !== null;

function changeUsername(tenant: Tenant, user: LogtoUser, username: string | null) {
  const owner = username === null ? undefined : findByUsername(tenant, username);
  if (owner && owner !== user) throw new LogtoError(422, 'user.username_already_in_use');
  const isLast = !user.primaryEmail && user.ssoIdentities.length === 0;
  if (username === null && isLast) throw new LogtoError(400, 'user.last_sign_in_method_required');
  user.username = username;
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

    'PATCH /api/my-account': forAccount(api, ({ res }, caller) => {
      const { user } = caller;
      const { username, ...changes } = parse(accountBody, caller.body);
      const named = { ...changes, ...(username !== undefined && { username }) };
      for (const field of Object.keys(named)) {
        requireEditable(tenant.accountCenter, field as AccountField);
      }
      // 400 where other calls answer 401: Logto is not of one mind about it.
      const isAllowed =
        caller.scopes.has('profile') && (!changes.customData || caller.scopes.has('custom_data'));
      if (!isAllowed) throw new LogtoError(400, 'auth.unauthorized');
      if (username !== undefined) {
        requireVerified(caller);
        changeUsername(tenant, user, username);
      }
      Object.assign(user, changes, { updatedAt: now() });
      send(res, 200, accountOf(tenant, caller));
    }),

    'PATCH /api/my-account/profile': forAccount(api, ({ res }, caller) => {
      const changes = parse(profileBody, caller.body);
      requireEditable(tenant.accountCenter, 'profile');
      if (!caller.scopes.has('profile')) throw new LogtoError(400, 'auth.unauthorized');
      for (const [name, value] of Object.entries(changes)) {
        caller.user.profile[toClaim(name)] = String(value);
      }
      caller.user.updatedAt = now();
      send(res, 200, profileOf(caller.user));
    }),

    'POST /api/my-account/password': forAccount(api, ({ res }, caller) => {
      const { user } = caller;
      const { password } = parse(z.object({ password: z.string().min(1) }), caller.body);
      // Somebody with nothing to verify by may set a first password just like that.
      if (hasSecurityVerificationMethod(user)) requireVerified(caller);
      requireEditable(tenant.accountCenter, 'password');
      requireAcceptable(tenant, user, password);
      user.password = password;
      user.updatedAt = now();
      send(res, 204);
    }),

    'GET /api/my-account/mfa-settings': forAccount(api, ({ res }, caller) => {
      requireScope(caller, 'identities');
      requireReadable(tenant.accountCenter, 'mfa');
      send(res, 200, { skipMfaOnSignIn: caller.user.mfa.skipMfaOnSignIn ?? false });
    }),
  };
}
