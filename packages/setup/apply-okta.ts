import { OktaError } from '@logto-okta/clients/okta/errors';
import { oktaAppSchema, oktaSecretSchema } from '@logto-okta/clients/okta/schemas';
import { connectorCallbackUri } from './addresses.ts';
import type { Write } from './change.ts';
import { CALLBACK_TO_COME } from './okta-app.ts';
import { readOktaSecrets } from './read-okta.ts';
import { known, type Run } from './run.ts';

export type OktaWrite = Extract<Write, { do: `okta-${string}` }>;

export async function applyToOkta(write: OktaWrite, run: Run): Promise<void> {
  const { company } = write;
  const okta = known(run.clients.okta.get(company), `The Okta org of ${company}`);
  switch (write.do) {
    case 'okta-app.create': {
      const app = await okta.post('/apps', {
        to: 'create the application',
        query: { activate: 'true' },
        body: withCallback(write.body, company, run),
        schema: oktaAppSchema,
      });
      const { client_id, client_secret } = app.credentials.oauthClient ?? {};
      run.oktaApps.set(company, {
        id: app.id,
        clientId: client_id ?? app.id,
        // Only the answers to create and update show it.
        secret: client_secret,
      });
      return;
    }
    case 'okta-app.change': {
      const app = await okta.put(`/apps/${write.id}`, {
        to: 'change the application',
        body: withCallback(write.body, company, run),
        schema: oktaAppSchema,
      });
      run.oktaApps.set(company, {
        id: app.id,
        clientId: app.credentials.oauthClient?.client_id ?? app.id,
      });
      return;
    }
    case 'okta-group.assign': {
      const { id } = known(run.oktaApps.get(company), 'The Okta application');
      await okta.put(`/apps/${id}/groups/${write.groupId}`, { to: 'assign a group', body: {} });
      return;
    }
    case 'okta-grant.create':
      await grant(write, run);
  }
}

async function grant(
  { company, scope, issuer }: Extract<Write, { do: 'okta-grant.create' }>,
  run: Run,
) {
  const okta = known(run.clients.okta.get(company), `The Okta org of ${company}`);
  const { id } = known(run.oktaApps.get(company), 'The Okta application');
  try {
    await okta.post(`/apps/${id}/grants`, {
      to: `grant ${scope}`,
      body: { scopeId: scope, issuer },
    });
  } catch (error) {
    // Everything else works without it, so that it is no reason to stop (docs/vendors.md O5).
    if (!(error instanceof OktaError && error.code === 'permission_missing')) throw error;
    const refused = run.refusedScopes.get(company) ?? new Set();
    run.refusedScopes.set(company, refused.add(scope));
    run.notes.push(
      `Okta didn't let the token grant ${scope}: only a Super Administrator may. Okta Admin Console > Applications > the application > Okta API Scopes > ${scope} > Grant; then run setup again.`,
    );
  }
}

/** The address that the connector's id completes. */
function withCallback(body: Record<string, unknown>, company: string, run: Run) {
  const id = known(run.connectorIds.get(company), 'The connector');
  const callback = connectorCallbackUri(run.desired.endpoint, id);
  return JSON.parse(JSON.stringify(body).replaceAll(CALLBACK_TO_COME, callback));
}

/**
 * A secret of the application that Okta accepts now: the one that was just made, one that Okta still
 * shows, else another. Okta keeps two at most, and none is taken away here: Logto may be using it.
 */
export async function oktaSecret(company: string, run: Run): Promise<string> {
  const okta = known(run.clients.okta.get(company), `The Okta org of ${company}`);
  const app = known(run.oktaApps.get(company), 'The Okta application');
  if (app.secret) return app.secret;
  const secrets = await readOktaSecrets(okta, app.id);
  const shown = secrets.find(({ status, client_secret }) => status === 'ACTIVE' && client_secret);
  if (shown?.client_secret) return shown.client_secret;
  if (secrets.length >= 2) {
    throw new OktaError(
      'refused',
      "Okta shows neither of the application's two secrets, and allows no third. Delete one that nobody uses (Okta Admin Console > Applications > the application > General > Client secrets) and run setup again.",
    );
  }
  const made = await okta.post(`/apps/${app.id}/credentials/secrets`, {
    to: 'make a client secret',
    body: {},
    schema: oktaSecretSchema,
  });
  return known(made.client_secret, "The new client secret's value");
}
