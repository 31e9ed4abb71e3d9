/** `/api/my-account/mfa-verifications`: somebody's own second factors. */
import { z } from 'zod/v3';
import { type Routes, send } from '../engine/http.ts';
import {
  type AccountApi,
  type Caller,
  forAccount,
  requireScope,
  requireVerified,
} from './account-auth.ts';
import { type AccountField, requireEditable, requireReadable } from './account-center.ts';
import { refuseUnknownRecord } from './account-identifiers.ts';
import { LogtoError } from './errors.ts';
import { type MfaVerification, newBackupCodes, newTotpSecret, saveMfa, timeStepOf } from './mfa.ts';
import type { LogtoUser } from './tenant.ts';

const factorBody = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('WebAuthn'),
    newIdentifierVerificationRecordId: z.string(),
    name: z.string().optional(),
  }),
  z.object({ type: z.literal('Totp'), secret: z.string(), code: z.string().optional() }),
  z.object({ type: z.literal('BackupCode'), codes: z.array(z.string()) }),
]);
/** Base32 in whole groups, of 10 to 20 bytes. */
export const TOTP_SECRET =
  /^(?=.{16,32}$)([A-Z2-7]{8})*([A-Z2-7]{2}={6}|[A-Z2-7]{4}={4}|[A-Z2-7]{5}={3}|[A-Z2-7]{7}=)?$/;

/** Neither the secret nor the codes: they are shown when they are made. */
export const listed = (one: MfaVerification) => ({
  id: one.id,
  createdAt: one.createdAt,
  type: one.type,
  ...(one.type === 'BackupCode' && {
    remainCodes: one.codes.filter(({ usedAt }) => !usedAt).length,
  }),
});

function requireTotp(secret: string, code: string | undefined, now: number) {
  if (!TOTP_SECRET.test(secret)) throw new LogtoError(400, 'user.totp_secret_invalid');
  // Without a code the application vouches for it.
  if (code && timeStepOf(secret, code, now) === undefined) {
    throw new LogtoError(400, 'session.mfa.invalid_totp_code');
  }
}

export function requireBackupCodes(user: LogtoUser, codes: string[]) {
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
  const requireFactor = (factor: string) => {
    const factors: readonly string[] = tenant.signInExperience.mfa.factors;
    if (!factors.includes(factor)) {
      throw new LogtoError(400, 'session.mfa.mfa_factor_not_enabled');
    }
  };
  const requireChange = (caller: Caller, field: AccountField = 'mfa') => {
    requireVerified(caller);
    requireEditable(tenant.accountCenter, field);
    requireScope(caller, 'identities');
  };

  return {
    'GET /api/my-account/mfa-verifications': forAccount(api, ({ res }, caller) => {
      requireReadable(tenant.accountCenter, 'mfa');
      requireScope(caller, 'identities');
      send(res, 200, caller.user.mfaVerifications.map(listed));
    }),

    'POST /api/my-account/mfa-verifications': forAccount(
      api,
      ({ res }, caller) => {
        const { user, body } = caller;
        requireChange(caller, body.type === 'WebAuthn' ? 'passkey' : 'mfa');
        requireFactor(body.type);
        if (body.type === 'WebAuthn') return refuseUnknownRecord();
        if (body.type === 'Totp') {
          if (user.mfaVerifications.some(({ type }) => type === 'Totp')) {
            throw new LogtoError(422, 'user.totp_already_in_use');
          }
          requireTotp(body.secret, body.code, now());
          saveMfa(user, { totpSecret: body.secret }, now());
        } else {
          requireBackupCodes(user, body.codes);
          saveMfa(user, { backupCodes: body.codes, enabled: true }, now());
        }
        send(res, 204);
      },
      { body: factorBody },
    ),

    'PUT /api/my-account/mfa-verifications/totp': forAccount(
      api,
      ({ res }, caller) => {
        const { user, body } = caller;
        requireChange(caller);
        requireFactor('Totp');
        requireTotp(body.secret, body.code, now());
        if (timeStepOf(body.secret, body.code, now()) === undefined) {
          throw new LogtoError(400, 'session.mfa.invalid_totp_code');
        }
        const place = user.mfaVerifications.findIndex(({ type }) => type === 'Totp');
        saveMfa(user, { totpSecret: body.secret }, now());
        const replacement = place < 0 ? undefined : user.mfaVerifications.pop();
        if (replacement) user.mfaVerifications[place] = replacement;
        send(res, 204);
      },
      { body: z.object({ secret: z.string(), code: z.string() }) },
    ),

    'POST /api/my-account/mfa-verifications/totp-secret/generate': forAccount(api, ({ res }) =>
      send(res, 200, { secret: newTotpSecret() }),
    ),

    'POST /api/my-account/mfa-verifications/backup-codes/generate': forAccount(api, ({ res }) =>
      send(res, 200, { codes: newBackupCodes() }),
    ),

    // Whatever the field says: somebody who proved who they are may see their codes.
    'GET /api/my-account/mfa-verifications/backup-codes': forAccount(api, ({ res }, caller) => {
      requireVerified(caller);
      requireScope(caller, 'identities');
      const found = caller.user.mfaVerifications.find((one) => one.type === 'BackupCode');
      if (!found) throw new LogtoError(404, 'verification_record.not_found');
      send(res, 200, { codes: found.codes.map(({ code, usedAt }) => ({ code, usedAt })) });
    }),

    // Only passkeys have names, and the tenant has none.
    'PATCH /api/my-account/mfa-verifications/:id/name': forAccount(
      api,
      (_, caller) => {
        requireChange(caller, 'passkey');
        refuseUnknownRecord();
      },
      { body: z.object({ name: z.string() }) },
    ),

    'DELETE /api/my-account/mfa-verifications/:id': forAccount(api, ({ res, params }, caller) => {
      const { user } = caller;
      requireVerified(caller);
      requireScope(caller, 'identities');
      const remaining = user.mfaVerifications.filter(({ id }) => id !== params.id);
      if (remaining.length === user.mfaVerifications.length) refuseUnknownRecord();
      requireEditable(tenant.accountCenter, 'mfa');
      user.mfaVerifications = remaining;
      send(res, 204);
    }),
  };
}
