/**
 * `/api/users/:userId/sessions` and `/grants`: where somebody is signed in, how they proved who
 * they are, and what applications may still do (docs/vendors.md L3).
 */
import { z } from 'zod/v3';
import { LogtoError } from '../errors.ts';
import { endGrant, grantBody, watchGrants } from '../grants.ts';
import { endSession, forgetGrant, sessionBody, sessionsOf } from '../sessions.ts';
import { type ManagementApi, type ManagementTable, route } from './route.ts';

const target = z.nativeEnum({ All: 'all', FirstParty: 'firstParty' } as const);

export function userSessionRoutes({ tenant, provider }: ManagementApi): ManagementTable {
  const grantsOf = watchGrants(provider);
  const isThirdParty = (clientId = '') => tenant.applications.get(clientId)?.isThirdParty === true;
  return {
    // Somebody who isn't there has no sessions: no 404.
    'GET /api/users/:userId/sessions': route({}, async ({ params }) => ({
      sessions: (await sessionsOf(tenant, provider, params.userId ?? '')).map(sessionBody),
    })),

    'GET /api/users/:userId/sessions/:sessionId': route({}, async ({ params }) => {
      const all = await sessionsOf(tenant, provider, params.userId ?? '');
      const wanted = all.find(({ session }) => session.uid === params.sessionId);
      if (!wanted) throw new LogtoError(404, 'oidc.session_not_found');
      return sessionBody(wanted);
    }),

    'DELETE /api/users/:userId/sessions/:sessionId': route(
      { query: z.object({ revokeGrantsTarget: target.optional() }) },
      async ({ params, query }) => {
        const session = await provider.Session.findByUid(params.sessionId ?? '');
        if (!session) throw new LogtoError(404, 'oidc.session_not_found');
        if (session.accountId !== params.userId) {
          throw new LogtoError(404, 'oidc.invalid_session_account_id');
        }
        await endSession(tenant, provider, session, query.get('revokeGrantsTarget'));
        return undefined;
      },
    ),

    'GET /api/users/:userId/grants': route(
      { query: z.object({ appType: z.enum(['firstParty', 'thirdParty']).optional() }) },
      async ({ params, query }) => {
        const type = query.get('appType');
        const all = await grantsOf(params.userId ?? '');
        const wanted = all.filter(
          ({ clientId }) => !type || isThirdParty(clientId) === (type === 'thirdParty'),
        );
        return { grants: wanted.flatMap((grant) => grantBody(tenant, grant)) };
      },
    ),

    'DELETE /api/users/:userId/grants/:grantId': route({}, async ({ params }) => {
      const { userId = '', grantId = '' } = params;
      const grant = await provider.Grant.find(grantId);
      if (grant?.accountId !== userId) throw new LogtoError(404, 'oidc.invalid_grant');
      await endGrant(provider, grantId);
      for (const { session } of await sessionsOf(tenant, provider, userId)) {
        await forgetGrant(session, grantId);
      }
      return undefined;
    }),
  };
}
