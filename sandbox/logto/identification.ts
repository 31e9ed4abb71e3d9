/** From what was proved to a user: looking up, linking and creating accounts (docs/vendors.md L3). */
import { LogtoError } from './errors.ts';
import type { Identifier, SsoUserInfo, Verification } from './interaction.ts';
import {
  connectorsForEmail,
  findByEmail,
  findBySsoIdentity,
  findByUsername,
  type LogtoUser,
  newUser,
  type SsoConnector,
  type Tenant,
} from './tenant.ts';

type Identity = { issuer: string; userInfo: SsoUserInfo };

/** The connector as `POST identification` gives it to whoever knows the password, secret included. */
const connectorBody = (connector: SsoConnector) => ({
  tenantId: 'default',
  id: connector.id,
  providerName: 'Okta',
  connectorName: connector.connectorName,
  config: connector.config,
  domains: connector.domains,
  branding: { displayName: connector.displayName },
  syncProfile: connector.syncProfile,
});

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

export function existingUser(tenant: Tenant, verification: Verification, now: number): LogtoUser {
  if (verification.type === 'Password') {
    const { type, value } = verification.identifier;
    // Only the e-mail address is checked: by username the person still gets in (docs/vendors.md L3).
    const ssoConnectors = type === 'email' ? connectorsForEmail(tenant, value) : [];
    if (ssoConnectors.length > 0) {
      throw new LogtoError(422, 'session.sso_enabled', {
        ssoConnectors: ssoConnectors.map(connectorBody),
      });
    }
    return tenant.users.get(verification.userId) as LogtoUser;
  }
  const { connector, identity } = verifiedSso(tenant, verification);
  const linked = findBySsoIdentity(tenant, identity.issuer, identity.userInfo.id);
  if (linked) return syncProfile(linked, connector, identity, now);
  // Any user with that e-mail is linked and signed in, whoever asserts it (docs/vendors.md L3).
  const byEmail = identity.userInfo.email && findByEmail(tenant, identity.userInfo.email);
  if (!byEmail) throw new LogtoError(404, 'user.sso_identity_not_exist');
  return syncProfile(link(byEmail, connector, identity), connector, identity, now);
}

export function userFromProfile(profile: { username?: string; password?: string }, now: number) {
  if (!profile.username || !profile.password) throw new LogtoError(422, 'user.missing_profile');
  return newUser({ username: profile.username, password: profile.password }, now);
}

export function userFromSso(tenant: Tenant, verification: Verification, now: number): LogtoUser {
  const { connector, identity } = verifiedSso(tenant, verification);
  const { name, avatar, email } = identity.userInfo;
  const fields = { name: name ?? null, avatar: avatar ?? null, primaryEmail: email ?? null };
  return link(newUser(fields, now), connector, identity);
}

function link(user: LogtoUser, connector: SsoConnector, identity: Identity) {
  user.ssoIdentities.push({
    connectorId: connector.id,
    issuer: identity.issuer,
    identityId: identity.userInfo.id,
    detail: identity.userInfo,
  });
  // Just-in-time membership happens at the first link and never again (docs/vendors.md L3).
  for (const { organizationId, roles } of connector.jit) {
    user.organizations[organizationId] ??= [...roles];
  }
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
    if (one.issuer === issuer && one.identityId === userInfo.id) one.detail = userInfo;
  }
  if (connector.syncProfile) {
    user.name = userInfo.name ?? user.name;
    user.avatar = userInfo.avatar ?? user.avatar;
    user.updatedAt = now;
  }
  return user;
}
