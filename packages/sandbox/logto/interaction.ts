/**
 * One sign-in in progress: what the person has proved so far, and who that makes them.
 * Logto keeps the same in its interaction storage; ours is a map by interaction id.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KoaContextWithOIDC, default as Provider } from 'oidc-provider';
import { signInContextOf } from './audit.ts';
import { LogtoError } from './errors.ts';
import {
  existingUser,
  requireProfile,
  userByPassword,
  userFromProfile,
  userFromProof,
} from './identification.ts';
import { newId } from './ids.ts';
import { type PendingMfa, requireMfaSetUp, requireVerifiedMfa, saveMfa } from './mfa.ts';
import { type OneTimeTokenContext, spendOneTimeToken } from './one-time-tokens.ts';
import { storeTokens, type TokenResponse } from './secret-vault.ts';
import { withSentinel } from './sentinel.ts';
import { type LastSubmission, recordConsent, recordOf } from './sign-in-record.ts';
import type { LogtoUser, Tenant } from './tenant.ts';

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
      /** Set with the first answer of the identity provider, good or bad. */
      answered?: boolean;
      /** Set once the identity provider's answer was verified. */
      identity?: { issuer: string; userInfo: SsoUserInfo };
      /** What came with it, for the Secret Vault. */
      tokens?: TokenResponse;
    }
  /** With a `secret` it sets the factor up; without, it proves one that the user has. */
  | { type: 'Totp'; userId: string; secret?: string; verified: boolean }
  | { type: 'BackupCode'; userId: string; codes?: string[]; verified: boolean }
  | { type: 'OneTimeToken'; identifier: Identifier; context: OneTimeTokenContext };
export type Interaction = {
  event: 'SignIn' | 'Register';
  verifications: Map<string, Verification>;
  profile: { username?: string; password?: string };
  mfa: PendingMfa;
  userId?: string;
};

export class Interactions {
  readonly tenant: Tenant;
  readonly now: () => number;
  readonly #byUid = new Map<string, Interaction>();
  readonly #provider: Provider;

  constructor(provider: Provider, tenant: Tenant, now: () => number) {
    this.#provider = provider;
    this.tenant = tenant;
    this.now = now;
    provider.on('end_session.success', ({ oidc }: KoaContextWithOIDC) => {
      if (oidc.session) tenant.signIns.delete(oidc.session.uid);
    });
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

  #allow(event: Interaction['event']) {
    const { signInMode } = this.tenant.signInExperience;
    const refused = event === 'Register' ? 'SignIn' : 'Register';
    if (signInMode === refused) throw new LogtoError(403, 'auth.forbidden');
  }

  /** `PUT /api/experience`: starts over, keeping nothing. */
  async start(req: IncomingMessage, res: ServerResponse, event: Interaction['event']) {
    const uid = await this.#uid(req, res);
    this.#allow(event);
    this.#byUid.set(uid, { event, verifications: new Map(), profile: {}, mfa: {} });
  }

  async current(req: IncomingMessage, res: ServerResponse): Promise<Interaction> {
    const interaction = this.#byUid.get(await this.#uid(req, res));
    if (!interaction) throw new LogtoError(404, 'session.interaction_not_found');
    return interaction;
  }

  setEvent(interaction: Interaction, event: Interaction['event']) {
    this.#allow(event);
    interaction.event = event;
  }

