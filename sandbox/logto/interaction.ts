/**
 * One sign-in in progress: what the person has proved so far, and who that makes them.
 * Logto keeps the same in its interaction storage; ours is a map by interaction id.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { LogtoError } from './errors.ts';
import {
  connectorsForEmail,
  findByEmail,
  findBySsoIdentity,
  findByUsername,
  type LogtoUser,
  newId,
  newUser,
  type SsoConnector,
  type Tenant,
} from './tenant.ts';

export type Identifier = { type: 'username' | 'email' | 'phone'; value: string };
export type SsoUserInfo = {
  id: string;
  email?: string;
  name?: string;
  avatar?: string;
  [key: string]: unknown;
};
export type Verification =
  | { type: 'Password'; identifier: Identifier; userId: string }
  | {
      type: 'EnterpriseSso';
      connectorId: string;
      state: string;
      nonce: string;
      redirectUri: string;
      /** Set once the identity provider's answer was verified. */
      identity?: { issuer: string; userInfo: SsoUserInfo };
    };
export type Interaction = {
  event: 'SignIn' | 'Register';
  verifications: Map<string, Verification>;
  profile: { username?: string; password?: string };
  userId?: string;
};

export class Interactions {
  readonly #byUid = new Map<string, Interaction>();
  readonly #provider: Provider;
  readonly #tenant: Tenant;
  readonly #now: () => number;

  constructor(provider: Provider, tenant: Tenant, now: () => number) {
    this.#provider = provider;
    this.#tenant = tenant;
    this.#now = now;
  }

  async #uid(req: IncomingMessage, res: ServerResponse) {
    try {
      return (await this.#provider.interactionDetails(req, res)).jti;
    } catch {
      throw new LogtoError(400, 'session.not_found');
    }
  }

