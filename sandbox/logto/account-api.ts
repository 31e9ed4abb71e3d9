/** `/api/my-account` and what belongs to it: the account API of the signed-in person. */
import { type Routes, send } from '../engine/http.ts';
import { type AccountApi, forAccount, requireVerified } from './account-auth.ts';
import { publicAccountCenter, requireEditable } from './account-center.ts';
import { accountMfaRoutes } from './account-mfa.ts';
import { hasSecurityVerificationMethod, profileRoutes } from './account-profile.ts';
import { sessionRoutes } from './account-sessions.ts';
import { LogtoError } from './errors.ts';
import { refuseSocialToken, sendStoredToken } from './secret-vault.ts';
import { verificationRoutes } from './verifications.ts';

export function accountRoutes(api: AccountApi): Routes {
  const { tenant, now } = api;
  return {
    'GET /api/.well-known/account-center': ({ res }) =>
      send(res, 200, publicAccountCenter(tenant.accountCenter)),

    ...verificationRoutes(api),
    ...profileRoutes(api),
    ...accountMfaRoutes(api),
    ...sessionRoutes(api),

    'GET /api/my-account/sso-identities/:connectorId/access-token': forAccount(
      api,
      async (exchange, { user, scopes }) => {
        if (!scopes.has('identities')) throw new LogtoError(403, 'auth.forbidden');
        await sendStoredToken(tenant, exchange, user, now);
      },
    ),

    // The tenant has no social connectors, so nobody has an identity of one.
    'DELETE /api/my-account/identities/:target': forAccount(api, (_, caller) => {
      requireEditable(tenant.accountCenter, 'social');
      if (!caller.scopes.has('identities')) throw new LogtoError(400, 'auth.unauthorized');
      if (hasSecurityVerificationMethod(caller.user)) requireVerified(caller);
      throw new LogtoError(404, 'user.identity_not_exist');
    }),

    'GET /api/my-account/identities/:target/access-token': forAccount(api, (_, { scopes }) => {
      if (!scopes.has('identities')) throw new LogtoError(403, 'auth.forbidden');
      refuseSocialToken();
    }),
  };
}
