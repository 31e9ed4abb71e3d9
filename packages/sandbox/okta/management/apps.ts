/** `/api/v1/apps`: create, find, replace, activate, delete. */
import { randomBytes } from 'node:crypto';
import type { Routes } from '../../engine/http.ts';
import { appIdOf, type OktaClient, secretsOf, usesSecret } from '../clients.ts';
import type { Api, Json, Management } from './api.ts';
import { type AppSettings, appSettingsOf } from './app-body.ts';
import { type AppRecord, appResource } from './app-resource.ts';
import { apiError, duplicate, invalid, notFound } from './errors.ts';
import { DEFAULT_POLICY_ID } from './policies.ts';
import { matches, paged, startsWith } from './query.ts';

export type AppRecords = ReturnType<typeof createAppRecords>;

export function createAppRecords({ apps, startedAt }: Pick<Management, 'apps' | 'startedAt'>) {
  const records = new WeakMap<OktaClient, AppRecord>();
  return {
    of(app: OktaClient): AppRecord {
      const record = records.get(app) ?? {
        created: startedAt,
        lastUpdated: startedAt,
        sent: {},
        policyId: DEFAULT_POLICY_ID,
      };
      records.set(app, record);
      return record;
    },
    /** @throws ApiError 404 */
    find(id = ''): OktaClient {
      const app = apps.byAppId(id);
      if (!app) throw notFound(id, 'AppInstance');
      return app;
    },
  };
}

/** Ids of Okta's: a prefix for the kind, twenty characters in all. */
export const newId = (prefix: string) =>
  prefix +
  randomBytes(24)
    .toString('base64')
    .replace(/\W/g, '')
    .padEnd(17, '0')
    .slice(0, 20 - prefix.length);

export const newSecret = () => randomBytes(48).toString('base64url');

export function createAppRoutes(on: Api, management: Management, records: AppRecords): Routes {
  const { url, apps, now } = management;
  const date = () => new Date(now()).toISOString();
  const shown = (app: OktaClient, withSecret = false) => ({
    body: appResource(url, app, records.of(app), withSecret),
  });
  const touched = (app: OktaClient, sent?: Json) =>
    Object.assign(records.of(app), { lastUpdated: date() }, sent && { sent });

  function setSecret(app: OktaClient, value: string) {
    const at = date();
    const [first, ...others] = secretsOf(app);
    const created = { id: newId('ocs'), status: 'ACTIVE' as const, created: at };
    app.secrets = [{ ...created, ...first, value, lastUpdated: at }, ...others];
  }

  function apply(app: OktaClient, { clientId: _, clientSecret, ...settings }: AppSettings) {
    const kept = [
      'id',
      'appId',
      'secret',
      'secrets',
      'status',
      'assignedTo',
      'grantedScopes',
      'adminRole',
    ];
    for (const key of Object.keys(app)) {
      if (!kept.includes(key)) delete app[key as keyof OktaClient];
    }
    Object.assign(app, settings);
    if (!usesSecret(app)) app.secrets = [];
    else if (clientSecret) setSecret(app, clientSecret);
    else if (secretsOf(app).length === 0) setSecret(app, newSecret());
  }

  const setStatus = (app: OktaClient, status: 'ACTIVE' | 'INACTIVE') => {
    app.status = status;
    touched(app);
    return { status: 200, body: {} };
  };

  return {
    'GET /api/v1/apps': on('okta.apps.read', ({ query }) => {
      const passes = matches<OktaClient>(query.get('filter'), {
        id: appIdOf,
        status: ({ status }) => status ?? 'ACTIVE',
        name: () => 'oidc_client',
        'credentials.signing.kid': () => undefined,
        'settings.slo.enabled': () => 'false',
      });
      const q = query.get('q') ?? '';
      const found = apps
        .all()
        .filter((app) => startsWith(app.label, q) || startsWith('oidc_client', q))
        .filter(passes)
        .map((app) => ({ id: appIdOf(app), app }));
      const size = { usual: 20, max: 200 };
      const view = ({ app }: (typeof found)[number]) => shown(app).body;
      return { page: paged(found, { url, path: '/api/v1/apps', query, size, view }) };
    }),

    'POST /api/v1/apps': on('okta.apps.manage', ({ body, query }) => {
      const settings = appSettingsOf(body);
      const appId = newId('0oa');
      const id = settings.clientId ?? appId;
      if (apps.all().some((app) => app.id === id)) throw duplicate('client_id');
      const app: OktaClient = {
        id,
        appId,
        secret: '',
        redirectUris: [],
        status: query.get('activate') === 'false' ? 'INACTIVE' : 'ACTIVE',
        // Nobody, until somebody is assigned.
        assignedTo: { logins: [], groups: [] },
      };
      apply(app, settings);
      apps.add(app);
      records.of(app).created = date();
      touched(app, body);
      return shown(app, true);
    }),

    'GET /api/v1/apps/:appId': on('okta.apps.read', ({ params }) =>
      shown(records.find(params.appId)),
    ),

    'PUT /api/v1/apps/:appId': on('okta.apps.manage', ({ params, body }) => {
      const app = records.find(params.appId);
      const settings = appSettingsOf(body);
      if (settings.clientId !== undefined && settings.clientId !== app.id) {
        throw invalid('client_id', "client_id: 'client_id' can't be changed.");
      }
      apply(app, settings);
      touched(app, body);
      return shown(app, true);
    }),

    'DELETE /api/v1/apps/:appId': on('okta.apps.manage', ({ params }) => {
      const app = records.find(params.appId);
      if (app.status !== 'INACTIVE') throw apiError('E0000056');
      apps.remove(app);
      return {};
    }),

    'POST /api/v1/apps/:appId/lifecycle/activate': on('okta.apps.manage', ({ params }) =>
      setStatus(records.find(params.appId), 'ACTIVE'),
    ),
    'POST /api/v1/apps/:appId/lifecycle/deactivate': on('okta.apps.manage', ({ params }) =>
      setStatus(records.find(params.appId), 'INACTIVE'),
    ),
  };
}
