/** What Logto's connector knows of a company's Okta: issuer, client, scopes. */
import type { Connector } from '@logto-okta/clients/logto/schemas';
import type { Actual } from './actual.ts';
import { type ConnectorChange, type Field, sameValue, union } from './change.ts';
import type { Company, Desired } from './desired.ts';
import { findOktaApps } from './okta-app.ts';
import { oktaIssuer } from './okta-settings.ts';

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const words = (value: unknown) => (text(value) ?? '').split(/\s+/).filter(Boolean);

/** What Logto can use only with tokens kept for later calls. */
const STORED_TOKEN_SCOPES = ['offline_access'];

/**
 * Scopes that sign-in asks Okta for. One that Okta hasn't granted ends every sign-in with
 * `invalid_scope` (docs/vendors.md O5), so none is asked for without need: `okta.*` only with a
 * grant that setup sees to, `groups` only at an org's own server, where it is built in.
 */
export function wantedScopes(company: Company, issuer: string, storesTokens: boolean): string[] {
  const isOrgServer = !new URL(issuer).pathname.startsWith('/oauth2');
  return [
    ...new Set([
      'openid',
      'profile',
      'email',
      ...(isOrgServer ? ['groups'] : []),
      ...(storesTokens ? STORED_TOKEN_SCOPES : []),
      ...(storesTokens && company.idp.via === 'api' ? company.idp.apiScopes : []),
      ...company.extraScopes,
    ]),
  ];
}

export function configDifference(
  desired: Desired,
  company: Company,
  existing: Connector | undefined,
  actual: Actual,
  storesTokens: boolean,
  fields: Field[],
): ConnectorChange['config'] {
  const wanted = company.idp.via === 'manual' ? undefined : oktaIssuer(company.idp);
  if (!wanted) return undefined;
  const has = existing?.config ?? {};
  const hasSecret = text(has.clientSecret);
  // A trailing slash makes Logto ask for a discovery document that isn't there (docs/vendors.md L2).
  const issuer = wanted.replace(/\/+$/, '');
  const scopes = union(words(has.scope), wantedScopes(company, issuer, storesTokens));
  const clientId = oktaClientId(desired, company, existing, actual);
  const clientSecret = wantedSecret(company, hasSecret, actual, clientId, text(has.clientId));
  const before = fields.length;
  const compare = (name: string, from: unknown, to: unknown) => {
    if (!sameValue(from, to)) fields.push({ name, from, to });
  };
  compare('issuer', text(has.issuer), issuer);
  compare('scopes', words(has.scope).join(' ') || undefined, scopes.join(' '));
  compare('client ID', text(has.clientId), typeof clientId === 'string' ? clientId : "<Okta's>");
  if (!('keep' in clientSecret)) {
    fields.push({
      name: 'client secret',
      from: hasSecret ? '********' : undefined,
      to: '********',
    });
  }
  if (fields.length === before) return undefined;
  return { existing: has, issuer, scopes, clientId, clientSecret };
}

function oktaClientId(
  desired: Desired,
  { name, idp }: Company,
  existing: Connector | undefined,
  actual: Actual,
): string | { fromOkta: true } {
  if (idp.via === 'values') return idp.clientId;
  const held = existing && { id: existing.id, clientId: text(existing.config.clientId) };
  const apps =
    idp.via === 'api'
      ? findOktaApps(idp, actual.okta[name]?.apps ?? [], held, desired.endpoint)
      : [];
  const app = apps.length === 1 ? apps[0] : undefined;
  return app ? (app.credentials.oauthClient?.client_id ?? app.id) : { fromOkta: true };
}

function wantedSecret(
  { name, idp }: Company,
  has: string | undefined,
  actual: Actual,
  clientId: string | { fromOkta: true },
  hasClientId: string | undefined,
): { value: string } | { fromOkta: true } | { keep: true } {
  if (idp.via === 'values') {
    return idp.clientSecret && idp.clientSecret !== has
      ? { value: idp.clientSecret }
      : { keep: true };
  }
  if (!has || clientId !== hasClientId) return { fromOkta: true };
  // Okta may show no values; then a secret for the right client is believed.
  const shown = (actual.okta[name]?.secrets ?? []).filter(({ client_secret }) => client_secret);
  const isGood = shown.some(
    ({ status, client_secret }) => status === 'ACTIVE' && client_secret === has,
  );
  return shown.length === 0 || isGood ? { keep: true } : { fromOkta: true };
}
