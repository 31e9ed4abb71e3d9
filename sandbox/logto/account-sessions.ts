/** `/api/my-account/sessions` and `/grants`: where somebody is signed in, and signing out there. */
import type Provider from 'oidc-provider';
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
import { signInsOf } from './sign-in-record.ts';

const SCOPE = 'urn:logto:scope:sessions';

type Session = InstanceType<Provider['Session']>;

function payloadOf({ uid, jti, iat, exp, loginTs, accountId, authorizations }: Session) {
  return { exp, iat, jti, uid, kind: 'Session', loginTs, accountId, authorizations };
}

export function sessionRoutes(api: AccountApi): Routes {
  const { tenant, provider } = api;

  const sessionsOf = async (userId: string) => {
    const found = await Promise.all(
      signInsOf(tenant, userId).map(async ([uid, record]) => {
        const session = await provider.Session.findByUid(uid);
        return session && { session, record };
      }),
    );
    return found.filter((one) => one !== undefined);
  };
  const grantIdsOf = ({ authorizations }: Session) =>
    Object.values(authorizations ?? {}).flatMap(({ grantId }) => grantId ?? []);
  const endGrant = async (id: string) => {
    await provider.AccessToken.revokeByGrantId(id);
    await (await provider.Grant.find(id))?.destroy();
  };
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
      const sessions = (await sessionsOf(caller.user.id)).map(({ session, record }) => ({
        payload: payloadOf(session),
        lastSubmission: record.lastSubmission,
        clientId: record.clientId,
        accountId: record.accountId,
        expiresAt: (session.exp ?? 0) * 1000,
        isCurrent: session.uid === caller.sessionUid,
      }));
      send(res, 200, { sessions });
    }),

    'DELETE /api/my-account/sessions/:uid': forAccount(api, async (exchange, caller) => {
      requireWrite(caller);
      const session = await provider.Session.findByUid(exchange.params.uid ?? '');
      if (!session) throw new LogtoError(400, 'oidc.session_not_found', { status: 404 });
      if (session.accountId !== caller.user.id) {
        throw new LogtoError(400, 'oidc.invalid_session_account_id', { status: 404 });
      }
      if (exchange.url.searchParams.has('revokeGrantsTarget')) {
        for (const id of grantIdsOf(session)) await endGrant(id);
      }
      tenant.signIns.delete(session.uid);
      await session.destroy();
      send(exchange.res, 204);
    }),

    // Those of sessions that still go on; Logto also lists grants that outlived theirs.
    'GET /api/my-account/grants': forAccount(api, async ({ res }, caller) => {
      requireRead(caller);
      const ids = (await sessionsOf(caller.user.id)).flatMap(({ session }) => grantIdsOf(session));
      const found = await Promise.all([...new Set(ids)].map((id) => provider.Grant.find(id)));
      const grants = found.flatMap((grant) => {
        const application = tenant.applications.get(grant?.clientId ?? '');
        if (!grant || !application) return [];
        const { jti, iat, exp, clientId, accountId, openid, resources } = grant;
        return {
          id: jti,
          payload: { exp, iat, jti, kind: 'Grant', clientId, accountId, openid, resources },
          expiresAt: (exp ?? 0) * 1000,
          application: { id: application.id, name: application.name },
        };
      });
      send(res, 200, { grants });
    }),

    'DELETE /api/my-account/grants/:id': forAccount(api, async ({ res, params }, caller) => {
      requireWrite(caller);
      const grant = await provider.Grant.find(params.id ?? '');
      if (grant?.accountId !== caller.user.id) throw new LogtoError(404, 'oidc.invalid_grant');
      await endGrant(grant.jti);
      send(res, 204);
    }),
  };
}
