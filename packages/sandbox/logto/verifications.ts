/** Proving once more who one is, before changing what protects the account. Good for ten minutes. */
import { z } from 'zod/v3';
import { type Routes, send } from '../engine/http.ts';
import { type AccountApi, forAccount } from './account-auth.ts';
import { EMAIL, PHONE, refuseUnknownRecord } from './account-identifiers.ts';
import { LogtoError } from './errors.ts';
import { newId } from './ids.ts';
import { checkRegistration, registrationOptions, registrationPayload } from './passkeys.ts';
import { withSentinel } from './sentinel.ts';
import type { LogtoUser, Tenant } from './tenant.ts';

const LIFETIME_MS = 10 * 60_000;

/** A passkey is not a proof of the person: its record only stands for the new passkey. */
export type AccountVerification = { userId: string; expiresAt: number } & (
  | { type: 'Password' }
  | { type: 'WebAuthn'; challenge: string }
);

const identifier = z.discriminatedUnion('type', [
  z.object({ type: z.literal('email'), value: z.string().max(256).regex(EMAIL) }),
  z.object({ type: z.literal('phone'), value: z.string().regex(PHONE) }),
]);

export function isVerified(
  { accountVerifications }: Tenant,
  user: LogtoUser,
  id: string | string[] | undefined,
  now: number,
) {
  const record = typeof id === 'string' ? accountVerifications.get(id) : undefined;
  return record?.type === 'Password' && record.userId === user.id && record.expiresAt > now;
}

export function verificationRoutes(api: AccountApi): Routes {
  const { tenant, now } = api;
  const keep = (
    record: { userId: string } & ({ type: 'Password' } | { type: 'WebAuthn'; challenge: string }),
  ) => {
    const verificationRecordId = newId(21);
    const expiresAt = now() + LIFETIME_MS;
    tenant.accountVerifications.set(verificationRecordId, { ...record, expiresAt });
    return { verificationRecordId, expiresAt: new Date(expiresAt).toISOString() };
  };

  return {
    'POST /api/verifications/password': forAccount(
      api,
      ({ res }, { user, body: { password } }) => {
        const attempt = { target: user.id, action: 'Password', now: now() } as const;
        withSentinel(tenant, attempt, () => {
          if (user.password !== password) throw new LogtoError(422, 'session.invalid_credentials');
        });
        send(res, 201, keep({ type: 'Password', userId: user.id }));
      },
      { body: z.object({ password: z.string().min(1) }) },
    ),

    // The tenant has nothing that sends e-mail or text messages.
    'POST /api/verifications/verification-code': forAccount(
      api,
      (_, { body }) => {
        const type = body.identifier.type === 'email' ? 'Email' : 'Sms';
        const message = `Cannot find any available connector for type: ${type}.`;
        throw new LogtoError(501, 'connector.not_found', undefined, { message });
      },
      {
        body: z.object({
          identifier,
          templateType: z
            .union([z.literal('BindMfa'), z.literal('UserPermissionValidation')])
            .optional(),
        }),
      },
    ),

    'POST /api/verifications/verification-code/verify': forAccount(api, refuseUnknownRecord, {
      body: z.object({ identifier, verificationId: z.string(), code: z.string() }),
    }),

    'POST /api/verifications/social': forAccount(
      api,
      (_, { body: { connectorId, state, redirectUri } }) => {
        if (!state || !redirectUri) throw new LogtoError(400, 'session.insufficient_info');
        const message = `Unable to find available connector with id ${connectorId}.`;
        throw new LogtoError(422, 'session.invalid_connector_id', undefined, { message });
      },
      {
        body: z.object({
          state: z.string(),
          redirectUri: z.string(),
          scope: z.string().optional(),
          connectorId: z.string(),
        }),
      },
    ),

    'POST /api/verifications/social/verify': forAccount(api, refuseUnknownRecord, {
      body: z.object({ connectorData: z.record(z.unknown()), verificationRecordId: z.string() }),
    }),

    'POST /api/verifications/web-authn/registration': forAccount(api, ({ res, url }, { user }) => {
      const options = registrationOptions(user, url.hostname);
      const { challenge } = options;
      const kept = keep({ type: 'WebAuthn', userId: user.id, challenge });
      send(res, 200, { ...kept, registrationOptions: options });
    }),

    'POST /api/verifications/web-authn/registration/verify': forAccount(
      api,
      ({ res, url }, { body: { verificationRecordId, payload } }) => {
        const record = tenant.accountVerifications.get(verificationRecordId);
        if (record?.type !== 'WebAuthn' || record.expiresAt <= now()) return refuseUnknownRecord();
        checkRegistration(payload, record.challenge, url);
        send(res, 200, { verificationRecordId });
      },
      { body: z.object({ verificationRecordId: z.string(), payload: registrationPayload }) },
    ),
  };
}
