/** `/api/users/:userId/…identities`: accounts of other providers, and what is stored of them. */
import { z } from 'zod/v3';
import { LogtoError } from '../errors.ts';
import type { StoredTokens } from '../secret-vault.ts';
import type { LogtoUser, Tenant } from '../tenant.ts';
import { jsonObject } from './common.ts';
import { type ManagementApi, type ManagementTable, route } from './route.ts';
import { findUser, ssoIdentitiesOf, userBody } from './users.ts';

const identityBody = z.object({ userId: z.string(), details: jsonObject.optional() });
const isYes = (text: string | null) =>
  ['1', 'true', 'y', 'yes'].includes(text?.toLowerCase() ?? '');

/** What the vault has, without the tokens. */
function tokenSecretOf({ secrets, connectors }: Tenant, user: LogtoUser, connectorId: string) {
  const isIt = (one: StoredTokens) => one.userId === user.id && one.connectorId === connectorId;
  const stored = [...secrets.values()].find(isIt);
  if (!stored) return {};
  const { id, scope, expiresAt, tokenType, refreshToken, createdAt, updatedAt } = stored;
  const identity = user.ssoIdentities.find((one) => one.connectorId === connectorId);
  return {
    tokenSecret: {
      tenantId: 'default',
      id,
      userId: user.id,
      type: 'federated_token_set',
      metadata: { scope, expiresAt, tokenType, hasRefreshToken: refreshToken !== undefined },
      createdAt,
      updatedAt,
      ssoConnectorId: connectors.get(connectorId)?.id,
      issuer: identity?.issuer,
      identityId: identity?.identityId,
    },
  };
}

export function userIdentityRoutes({ tenant, now }: ManagementApi): ManagementTable {
  const identityOf = (user: LogtoUser, target = '') => {
    const identity = user.identities[target];
    if (!identity) throw new LogtoError(404, 'user.identity_not_exist');
    return identity;
  };
  return {
    'GET /api/users/:userId/sso-identities/:ssoConnectorId': route({}, ({ params, query }) => {
      const user = findUser(tenant, params.userId);
      const { ssoConnectorId = '' } = params;
      const ssoIdentity = ssoIdentitiesOf(user).find(
        (one) => one.ssoConnectorId === ssoConnectorId,
      );
      if (!ssoIdentity) throw new LogtoError(404, 'user.enterprise_sso_identity_not_exists');
      const withSecret = isYes(query.get('includeTokenSecret'));
      return { ssoIdentity, ...(withSecret && tokenSecretOf(tenant, user, ssoConnectorId)) };
    }),

    // Any value counts as yes here, `false` too.
    'GET /api/users/:userId/all-identities': route({}, ({ params, query }) => {
      const user = findUser(tenant, params.userId);
      const withSecret = Boolean(query.get('includeTokenSecret'));
      return {
        socialIdentities: Object.entries(user.identities).map(([target, identity]) => ({
          identity,
          target,
        })),
        ssoIdentities: ssoIdentitiesOf(user).map((ssoIdentity) => ({
          ssoIdentity,
          ssoConnectorId: ssoIdentity.ssoConnectorId,
          ...(withSecret && tokenSecretOf(tenant, user, ssoIdentity.ssoConnectorId)),
        })),
      };
    }),

    'GET /api/users/:userId/identities/:target': route({}, ({ params }) => ({
      identity: identityOf(findUser(tenant, params.userId), params.target),
    })),

    'PUT /api/users/:userId/identities/:target': async (exchange) => {
      const { userId, target = '' } = exchange.params;
      const user = findUser(tenant, userId);
      const isNew = !user.identities[target];
      await route({ body: identityBody, status: isNew ? 201 : 200 }, ({ body }) => {
        const isTheirs = (one: LogtoUser) => one.identities[target]?.userId === body.userId;
        if ([...tenant.users.values()].some((one) => one !== user && isTheirs(one))) {
          throw new LogtoError(422, 'user.identity_already_in_use');
        }
        const { userId: id, details } = body;
        user.identities[target] = { userId: id, ...(details && { details }) };
        user.updatedAt = now();
        return user.identities;
      })(exchange);
    },

    // The tenant has no social connectors to ask.
    'POST /api/users/:userId/identities': route(
      { body: z.object({ connectorId: z.string(), connectorData: jsonObject }) },
      () => {
        throw new LogtoError(404, 'entity.not_found');
      },
    ),

    'DELETE /api/users/:userId/identities/:target': route({}, ({ params }) => {
      const user = findUser(tenant, params.userId);
      identityOf(user, params.target);
      delete user.identities[params.target ?? ''];
      user.updatedAt = now();
      return userBody(user);
    }),
  };
}
