import type { Connector } from '@logto-okta/clients/logto/schemas';
import type { OktaClient } from '@logto-okta/clients/okta/client';
import { OktaError } from '@logto-okta/clients/okta/errors';
import {
  type OktaApp,
  oktaAppSchema,
  oktaGrantSchema,
  oktaGroupAssignmentSchema,
  oktaGroupSchema,
  oktaSecretSchema,
} from '@logto-okta/clients/okta/schemas';
import type { ActualOkta } from './actual.ts';
import type { ApiWish } from './desired.ts';
import { findOktaApps } from './okta-app.ts';

const isOurKind = ({ name, settings }: OktaApp) =>
  name === 'oidc_client' && settings.oauthClient?.application_type === 'web';

/** What a company's org has that setup cares about. */
export async function readOkta(
  okta: OktaClient,
  wish: ApiWish,
  connector: Connector | undefined,
  endpoint: string,
): Promise<ActualOkta> {
  const held = connector?.config.clientId;
  const clientId = typeof held === 'string' ? held : undefined;
  const apps = await readApps(okta, wish, clientId);
  const like = connector && { id: connector.id, clientId };
  const [app, ...others] = findOktaApps(wish, apps, like, endpoint);
  const one = others.length === 0 ? app : undefined;
  const groups = await Promise.all(
    wish.groups.map((name) =>
      okta.list('/groups', { to: 'find a group', query: { q: name }, item: oktaGroupSchema }),
    ),
  );
  return {
    apps,
    secrets: one ? await readOktaSecrets(okta, one.id) : [],
    groups: [...new Map(groups.flat().map((group) => [group.id, group])).values()],
    ...(one ? await readAccess(okta, one.id, wish) : { assignedGroupIds: [], grantedScopes: [] }),
  };
}

/** By the id that is known, else by label; `q` finds what starts with it. */
async function readApps(okta: OktaClient, wish: ApiWish, clientId?: string): Promise<OktaApp[]> {
  const id = wish.appId ?? clientId;
  if (id) {
    const app = await okta
      .get(`/apps/${encodeURIComponent(id)}`, { to: 'read the application', schema: oktaAppSchema })
      .catch((error: unknown) => {
        if (error instanceof OktaError && error.code === 'not_found') return undefined;
        throw error;
      });
    if (app && isOurKind(app)) return [app];
    if (wish.appId) return [];
  }
  const apps = await okta.list('/apps', {
    to: 'list applications',
    query: { q: wish.label },
    item: oktaAppSchema,
  });
  return apps.filter((app) => app.label === wish.label && isOurKind(app));
}

export const readOktaSecrets = (okta: OktaClient, appId: string) =>
  okta.get(`/apps/${appId}/credentials/secrets`, {
    to: "read the application's secrets",
    schema: oktaSecretSchema.array(),
  });

async function readAccess(okta: OktaClient, appId: string, wish: ApiWish) {
  const assigned =
    wish.groups.length > 0
      ? await okta.list(`/apps/${appId}/groups`, {
          to: "list the application's groups",
          item: oktaGroupAssignmentSchema,
        })
      : [];
  const grants =
    wish.apiScopes.length > 0
      ? await okta
          .list(`/apps/${appId}/grants`, {
            to: "list the application's API scopes",
            item: oktaGrantSchema,
          })
          // Without okta.appGrants.read nothing is known to be granted.
          .catch((error: unknown) => {
            if (error instanceof OktaError && error.code === 'permission_missing') return [];
            throw error;
          })
      : [];
  return {
    assignedGroupIds: assigned.map(({ id }) => id),
    grantedScopes: grants
      .filter(({ status }) => status === undefined || status === 'ACTIVE')
      .map(({ scopeId }) => scopeId),
  };
}
