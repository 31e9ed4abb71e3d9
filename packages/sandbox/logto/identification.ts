/** From what was proved to a user: looking up, linking and creating accounts (docs/vendors.md L3). */
import type { SsoConnector } from './entities.ts';
import { LogtoError } from './errors.ts';
import { newId } from './ids.ts';
import type { Identifier, SsoUserInfo, Verification } from './interaction.ts';
import { joinByConnector, joinByEmail, joinById } from './membership.ts';
import {
  connectorsForEmail,
  findByEmail,
  findBySsoIdentity,
  findByUsername,
  type LogtoUser,
  newUser,
  type Tenant,
} from './tenant.ts';

type Identity = { issuer: string; userInfo: SsoUserInfo };

/** The user with these credentials, or the same refusal for "no such user" and "wrong password". */
export function userByPassword(tenant: Tenant, { type, value }: Identifier, password: string) {
  const user = type === 'email' ? findByEmail(tenant, value) : findByUsername(tenant, value);
  if (!user?.password || user.password !== password) {
    throw new LogtoError(422, 'session.invalid_credentials');
  }
  return user;
}

function verifiedSso(tenant: Tenant, verification: Verification) {
  const sso = verification.type === 'EnterpriseSso' ? verification : undefined;
  const connector = sso && tenant.connectors.get(sso.connectorId);
  if (!sso?.identity || !connector) {
    throw new LogtoError(400, 'session.verification_session_not_found');
  }
  return { connector, identity: sso.identity };
}

/** Settings may have changed since the person began. */
function requireMethod(isEnabled: boolean) {
  if (!isEnabled) throw new LogtoError(422, 'user.sign_in_method_not_enabled');
}

export function existingUser(tenant: Tenant, verification: Verification, now: number): LogtoUser {
  if (verification.type === 'Password') {
    const { type, value } = verification.identifier;
    const { methods } = tenant.signInExperience.signIn;
    requireMethod(methods.some((one) => one.identifier === type && one.password));
    // Only the e-mail address is checked: by username the person still gets in (docs/vendors.md L3).
    const ssoConnectors = type === 'email' ? connectorsForEmail(tenant, value) : [];
    if (ssoConnectors.length > 0) {
      throw new LogtoError(422, 'session.sso_enabled', {
        // Whole, secret included: whoever knows the password is told it.
        ssoConnectors,
      });
    }
    return tenant.users.get(verification.userId) as LogtoUser;
  }
  if (verification.type === 'OneTimeToken') {
    const { identifier, context } = verification;
    const user = findByEmail(tenant, identifier.value);
    if (!user) throw new LogtoError(404, 'user.user_not_exist', { identifier: identifier.value });
    joinById(tenant, user, context.jitOrganizationIds);
    return user;
  }
  requireMethod(tenant.signInExperience.singleSignOnEnabled);
  const { connector, identity } = verifiedSso(tenant, verification);
  const linked = findBySsoIdentity(tenant, identity.issuer, identity.userInfo.id);
  if (linked) return syncProfile(linked, connector, identity, now);
  // Any user with that e-mail is linked and signed in, whoever asserts it (docs/vendors.md L3).
  const byEmail = identity.userInfo.email && findByEmail(tenant, identity.userInfo.email);
  if (!byEmail) throw new LogtoError(404, 'user.sso_identity_not_exist');
  return syncProfile(link(tenant, byEmail, connector, identity, now), connector, identity, now);
}

type Profile = { username?: string; password?: string };
const IDENTIFIERS = { username: 'username', email: 'primaryEmail', phone: 'primaryPhone' } as const;

/**
 * What the tenant wants everybody to have who doesn't come through a company.
 * @throws 422 `user.missing_profile` with what is missing.
 */
export function requireProfile(
  { signInExperience: { signUp } }: Pick<Tenant, 'signInExperience'>,
  person: Pick<LogtoUser, 'username' | 'primaryEmail' | 'primaryPhone' | 'password'>,
) {
  const has = (one: keyof typeof IDENTIFIERS) => Boolean(person[IDENTIFIERS[one]]);
  const secondary = (signUp.secondaryIdentifiers ?? []).map(({ identifier }) => identifier);
  const missingProfile: string[] = [...signUp.identifiers, ...secondary].filter((one) =>
    one === 'emailOrPhone' ? !has('email') && !has('phone') : !has(one),
  );
  if (signUp.password && !person.password) missingProfile.push('password');
  if (missingProfile.length > 0)
    throw new LogtoError(422, 'user.missing_profile', { missingProfile });
}

function userWith(tenant: Tenant, fields: Partial<LogtoUser>, now: number) {
  const user = newUser(tenant, fields, now);
  requireProfile(tenant, user);
  return user;
}

export const userFromProfile = (tenant: Tenant, profile: Profile, now: number) =>
  userWith(tenant, profile, now);

/** Somebody new by what was proved; a password proves nothing about somebody who isn't there yet. */
export function userFromProof(
  tenant: Tenant,
  verification: Verification,
  profile: Profile,
  now: number,
) {
  if (verification.type !== 'OneTimeToken') return userFromSso(tenant, verification, now);
  const fields = { ...profile, primaryEmail: verification.identifier.value };
  const user = userWith(tenant, fields, now);
  joinById(tenant, user, verification.context.jitOrganizationIds);
  joinByEmail(tenant, user);
  return user;
}

function userFromSso(tenant: Tenant, verification: Verification, now: number): LogtoUser {
  const { connector, identity } = verifiedSso(tenant, verification);
  const { name, avatar, email } = identity.userInfo;
  const fields = { name: name ?? null, avatar: avatar ?? null, primaryEmail: email ?? null };
  return link(tenant, newUser(tenant, fields, now), connector, identity, now);
}

function link(
  tenant: Tenant,
  user: LogtoUser,
  connector: SsoConnector,
  identity: Identity,
  now: number,
) {
  user.ssoIdentities.push({
    id: newId(21),
    connectorId: connector.id,
    issuer: identity.issuer,
    identityId: identity.userInfo.id,
    detail: identity.userInfo,
    createdAt: now,
    updatedAt: now,
  });
  joinByConnector(tenant, user, connector.id);
  return user;
}

/** Name and avatar follow the identity provider at every sign-in, the e-mail never (docs/vendors.md L3). */
function syncProfile(
  user: LogtoUser,
  connector: SsoConnector,
  { issuer, userInfo }: Identity,
  now: number,
) {
  for (const one of user.ssoIdentities) {
    if (one.issuer !== issuer || one.identityId !== userInfo.id) continue;
    one.detail = userInfo;
    one.updatedAt = now;
  }
  if (connector.syncProfile) {
    user.name = userInfo.name ?? user.name;
    user.avatar = userInfo.avatar ?? user.avatar;
    user.updatedAt = now;
  }
  return user;
}
