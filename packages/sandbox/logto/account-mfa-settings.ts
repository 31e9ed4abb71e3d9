/** `/api/my-account/mfa-settings` and `/logto-configs`: what somebody answered about second factors. */
import { z } from 'zod/v3';
import { type Routes, send } from '../engine/http.ts';
import { type AccountApi, forAccount, requireScope, requireVerified } from './account-auth.ts';
import { requireEditable, requireReadable } from './account-center.ts';
import type { LogtoUser } from './tenant.ts';

const configsBody = z.object({
  mfa: z
    .object({
      enabled: z.boolean().optional(),
      skipped: z.boolean().optional(),
      skipMfaOnSignIn: z.boolean().optional(),
    })
    .optional(),
  passkeySignIn: z.object({ skipped: z.boolean().optional() }).optional(),
});

/** `enabled` is left out until the person has said so. */
const configsOf = ({ mfa }: LogtoUser) => ({
  mfa: {
    enabled: mfa.enabled,
    skipped: mfa.skipped ?? false,
    skipMfaOnSignIn: mfa.skipMfaOnSignIn ?? false,
  },
  passkeySignIn: { skipped: mfa.passkeySkipped ?? false },
});

export function mfaSettingsRoutes(api: AccountApi): Routes {
  const { tenant, now } = api;
  const change = (user: LogtoUser, answers: LogtoUser['mfa']) => {
    const given = Object.entries(answers).filter(([, value]) => value !== undefined);
    Object.assign(user.mfa, Object.fromEntries(given));
    user.updatedAt = now();
  };

  return {
    'GET /api/my-account/mfa-settings': forAccount(api, ({ res }, caller) => {
      requireScope(caller, 'identities');
      requireReadable(tenant.accountCenter, 'mfa');
      send(res, 200, { skipMfaOnSignIn: caller.user.mfa.skipMfaOnSignIn ?? false });
    }),

    'PATCH /api/my-account/mfa-settings': forAccount(
      api,
      ({ res }, caller) => {
        requireVerified(caller);
        requireScope(caller, 'identities');
        requireEditable(tenant.accountCenter, 'mfa');
        const { skipMfaOnSignIn } = caller.body;
        change(caller.user, { skipMfaOnSignIn });
        send(res, 200, { skipMfaOnSignIn });
      },
      { body: z.object({ skipMfaOnSignIn: z.boolean() }) },
    ),

    'GET /api/my-account/logto-configs': forAccount(api, ({ res }, caller) => {
      requireScope(caller, 'identities');
      requireReadable(tenant.accountCenter, 'passkey');
      send(res, 200, configsOf(caller.user));
    }),

    'PATCH /api/my-account/logto-configs': forAccount(
      api,
      ({ res }, caller) => {
        requireVerified(caller);
        requireScope(caller, 'identities');
        requireEditable(tenant.accountCenter, 'passkey');
        const { mfa, passkeySignIn } = caller.body;
        change(caller.user, { ...mfa, passkeySkipped: passkeySignIn?.skipped });
        send(res, 200, configsOf(caller.user));
      },
      { body: configsBody },
    ),
  };
}