  async exists(req: IncomingMessage, res: ServerResponse) {
    return this.#uid(req, res).then(
      () => true,
      () => false,
    );
  }

  /** `PUT /api/experience`: starts over, keeping nothing. */
  async start(req: IncomingMessage, res: ServerResponse, event: Interaction['event']) {
    const { signInMode } = this.#tenant.signInExperience;
    if (event === 'Register' && signInMode === 'SignIn')
      throw new LogtoError(403, 'auth.forbidden');
    const uid = await this.#uid(req, res);
    this.#byUid.set(uid, { event, verifications: new Map(), profile: {} });
  }

  async current(req: IncomingMessage, res: ServerResponse): Promise<Interaction> {
    const interaction = this.#byUid.get(await this.#uid(req, res));
    if (!interaction) throw new LogtoError(404, 'session.verification_session_not_found');
    return interaction;
  }

  addVerification(interaction: Interaction, verification: Verification) {
    const id = newId(21);
    interaction.verifications.set(id, verification);
    return id;
  }

  /** `POST /api/experience/identification`: turns what was proved into a user. True: created one. */
  identify(interaction: Interaction, verificationId: string | undefined): boolean {
    const verification = verificationId && interaction.verifications.get(verificationId);
    if (interaction.event === 'Register') {
      const user = verification
        ? this.#userFromSso(verification)
        : this.#userFromProfile(interaction);
      this.#tenant.users.set(user.id, user);
      interaction.userId = user.id;
      return true;
    }
    if (!verification) throw new LogtoError(400, 'session.identifier_not_found');
    const user = this.#existingUser(verification);
    if (user.isSuspended) throw new LogtoError(401, 'user.suspended');
    interaction.userId = user.id;
    return false;
  }

  #existingUser(verification: Verification): LogtoUser {
    const tenant = this.#tenant;
    if (verification.type === 'Password') {
      const { type, value } = verification.identifier;
      // Only the e-mail address is checked: by username the person still gets in (docs/vendors.md L3).
      const [connector] = type === 'email' ? connectorsForEmail(tenant, value) : [];
      if (connector)
        throw new LogtoError(422, 'session.sso_enabled', { ssoConnectors: [connector] });
      return tenant.users.get(verification.userId) as LogtoUser;
    }
    const { connector, identity } = this.#verifiedSso(verification);
    const linked = findBySsoIdentity(tenant, identity.issuer, identity.userInfo.id);
    if (linked) return this.#syncProfile(linked, connector, identity);
    // Any user with that e-mail is linked and signed in, whoever asserts it (docs/vendors.md L3).
    const byEmail = identity.userInfo.email && findByEmail(tenant, identity.userInfo.email);
    if (!byEmail) throw new LogtoError(404, 'user.sso_identity_not_exist');
    return this.#syncProfile(this.#link(byEmail, connector, identity), connector, identity);
  }

  #userFromProfile({ profile }: Interaction): LogtoUser {
    if (!profile.username || !profile.password) throw new LogtoError(422, 'user.missing_profile');
    return newUser({ username: profile.username, password: profile.password }, this.#now());
  }

  #userFromSso(verification: Verification): LogtoUser {
    const { connector, identity } = this.#verifiedSso(verification);
    const { name, avatar, email } = identity.userInfo;
    const fields = { name: name ?? null, avatar: avatar ?? null, primaryEmail: email ?? null };
    return this.#link(newUser(fields, this.#now()), connector, identity);
  }

  #verifiedSso(verification: Verification) {
    const identity = verification.type === 'EnterpriseSso' ? verification.identity : undefined;
    const connector =
      verification.type === 'EnterpriseSso' &&
      this.#tenant.connectors.get(verification.connectorId);
    if (!identity || !connector)
      throw new LogtoError(400, 'session.verification_session_not_found');
    return { connector, identity };
  }

  #link(
    user: LogtoUser,
    connector: SsoConnector,
    identity: { issuer: string; userInfo: SsoUserInfo },
  ) {
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
  #syncProfile(
    user: LogtoUser,
    connector: SsoConnector,
    { issuer, userInfo }: { issuer: string; userInfo: SsoUserInfo },
  ) {
    for (const one of user.ssoIdentities) {
      if (one.issuer === issuer && one.identityId === userInfo.id) one.detail = userInfo;
    }
    if (connector.syncProfile) {
      user.name = userInfo.name ?? user.name;
      user.avatar = userInfo.avatar ?? user.avatar;
      user.updatedAt = this.#now();
    }
    return user;
  }

  /** `POST /api/experience/submit`: hands the user to oidc-provider; returns where to go next. */
  async submit(req: IncomingMessage, res: ServerResponse): Promise<string> {
    const interaction = await this.current(req, res);
    if (!interaction.userId) throw new LogtoError(400, 'session.identifier_not_found');
    const uid = await this.#uid(req, res);
    const redirectTo = await this.#provider.interactionResult(req, res, {
      login: { accountId: interaction.userId },
    });
    this.#byUid.delete(uid);
    return redirectTo;
  }

  /** First-party applications get every scope they ask for, without a screen (docs/vendors.md L10). */
  async consent(req: IncomingMessage, res: ServerResponse): Promise<string> {
    const { prompt, params, session, grantId, lastSubmission } =
      await this.#provider.interactionDetails(req, res);
    const accountId = session?.accountId;
    const grant =
      (grantId && (await this.#provider.Grant.find(grantId))) ||
      new this.#provider.Grant({ accountId, clientId: String(params.client_id) });
    const { missingOIDCScope, missingResourceScopes } = prompt.details as {
      missingOIDCScope?: string[];
      missingResourceScopes?: Record<string, string[]>;
    };
    if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '));
    for (const [resource, scopes] of Object.entries(missingResourceScopes ?? {})) {
      grant.addResourceScope(resource, scopes.join(' '));
    }
    const result = { ...lastSubmission, consent: { grantId: await grant.save() } };
    return this.#provider.interactionResult(req, res, result);
  }

  /** The user with these credentials, or the same refusal for "no such user" and "wrong password". */
  verifyPassword({ type, value }: Identifier, password: string): LogtoUser {
    const user =
      type === 'email' ? findByEmail(this.#tenant, value) : findByUsername(this.#tenant, value);
    if (!user?.password || user.password !== password)
      throw new LogtoError(422, 'session.invalid_credentials');
    return user;
  }
}
