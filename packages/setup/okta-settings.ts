import type { OktaCredentials } from '@logto-okta/clients/okta/client';
import { checkOrigin } from './addresses.ts';
import type { ParsedCompany } from './config.ts';
import type { OktaWish } from './desired.ts';

export type Source = Record<string, string | undefined>;
/** By company. */
export type OktaOrgs = Map<string, { orgUrl: string; credentials: OktaCredentials }>;

/** Reading one's own profile at Okta; the only one that is of use to people who aren't administrators. */
const DEFAULT_API_SCOPES = ['okta.users.read.self'];

/** As its connector in Logto names it; undefined while nobody has given it. */
export const oktaIssuer = (okta: OktaWish) => (okta.via === 'values' ? okta.issuer : okta.orgUrl);

/** How a company's Okta is dealt with: through its API, with values from there, or by hand. */
export function oktaWish(
  { name, okta }: ParsedCompany,
  appName: string,
  env: Source,
  credentials: OktaOrgs,
  problems: string[],
): OktaWish {
  const prefix = okta?.envPrefix ?? '';
  const of = (variable: string) => env[`${prefix}${variable}`];
  const orgUrl = okta?.orgUrl ?? of('OKTA_ORG_URL');
  const checkedOrg = orgUrl ? checkOrigin(orgUrl) : undefined;
  if (checkedOrg && 'problem' in checkedOrg)
    problems.push(`OKTA_ORG_URL: ${orgUrl} ${checkedOrg.problem}.`);
  const org = checkedOrg && 'url' in checkedOrg ? checkedOrg.url : undefined;

  if (okta?.issuer && okta.clientId) {
    return {
      via: 'values',
      issuer: okta.issuer,
      clientId: okta.clientId,
      clientSecret: of('OKTA_CLIENT_SECRET'),
    };
  }
  if (okta?.issuer || okta?.clientId) {
    problems.push(
      `${name}: --okta-issuer and --okta-client-id go together, and with OKTA_CLIENT_SECRET in the environment.`,
    );
  }
  const found = credentialsFrom(of);
  if (found && !orgUrl)
    problems.push(`${prefix}OKTA_ORG_URL is missing: https://<org>.okta.com, for ${name}.`);
  if (!found || !org) {
    if (!found && okta?.groups.length) {
      const missing = [...(orgUrl ? [] : ['OKTA_ORG_URL']), 'OKTA_API_TOKEN'];
      problems.push(
        `${missing.map((one) => prefix + one).join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing: ${name}'s groups are assigned through Okta's API.`,
      );
    }
    return { via: 'manual', orgUrl: org };
  }
  credentials.set(name, { orgUrl: org, credentials: found });
  return {
    via: 'api',
    orgUrl: org,
    label: okta?.label ?? `${appName} (${name})`,
    appId: okta?.appId,
    groups: okta?.groups ?? [],
    apiScopes: okta?.apiScopes ?? DEFAULT_API_SCOPES,
  };
}

export function credentialsFrom(
  of: (name: string) => string | undefined,
): OktaCredentials | undefined {
  const apiToken = of('OKTA_API_TOKEN');
  const clientId = of('OKTA_SERVICE_APP_ID');
  const privateKey = of('OKTA_SERVICE_APP_KEY');
  if (clientId && privateKey) {
    return { serviceApp: { clientId, privateKey, keyId: of('OKTA_SERVICE_APP_KEY_ID') } };
  }
  return apiToken ? { apiToken } : undefined;
}
