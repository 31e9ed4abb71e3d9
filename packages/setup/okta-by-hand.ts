/** What a person does in Okta's console: without the org's credentials, or as its API has no call for it. */
import type { Connector } from '@logto-okta/clients/logto/schemas';
import { connectorCallbackUri, isLocalAddress, publicBaseUrl, ssoStartUri } from './addresses.ts';
import { type Change, change } from './change.ts';
import type { Company, Desired } from './desired.ts';
import { oktaIssuer } from './okta-settings.ts';

/** The half that setup can't do without the org's credentials. */
export function oktaByHand(
  desired: Desired,
  company: Company,
  existing: Connector | undefined,
): Change {
  const callback = existing
    ? connectorCallbackUri(desired.endpoint, existing.id)
    : `${desired.endpoint}/callback/<connector id>`;
  const initiate = ssoStartUri(publicBaseUrl(desired.app.baseUrls));
  const domain = company.domains[0] ? ` --domain ${company.domains[0]}` : '';
  return change('manual', `okta-by-hand ${company.name}`, `${company.name}'s application in Okta`, {
    notes: [
      'Okta Admin Console > Applications > Applications > Create App Integration > OIDC - OpenID Connect > Web Application.',
      'Grant type: Authorization Code and Refresh Token.',
      `Sign-in redirect URIs: ${callback}`,
      `Sign-out redirect URIs: ${desired.app.baseUrls.map((url) => `${url}/`).join(' ')}`,
      'Assignments: the groups that may come in.',
      'Save; then on its General tab: Client authentication "Client secret", "Require PKCE" off.',
      `Login initiated by: Either Okta or App; Initiate login URI: ${initiate}${isLocalAddress(initiate) ? ' (from this machine only)' : ''}`,
      `Then: OKTA_CLIENT_SECRET=… npm run setup -- --company "${company.name}"${domain} --okta-issuer https://<org>.okta.com --okta-client-id <client ID>`,
      'With OKTA_ORG_URL and OKTA_API_TOKEN set, setup does all of this itself.',
    ],
  });
}

/** What Okta's API has no call for. */
export function groupsClaimByHand(company: Company): Change[] {
  const issuer = company.idp.via === 'manual' ? undefined : oktaIssuer(company.idp);
  if (!issuer || new URL(issuer).pathname.startsWith('/oauth2')) return [];
  return [
    change('manual', `groups-claim ${company.name}`, `${company.name}'s groups in the sign-in`, {
      notes: [
        'Only if the app is to see them. Okta Admin Console > Applications > the application > Sign On > OpenID Connect ID Token > Edit: Group claim type Filter, Group claim filter "groups", Matches regex, .* (or fewer).',
      ],
    }),
  ];
}
