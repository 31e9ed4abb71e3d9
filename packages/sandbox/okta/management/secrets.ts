/** `/api/v1/apps/{id}/credentials/secrets`: two at most, so that one can be changed without a gap. */
import { createHash } from 'node:crypto';
import type { Routes } from '../../engine/http.ts';
import { appIdOf, type ClientSecret, type OktaClient, secretsOf } from '../clients.ts';
import type { Api, Management } from './api.ts';
import { checkSecret } from './app-body.ts';
import { type AppRecords, newId, newSecret } from './apps.ts';
import { invalid, notFound } from './errors.ts';

const MOST = 2;
const SUBJECT = 'OAuth2ClientSecretMediated';

export function createSecretRoutes(on: Api, management: Management, records: AppRecords): Routes {
  const { url, now } = management;
  const PATH = '/api/v1/apps/:appId/credentials/secrets';
  const date = () => new Date(now()).toISOString();

  /** The app's own list from now on, not the one it began with. */
  function owned(app: OktaClient) {
    app.secrets = secretsOf(app);
    return app.secrets;
  }
  function find(appId: string | undefined, id = '') {
    const app = records.find(appId);
    const secrets = owned(app);
    const secret = secrets.find((one) => one.id === id);
    if (!secret) throw notFound(id, 'OAuth2ClientSecretMediated');
    return { app, secrets, secret };
  }

  function resource(app: OktaClient, { id, value, status, created, lastUpdated }: ClientSecret) {
    const self = `${url}/api/v1/apps/${appIdOf(app)}/credentials/secrets/${id}`;
    const post = (action: string) => ({
      href: `${self}/lifecycle/${action}`,
      hints: { allow: ['POST'] },
    });
    return {
      id,
      status,
      client_secret: value,
      secret_hash: createHash('md5').update(value).digest('base64url'),
      created,
      lastUpdated,
      _links:
        status === 'ACTIVE'
          ? { deactivate: post('deactivate') }
          : { activate: post('activate'), delete: { href: self, hints: { allow: ['DELETE'] } } },
    };
  }

  return {
    [`GET ${PATH}`]: on('okta.apps.read', ({ params }) => {
      const app = records.find(params.appId);
      return { body: secretsOf(app).map((secret) => resource(app, secret)) };
    }),

    [`POST ${PATH}`]: on('okta.apps.manage', ({ params, body }) => {
      const app = records.find(params.appId);
      const secrets = owned(app);
      const value = body.client_secret ?? newSecret();
      checkSecret(value, app.authMethod);
      if (secrets.length >= MOST) {
        throw invalid(SUBJECT, "You've reached the maximum number of client secrets per client.");
      }
      const at = date();
      const secret: ClientSecret = {
        id: newId('ocs'),
        value: String(value),
        status: body.status === 'INACTIVE' ? 'INACTIVE' : 'ACTIVE',
        created: at,
        lastUpdated: at,
      };
      secrets.push(secret);
      return { status: 201, body: resource(app, secret) };
    }),

    [`GET ${PATH}/:secretId`]: on('okta.apps.read', ({ params }) => {
      const { app, secret } = find(params.appId, params.secretId);
      return { body: resource(app, secret) };
    }),

    [`DELETE ${PATH}/:secretId`]: on('okta.apps.manage', ({ params }) => {
      const { app, secrets, secret } = find(params.appId, params.secretId);
      if (secret.status === 'ACTIVE') {
        const cause =
          "You can't delete an active client secret. Deactivate the secret before deleting it.";
        throw invalid(SUBJECT, cause);
      }
      app.secrets = secrets.filter((one) => one !== secret);
      return {};
    }),

    [`POST ${PATH}/:secretId/lifecycle/activate`]: on('okta.apps.manage', ({ params }) => {
      const { app, secret } = find(params.appId, params.secretId);
      Object.assign(secret, { status: 'ACTIVE', lastUpdated: date() });
      return { body: resource(app, secret) };
    }),

    [`POST ${PATH}/:secretId/lifecycle/deactivate`]: on('okta.apps.manage', ({ params }) => {
      const { app, secrets, secret } = find(params.appId, params.secretId);
      const others = secrets.filter((one) => one !== secret && one.status === 'ACTIVE');
      if (others.length === 0) {
        throw invalid(SUBJECT, "You can't deactivate the only active client secret.");
      }
      Object.assign(secret, { status: 'INACTIVE', lastUpdated: date() });
      return { body: resource(app, secret) };
    }),
  };
}
