/** `/api/my-account` and what belongs to it: the account API of the signed-in person. */
import { z } from 'zod/v3';
import { type Routes, send } from '../engine/http.ts';
import { type AccountApi, type Caller, forAccount } from './account-auth.ts';
import { avatarRoutes } from './account-avatar.ts';
import { identifierRoutes, refuseUnknownRecord } from './account-identifiers.ts';
import { accountMfaRoutes } from './account-mfa.ts';
import { mfaSettingsRoutes } from './account-mfa-settings.ts';
import { profileRoutes } from './account-profile.ts';
import { sessionRoutes } from './account-sessions.ts';
import { LogtoError } from './errors.ts';
import { refuseSocialToken, sendStoredToken } from './secret-vault.ts';
import { verificationRoutes } from './verifications.ts';

/** Tokens of other providers are the one thing that a missing scope answers with 403. */
function requireIdentities({ scopes }: Caller) {
  if (!scopes.has('identities')) throw new LogtoError(403, 'auth.forbidden');
}

export function accountRoutes(api: AccountApi): Routes {
  const { tenant, now } = api;
  return {
    'GET /api/.well-known/account-center': ({ res }) => send(res, 200, tenant.accountCenter),

    ...verificationRoutes(api),
    ...profileRoutes(api),
    ...mfaSettingsRoutes(api),
    ...identifierRoutes(api),
    ...accountMfaRoutes(api),
    ...sessionRoutes(api),
    ...avatarRoutes(api),

    'GET /api/my-account/sso-identities/:connectorId/access-token': forAccount(
      api,
      async (exchange, caller) => {
        requireIdentities(caller);
        await sendStoredToken(tenant, exchange, caller.user, now);
      },
    ),

    'GET /api/my-account/identities/:target/access-token': forAccount(api, (_, caller) => {
      requireIdentities(caller);
      refuseSocialToken();
    }),

    'PUT /api/my-account/identities/:target/access-token': forAccount(
      api,
      (_, caller) => {
        requireIdentities(caller);
        refuseUnknownRecord();
      },
      { body: z.object({ verificationRecordId: z.string().min(1) }) },
    ),
  };
}
