/** `/api/my-account/mfa-verifications`: somebody's own second factors. */
import { Secret } from 'otpauth';
import { type Routes, send } from '../engine/http.ts';
import { type AccountApi, forAccount, requireScope, requireVerified } from './account-auth.ts';
import { requireEditable, requireReadable } from './account-center.ts';
import { LogtoError } from './errors.ts';
import { type MfaVerification, newBackupCodes, newTotpSecret, saveMfa, timeStepOf } from './mfa.ts';
import type { MfaFactor } from './sign-in-experience.ts';
import type { LogtoUser } from './tenant.ts';

/** Neither the secret nor the codes: they are shown once, when they are made. */
const listed = (one: MfaVerification) => ({
  id: one.id,
  createdAt: one.createdAt,
  type: one.type,
  ...(one.type === 'BackupCode' && {
    remainCodes: one.codes.filter(({ usedAt }) => !usedAt).length,
  }),
});

function requireTotp(user: LogtoUser, secret: string, code: unknown, now: number) {
  if (user.mfaVerifications.some(({ type }) => type === 'Totp')) {
    throw new LogtoError(422, 'user.totp_already_in_use');
  }
  if (!/^[A-Z2-7]+$/.test(secret) || Secret.fromBase32(secret).bytes.length === 0) {
    throw new LogtoError(400, 'user.totp_secret_invalid');
  }
  // Without a code the application vouches for it.
  if (code && timeStepOf(secret, String(code), now) === undefined) {
    throw new LogtoError(400, 'session.mfa.invalid_totp_code');
  }
}

function requireBackupCodes(user: LogtoUser, codes: string[]) {
  const unused = user.mfaVerifications.some(
    (one) => one.type === 'BackupCode' && one.codes.some(({ usedAt }) => !usedAt),
  );
  if (unused) throw new LogtoError(422, 'user.backup_code_already_in_use');
  if (!user.mfaVerifications.some(({ type }) => type !== 'BackupCode')) {
    throw new LogtoError(422, 'session.mfa.backup_code_can_not_be_alone');
  }
  if (codes.length !== 10 || !codes.every((code) => /^[\da-f]{10}$/i.test(code))) {
    throw new LogtoError(422, 'user.wrong_backup_code_format');
  }
}

export function accountMfaRoutes(api: AccountApi): Routes {
  const { tenant, now } = api;
  const isOn = (factor: MfaFactor) => tenant.signInExperience.mfa.factors.includes(factor);

  return {
    'GET /api/my-account/mfa-verifications': forAccount(api, ({ res }, caller) => {
      requireReadable(tenant.accountCenter, 'mfa');
      requireScope(caller, 'identities');
      send(res, 200, caller.user.mfaVerifications.map(listed));
    }),

    'POST /api/my-account/mfa-verifications': forAccount(api, ({ res }, caller) => {
      const { user, body } = caller;
      const { type, secret, code, codes } = body;
      const isTotp = type === 'Totp' && typeof secret === 'string';
      const isBackupCode = type === 'BackupCode' && Array.isArray(codes);
      if (!isTotp && !isBackupCode) throw new LogtoError(400, 'guard.invalid_input');
      requireVerified(caller);
      requireEditable(tenant.accountCenter, 'mfa');
      requireScope(caller, 'identities');
      if (!isOn(type)) throw new LogtoError(400, 'session.mfa.mfa_factor_not_enabled');
      if (isTotp) {
        requireTotp(user, secret, code, now());
        saveMfa(user, { totpSecret: secret }, now());
      } else {
        const given = (codes as unknown[]).map(String);
        requireBackupCodes(user, given);
        saveMfa(user, { backupCodes: given, enabled: true }, now());
      }
      send(res, 204);
    }),

    'POST /api/my-account/mfa-verifications/totp-secret/generate': forAccount(api, ({ res }) =>
      send(res, 200, { secret: newTotpSecret() }),
    ),

    'POST /api/my-account/mfa-verifications/backup-codes/generate': forAccount(api, ({ res }) =>
      send(res, 200, { codes: newBackupCodes() }),
    ),

    'DELETE /api/my-account/mfa-verifications/:id': forAccount(api, ({ res, params }, caller) => {
      const { user } = caller;
      requireVerified(caller);
      requireScope(caller, 'identities');
      const remaining = user.mfaVerifications.filter(({ id }) => id !== params.id);
      if (remaining.length === user.mfaVerifications.length) {
        throw new LogtoError(400, 'verification_record.not_found');
      }
      requireEditable(tenant.accountCenter, 'mfa');
      user.mfaVerifications = remaining;
      send(res, 204);
    }),
  };
}
