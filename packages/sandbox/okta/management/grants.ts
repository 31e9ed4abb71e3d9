/**
 * `/api/v1/apps/{id}/grants`: which scopes of Okta's own API an app may ask for. A super
 * administrator's alone to give; without one, `/authorize` and `/token` answer `invalid_scope`.
 */
import type { Routes } from '../../engine/http.ts';
import { appIdOf, type OktaClient } from '../clients.ts';
import type { Api, Management } from './api.ts';
import { type AppRecords, newId } from './apps.ts';
import { blank, invalid, notFound } from './errors.ts';
import { isOktaScope } from './scopes.ts';

type Given = { id: string; at: string; by: string };

export function createGrantRoutes(on: Api, management: Management, records: AppRecords): Routes {
  const { url, now, startedAt } = management;
  const PATH = '/api/v1/apps/:appId/grants';
  const given = new WeakMap<OktaClient, Map<string, Given>>();

  function givenTo(app: OktaClient, scope: string): Given {
    const known = given.get(app) ?? new Map<string, Given>();
    given.set(app, known);
    const grant = known.get(scope) ?? {
      id: newId('oag'),
      at: startedAt,
      by: '00uadmin000000000000',
    };
    known.set(scope, grant);
    return grant;
  }

  function resource(app: OktaClient, scopeId: string) {
    const { id, at, by } = givenTo(app, scopeId);
    const self = `${url}/api/v1/apps/${appIdOf(app)}`;
    return {
      id,
      status: 'ACTIVE',
      created: at,
      createdBy: { id: by, type: 'User' },
      lastUpdated: at,
      issuer: url,
      clientId: app.id,
      scopeId,
      source: 'ADMIN',
      _embedded: { scope: { id: scopeId } },
      _links: {
        app: { href: self, title: app.label ?? app.id },
        self: { href: `${self}/grants/${id}`, hints: { allow: ['GET', 'DELETE'] } },
        client: { href: `${url}/oauth2/v1/clients/${app.id}`, title: app.label ?? app.id },
      },
    };
  }

  function find(appId: string | undefined, grantId = '') {
    const app = records.find(appId);
    const scope = app.grantedScopes?.find((one) => givenTo(app, one).id === grantId);
    if (scope === undefined) throw notFound(grantId, 'OAuth2ScopeConsentGrant');
    return { app, scope };
  }

  return {
    [`GET ${PATH}`]: on('okta.appGrants.read', ({ params }) => {
      const app = records.find(params.appId);
      return { body: (app.grantedScopes ?? []).map((scope) => resource(app, scope)) };
    }),

    [`POST ${PATH}`]: on('okta.appGrants.manage', ({ params, body, principal }) => {
      const app = records.find(params.appId);
      const { scopeId, issuer } = body;
      if (!issuer) throw blank('issuer');
      if (issuer !== url) {
        throw invalid('issuer', `issuer: The issuer must be the org's own, ${url}.`);
      }
      if (!scopeId) throw blank('scopeId');
      if (!isOktaScope(scopeId)) {
        throw invalid('scopeId', `scopeId: '${String(scopeId)}' is not a scope of the Okta API.`);
      }
      const granted = app.grantedScopes ?? [];
      if (granted.includes(scopeId)) {
        throw invalid('scopeId', `scopeId: '${scopeId}' is granted to this app already.`);
      }
      app.grantedScopes = [...granted, scopeId];
      const by = principal.id;
      Object.assign(givenTo(app, scopeId), { at: new Date(now()).toISOString(), by });
      return { status: 201, body: resource(app, scopeId) };
    }),

    [`GET ${PATH}/:grantId`]: on('okta.appGrants.read', ({ params }) => {
      const { app, scope } = find(params.appId, params.grantId);
      return { body: resource(app, scope) };
    }),

    [`DELETE ${PATH}/:grantId`]: on('okta.appGrants.manage', ({ params }) => {
      const { app, scope } = find(params.appId, params.grantId);
      app.grantedScopes = app.grantedScopes?.filter((one) => one !== scope);
      given.get(app)?.delete(scope);
      return {};
    }),
  };
}