  /** The application that asked, and the sign-in so far; undefined where there is none. */
  async peek(req: IncomingMessage, res: ServerResponse) {
    const details = await this.#provider.interactionDetails(req, res).catch(() => undefined);
    if (!details) return undefined;
    const applicationId = String(details.params.client_id);
    return { applicationId, interaction: this.#byUid.get(details.jti) };
  }

  /** One of each kind: beginning another round trip to a connector forgets the last. */
  addVerification(interaction: Interaction, verification: Verification) {
    const { verifications } = interaction;
    for (const [known, { type }] of verifications) {
      if (type === verification.type) verifications.delete(known);
    }
    const id = newId(21);
    interaction.verifications.set(id, verification);
    return id;
  }

  /** The lock-out counts the identifier as typed, whether or not somebody has it. */
  verifyPassword(identifier: Identifier, password: string): LogtoUser {
    const attempt = { target: identifier.value, action: 'Password', now: this.now() } as const;
    return withSentinel(this.tenant, attempt, () =>
      userByPassword(this.tenant, identifier, password),
    );
  }

  /** The token is used up, even if the sign-in goes no further. */
  verifyOneTimeToken(
    interaction: Interaction,
    { identifier, token }: { identifier: Identifier; token: string },
  ) {
    const attempt = { target: identifier.value, action: 'OneTimeToken', now: this.now() } as const;
    const { event } = interaction;
    const { context } = withSentinel(this.tenant, attempt, () =>
      spendOneTimeToken(this.tenant, { token, email: identifier.value, event }, this.now()),
    );
    return this.addVerification(interaction, { type: 'OneTimeToken', identifier, context });
  }

  /** `POST /api/experience/identification`: turns what was proved into a user. True: created one. */
  identify(interaction: Interaction, verificationId: string | undefined): boolean {
    const verification = verificationId ? interaction.verifications.get(verificationId) : undefined;
    const { tenant } = this;
    if (interaction.event === 'Register') {
      this.#allow('Register');
      const user = verification
        ? userFromProof(tenant, verification, interaction.profile, this.now())
        : userFromProfile(tenant, interaction.profile, this.now());
      tenant.users.set(user.id, user);
      interaction.userId = user.id;
      return true;
    }
    if (!verification) throw new LogtoError(404, 'session.verification_session_not_found');
    const user = existingUser(tenant, verification, this.now());
    if (user.isSuspended) throw new LogtoError(401, 'user.suspended');
    interaction.userId = user.id;
    return false;
  }

  userOf(interaction: Interaction): LogtoUser {
    const user = interaction.userId && this.tenant.users.get(interaction.userId);
    if (!user) throw new LogtoError(404, 'session.identifier_not_found');
    return user;
  }

  /** Whoever came through a connector is asked for nothing more, no second factor either, whatever the policy (docs/vendors.md L3). */
  #checkComplete(interaction: Interaction, user: LogtoUser) {
    const proofs = [...interaction.verifications.values()];
    if (proofs.some((one) => one.type === 'EnterpriseSso' && one.identity)) return;
    if (interaction.event === 'SignIn') {
      const verified = proofs.flatMap((one) =>
        (one.type === 'Totp' && one.verified && !one.secret) ||
        (one.type === 'BackupCode' && one.verified)
          ? [one.type]
          : [],
      );
      requireVerifiedMfa(this.tenant, user, verified);
    }
    requireProfile(this.tenant, user);
    requireMfaSetUp(this.tenant, user, interaction.event, interaction.mfa);
  }

  /** `POST /api/experience/submit`: hands the user to oidc-provider; returns where to go next. */
  async submit(req: IncomingMessage, res: ServerResponse): Promise<string> {
    const interaction = await this.current(req, res);
    const user = this.userOf(interaction);
    this.#checkComplete(interaction, user);
    saveMfa(user, interaction.mfa, this.now());
    user.lastSignInAt = this.now();
    user.updatedAt = this.now();
    for (const one of interaction.verifications.values()) {
      if (one.type === 'EnterpriseSso') storeTokens(this.tenant, user, one, this.now());
    }
    const uid = await this.#uid(req, res);
    const submission: LastSubmission = {
      interactionEvent: interaction.event,
      userId: user.id,
      verificationRecords: [...interaction.verifications].map(recordOf),
      signInContext: signInContextOf(req),
    };
    const redirectTo = await this.#provider.interactionResult(req, res, {
      login: { accountId: user.id },
      ...submission,
    });
    this.#byUid.delete(uid);
    return redirectTo;
  }

  /** First-party applications get every scope they ask for, without a screen (docs/vendors.md L10). */
  async consent(req: IncomingMessage, res: ServerResponse): Promise<string> {
    const { prompt, params, session, grantId, lastSubmission } =
      await this.#provider.interactionDetails(req, res);
    const accountId = session?.accountId;
    recordConsent(this.tenant, session, lastSubmission, String(params.client_id));
    const user = this.tenant.users.get(accountId ?? '');
    if (user) user.applicationId ??= String(params.client_id);
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
}
