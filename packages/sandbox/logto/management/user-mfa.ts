/** `/api/users/:userId/mfa-verifications`: second factors that an administrator sets up or takes away. */
import { z } from 'zod/v3';
import { listed, requireBackupCodes, TOTP_SECRET } from '../account-mfa.ts';
import { LogtoError } from '../errors.ts';
import { newBackupCodes, newTotpSecret, type PendingMfa, saveMfa } from '../mfa.ts';
import { accountNameOf, otpauthUrl, qrCode } from '../qr-code.ts';
import type { LogtoUser } from '../tenant.ts';
import { type ManagementApi, type ManagementTable, route } from './route.ts';
import { findUser } from './users.ts';

const factorBody = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Totp'), secret: z.string().optional() }),
  z.object({ type: z.literal('BackupCode'), codes: z.string().array().optional() }),
]);

/** It was not the person who switched it on, so their own choice stays as it was. */
function add(user: LogtoUser, factor: PendingMfa, now: number) {
  const { mfa } = structuredClone(user);
  saveMfa(user, factor, now);
  user.mfa = mfa;
  user.updatedAt = now;
}

async function addTotp(user: LogtoUser, secret = newTotpSecret(), issuer: string, now: number) {
  if (user.mfaVerifications.some(({ type }) => type === 'Totp')) {
    throw new LogtoError(422, 'user.totp_already_in_use');
  }
  if (!TOTP_SECRET.test(secret)) throw new LogtoError(422, 'user.totp_secret_invalid');
  add(user, { totpSecret: secret }, now);
  const url = otpauthUrl(secret, accountNameOf(user), issuer);
  return { type: 'Totp', secret, secretQrCode: await qrCode(url) };
}

function addBackupCodes(user: LogtoUser, codes = newBackupCodes(), now: number) {
  requireBackupCodes(user, codes);
  add(user, { backupCodes: codes }, now);
  return { type: 'BackupCode', codes };
}

export function userMfaRoutes({ tenant, now }: ManagementApi): ManagementTable {
  return {
    'GET /api/users/:userId/mfa-verifications': route({}, ({ params }) =>
      findUser(tenant, params.userId).mfaVerifications.map(listed),
    ),

    // With a known secret, a test can make the codes itself.
    'POST /api/users/:userId/mfa-verifications': route(
      { body: factorBody },
      ({ params, body, exchange }) => {
        const user = findUser(tenant, params.userId);
        return body.type === 'Totp'
          ? addTotp(user, body.secret, exchange.url.hostname, now())
          : addBackupCodes(user, body.codes, now());
      },
    ),

    'DELETE /api/users/:userId/mfa-verifications/:verificationId': route({}, ({ params }) => {
      const user = findUser(tenant, params.userId);
      const left = user.mfaVerifications.filter(({ id }) => id !== params.verificationId);
      if (left.length === user.mfaVerifications.length) {
        throw new LogtoError(404, 'entity.not_found');
      }
      user.mfaVerifications = left;
      return undefined;
    }),
  };
}
