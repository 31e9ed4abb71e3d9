/** `/api/my-account/sessions` and `/grants`: where somebody is signed in, and signing out there. */
import { z } from 'zod/v3';
import { type Routes, send } from '../engine/http.ts';
import {
  type AccountApi,
  type Caller,
  forAccount,
  requireScope,
  requireVerified,
} from './account-auth.ts';
import { requireEditable, requireReadable } from './account-center.ts';
import { LogtoError } from './errors.ts';
import { endGrant, grantBody, watchGrants } from './grants.ts';
import { endSession, forgetGrant, sessionBody, sessionsOf } from './sessions.ts';

const SCOPE = 'urn:logto:scope:sessions';

export function sessionRoutes(api: AccountApi): Routes {
  const { tenant, provider } = api;
  const grantsOf = watchGrants(provider);
  const isThirdParty = (clientId = '') => tenant.applications.get(clientId)?.isThirdParty === true;

  const requireWrite = (caller: Caller) => {
    requireVerified(caller);
    requireEditable(tenant.accountCenter, 'session');
    requireScope(caller, SCOPE);
  };
  const requireRead = (caller: Caller) => {
    requireVerified(caller);
    requireReadable(tenant.accountCenter, 'session');
    requireScope(caller, SCOPE);
  };

  return {
    'GET /api/my-account/sessions': forAccount(api, async ({ res }, caller) => {
      requireRead(caller);
      const found = await sessionsOf(tenant, provider, caller.user.id);
      const sessions = found.map((one) => ({
        ...sessionBody(one),
        isCurrent: one.session.uid === caller.sessionUid,
      }));
      send(res, 200, { sessions });
    }),

    'DELETE /api/my-account/sessions/:uid': forAccount(
      api,
      async (exchange, caller) => {
        requireWrite(caller);
        const session = await provider.Session.findByUid(exchange.params.uid ?? '');
        if (!session) throw new LogtoError(400, 'oidc.session_not_found', { status: 404 });
        if (session.accountId !== caller.user.id) {
          throw new LogtoError(400, 'oidc.invalid_session_account_id', { status: 404 });
        }
        const target = exchange.url.searchParams.get('revokeGrantsTarget');
        await endSession(tenant, provider, session, target);
        send(exchange.res, 204);
      },
      { query: z.object({ revokeGrantsTarget: z.enum(['all', 'firstParty']).optional() }) },
    ),

    'GET /api/my-account/grants': forAccount(
      api,
      async ({ res, url }, caller) => {
        requireRead(caller);
        const type = url.searchParams.get('appType');
        const grants = (await grantsOf(caller.user.id))
          .filter(({ clientId }) => !type || isThirdParty(clientId) === (type === 'thirdParty'))
          .flatMap((grant) => grantBody(tenant, grant));
        send(res, 200, { grants });
      },
      { query: z.object({ appType: z.enum(['firstParty', 'thirdParty']).optional() }) },
    ),

    'DELETE /api/my-account/grants/:id': forAccount(api, async ({ res, params }, caller) => {
      requireWrite(caller);
      const grant = await provider.Grant.find(params.id ?? '');
      if (grant?.accountId !== caller.user.id) throw new LogtoError(404, 'oidc.invalid_grant');
      await endGrant(provider, grant.jti);
      for (const { session } of await sessionsOf(tenant, provider, caller.user.id)) {
        await forgetGrant(session, grant.jti);
      }
      send(res, 204);
    }),
  };
}
