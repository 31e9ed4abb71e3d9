/** The part of `/api/experience` that sets up and checks second factors. */
import { type Exchange, type Routes, readJson, send } from '../engine/http.ts';
import { LogtoError } from './errors.ts';
import type { Interactions, Verification } from './interaction.ts';
import { newBackupCodes, newTotpSecret, spendBackupCode, spendTotp, timeStepOf } from './mfa.ts';
import { accountNameOf, otpauthUrl, qrCode } from './qr-code.ts';
import { withSentinel } from './sentinel.ts';
import type { MfaFactor } from './sign-in-experience.ts';

export function mfaRoutes(interactions: Interactions): Routes {
  const { tenant, now } = interactions;
  /** All of these need to know who it is: they come after the identification. */
  const open = async ({ req, res }: Exchange) => {
    const interaction = await interactions.current(req, res);
    return { interaction, user: interactions.userOf(interaction), body: await readJson(req) };
  };
  const requireFactor = (factor: MfaFactor) => {
    if (!tenant.signInExperience.mfa.factors.includes(factor)) {
      throw new LogtoError(400, 'session.mfa.mfa_factor_not_enabled');
    }
  };
  function pendingOf<T extends Verification['type']>(
    verifications: Map<string, Verification>,
    type: T,
    id: unknown,
  ) {
    const found = verifications.get(String(id));
    if (found?.type !== type) {
      throw new LogtoError(404, 'session.verification_session_not_found');
    }
    return found as Extract<Verification, { type: T }>;
  }

  return {
    async 'POST /api/experience/verification/totp/secret'(exchange) {
      const { interaction, user } = await open(exchange);
      requireFactor('Totp');
      const secret = newTotpSecret();
      const verificationId = interactions.addVerification(interaction, {
        type: 'Totp',
        userId: user.id,
        secret,
        verified: false,
      });
      const url = otpauthUrl(secret, accountNameOf(user), exchange.url.hostname);
      send(exchange.res, 200, { verificationId, secret, secretQrCode: await qrCode(url) });
    },

    async 'POST /api/experience/verification/totp/verify'(exchange) {
      const { interaction, user, body } = await open(exchange);
      const code = String(body.code);
      if (body.verificationId) {
        const pending = pendingOf(interaction.verifications, 'Totp', body.verificationId);
        if (!pending.secret || timeStepOf(pending.secret, code, now()) === undefined) {
          throw new LogtoError(400, 'session.mfa.invalid_totp_code');
        }
        pending.verified = true;
        return send(exchange.res, 200, { verificationId: body.verificationId });
      }
      const attempt = { target: user.id, action: 'MfaTotp', now: now() } as const;
      withSentinel(tenant, attempt, () => spendTotp(user, code, now()));
      const verificationId = interactions.addVerification(interaction, {
        type: 'Totp',
        userId: user.id,
        verified: true,
      });
      send(exchange.res, 200, { verificationId });
    },

    async 'POST /api/experience/verification/backup-code/generate'(exchange) {
      const { interaction, user } = await open(exchange);
      const codes = newBackupCodes();
      const verificationId = interactions.addVerification(interaction, {
        type: 'BackupCode',
        userId: user.id,
        codes,
        verified: false,
      });
      send(exchange.res, 200, { verificationId, codes });
    },

    async 'POST /api/experience/verification/backup-code/verify'(exchange) {
      const { interaction, user, body } = await open(exchange);
      const attempt = { target: user.id, action: 'MfaBackupCode', now: now() } as const;
      withSentinel(tenant, attempt, () => spendBackupCode(user, String(body.code), now()));
      const verificationId = interactions.addVerification(interaction, {
        type: 'BackupCode',
        userId: user.id,
        verified: true,
      });
      send(exchange.res, 200, { verificationId });
    },

    async 'POST /api/experience/profile/mfa'(exchange) {
      const { interaction, user, body } = await open(exchange);
      if (body.type === 'Totp') {
        const { secret, verified } = pendingOf(
          interaction.verifications,
          'Totp',
          body.verificationId,
        );
        requireFactor('Totp');
        if (!secret || !verified) throw new LogtoError(400, 'session.mfa.pending_info_not_found');
        if (user.mfaVerifications.some(({ type }) => type === 'Totp')) {
          throw new LogtoError(422, 'user.totp_already_in_use');
        }
        interaction.mfa.totpSecret = secret;
      } else {
        const { codes } = pendingOf(interaction.verifications, 'BackupCode', body.verificationId);
        requireFactor('BackupCode');
        if (!codes) throw new LogtoError(400, 'session.mfa.pending_info_not_found');
        interaction.mfa.backupCodes = codes;
      }
      send(exchange.res, 204);
    },

    async 'POST /api/experience/profile/mfa/mfa-enabled'(exchange) {
      const { interaction } = await open(exchange);
      interaction.mfa.enabled = true;
      send(exchange.res, 204);
    },

    async 'POST /api/experience/profile/mfa/mfa-skipped'(exchange) {
      const { interaction } = await open(exchange);
      if (tenant.signInExperience.mfa.policy === 'Mandatory') {
        throw new LogtoError(422, 'session.mfa.mfa_policy_not_user_controlled');
      }
      interaction.mfa.skipped = true;
      send(exchange.res, 204);
    },
  };
}
