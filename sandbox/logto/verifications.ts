/** Proving once more who one is, before changing what protects the account. Good for ten minutes. */
import { type Routes, send } from '../engine/http.ts';
import { type AccountApi, forAccount } from './account-auth.ts';
import { LogtoError } from './errors.ts';
import { withSentinel } from './sentinel.ts';
import { type LogtoUser, newId, type Tenant } from './tenant.ts';

const LIFETIME_MS = 10 * 60_000;

export type AccountVerification = { userId: string; expiresAt: number };

export function isVerified(
  { accountVerifications }: Tenant,
  user: LogtoUser,
  id: string | string[] | undefined,
  now: number,
) {
  const record = typeof id === 'string' ? accountVerifications.get(id) : undefined;
  return record?.userId === user.id && record.expiresAt > now;
}

export function verificationRoutes(api: AccountApi): Routes {
  const { tenant, now } = api;
  return {
    'POST /api/verifications/password': forAccount(api, ({ res }, { user, body: { password } }) => {
      if (typeof password !== 'string' || !password) {
        throw new LogtoError(400, 'guard.invalid_input');
      }
      const attempt = { target: user.id, action: 'Password', now: now() } as const;
      withSentinel(tenant, attempt, () => {
        if (user.password !== password) throw new LogtoError(422, 'session.invalid_credentials');
      });
      const verificationRecordId = newId(21);
      const expiresAt = now() + LIFETIME_MS;
      tenant.accountVerifications.set(verificationRecordId, { userId: user.id, expiresAt });
      send(res, 201, { verificationRecordId, expiresAt: new Date(expiresAt).toISOString() });
    }),

    // The tenant has nothing that sends e-mail.
    'POST /api/verifications/verification-code': forAccount(api, () => {
      throw new LogtoError(501, 'connector.not_found');
    }),
  };
}
