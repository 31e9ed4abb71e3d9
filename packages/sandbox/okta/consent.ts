/** The consent page, for apps whose `consent_method` is REQUIRED. Consent is asked for once a scope. */
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { type Routes, readForm, send } from '../engine/http.ts';
import { interactionPolicy } from '../engine/oidc-provider.ts';
import type { Apps } from './clients.ts';
import { consentPath, currentInteraction, sendExpired } from './interaction.ts';
import { consentPage } from './pages.ts';

export type Consents = ReturnType<typeof createConsents>;

export function createConsents() {
  const given = new Set<string>();
  const keyOf = (user: string, client: string, scope: string) => `${user} ${client} ${scope}`;
  return {
    missing: (user: string, client: string, scopes: string[]) =>
      scopes.filter((scope) => !given.has(keyOf(user, client, scope))),
    give(user: string, client: string, scopes: string[]) {
      for (const scope of scopes) given.add(keyOf(user, client, scope));
    },
  };
}

/** `openid` says who somebody is to Okta, and is not asked about. */
const scopesToAsk = (scope: unknown) =>
  String(scope ?? '')
    .split(' ')
    .filter((name) => name && name !== 'openid');

export const createConsentCheck = (apps: Apps, consents: Consents) =>
  new interactionPolicy.Check(
    'consent_missing',
    // The error is OpenID Connect's; Okta publishes no words for it, so these are ours.
    'The client specified not to prompt, but the client app requires consent.',
    'consent_required',
    ({ oidc }: KoaContextWithOIDC) => {
      const { client, session, params } = oidc;
      const user = session?.accountId;
      if (!client || !user || apps.find(client.clientId)?.consent !== 'REQUIRED') return false;
      const scopes = scopesToAsk(params?.scope);
      if (oidc.prompts.has('consent') && oidc.promptPending('consent')) return scopes.length > 0;
      return consents.missing(user, client.clientId, scopes).length > 0;
    },
  );

export function createConsentRoutes(provider: Provider, apps: Apps, consents: Consents): Routes {
  return {
    'GET /consent/:uid': async (exchange) => {
      const interaction = await currentInteraction(provider, exchange);
      if (!interaction) return sendExpired(exchange);
      const { uid, params } = interaction;
      const label = apps.find(String(params.client_id))?.label ?? String(params.client_id);
      send(exchange.res, 200, consentPage(consentPath(uid), label, scopesToAsk(params.scope)));
    },

    'POST /consent/:uid': async (exchange) => {
      const interaction = await currentInteraction(provider, exchange);
      if (!interaction) return sendExpired(exchange);
      const { params, session } = interaction;
      const form = await readForm(exchange.req);
      const isAllowed = form.get('consent') === 'allow' && session;
      if (isAllowed) {
        consents.give(session.accountId, String(params.client_id), scopesToAsk(params.scope));
      }
      const denied = {
        error: 'access_denied',
        error_description: 'The resource owner or authorization server denied the request.',
      };
      await provider.interactionFinished(
        exchange.req,
        exchange.res,
        isAllowed ? { consent: {} } : denied,
      );
    },
  };
}
