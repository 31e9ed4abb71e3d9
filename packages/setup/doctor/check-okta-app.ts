/** An application's own settings in Okta: what Logto needs of them, and where they lead. */

import type { OktaApp } from '@logto-okta/clients/okta/schemas';
import {
  connectorCallbackUri,
  isLocalAddress,
  postLogoutUri,
  publicBaseUrl,
  ssoStartUri,
} from '../addresses.ts';
import type { Desired } from '../desired.ts';
import { type CHECKS, error, FIX, type Finding, ok, warn } from './finding.ts';

const CONSOLE = 'Okta Admin Console > Applications > the application';
/** Never by setup: an application is deactivated on purpose, to close the company's way in. */
export const ACTIVATE = 'Okta Admin Console > Applications > the application > Inactive > Activate';
const docs = 'docs/setup-okta.md';

/** An application, whose it is, and whether setup may fix it. */
export type Wish = { about: string; fixable: boolean; app: OktaApp };
type OktaCheck = (typeof CHECKS.okta)[number];

/** One comparison: good as it is, or an error that setup can fix. */
function compare(
  { about, fixable }: Wish,
  id: OktaCheck,
  isGood: boolean,
  words: { good: string; bad: string; cause: string; consequence: string; place: string },
): Finding {
  if (isGood) return ok(id, `${about}: ${words.good}`, about);
  return error(id, `${about}: ${words.bad}`, {
    about,
    cause: words.cause,
    consequence: words.consequence,
    fix: `${fixable ? `${FIX}, or ` : ''}${CONSOLE} > ${words.place}`,
    docs,
    ...(fixable && { fixable }),
  });
}

export function oktaSettings(wish: Wish): Finding[] {
  const { app, about } = wish;
  const client = app.settings.oauthClient ?? {};
  const credentials = app.credentials.oauthClient ?? {};
  const method = credentials.token_endpoint_auth_method;
  const grants = client.grant_types ?? [];
  const missing = ['authorization_code', 'refresh_token'].filter((one) => !grants.includes(one));
  return [
    app.status === 'ACTIVE'
      ? ok('okta.active', `${about}: the application is active`, about)
      : error('okta.active', `${about}: the application is not active`, {
          about,
          cause: `Its status is ${app.status}.`,
          consequence: 'Nobody of this company can sign in.',
          fix: `${ACTIVATE}. Setup leaves that to you.`,
          docs,
        }),
    client.application_type === 'web'
      ? ok('okta.type', `${about}: it is a web application`, about)
      : error('okta.type', `${about}: it is no web application`, {
          about,
          cause: `Its type is ${client.application_type ?? app.name}; Okta can't change it.`,
          consequence: 'Logto, which has a secret, cannot use it.',
          fix: 'Okta Admin Console > Applications > Create App Integration > OIDC > Web Application; or npm run setup.',
          docs,
        }),
    compare(wish, 'okta.client-auth', method === 'client_secret_basic', {
      good: 'client authentication is by HTTP Basic',
      bad: 'client authentication is not by HTTP Basic',
      cause: `It is ${method ?? 'not set'}; Logto sends the secret by HTTP Basic only.`,
      consequence: 'Sign-in ends at Logto: "The user\'s authorization process is unsuccessful."',
      place: 'General > Client authentication: Client secret (client_secret_basic in the API).',
    }),
    compare(wish, 'okta.pkce', credentials.pkce_required !== true, {
      good: 'PKCE is not required',
      bad: 'PKCE is required',
      cause: '"Require PKCE as additional verification" is on; Logto sends no PKCE to Okta.',
      consequence: 'Nobody of this company can sign in.',
      place: 'General > Proof Key for Code Exchange (PKCE): off.',
    }),
    compare(wish, 'okta.grant-types', missing.length === 0, {
      good: 'grant types are right',
      bad: 'a grant type is missing',
      cause: `Missing: ${missing.join(', ')}.`,
      consequence: missing.includes('authorization_code')
        ? 'Nobody of this company can sign in.'
        : 'Tokens that Logto keeps cannot be renewed.',
      place: 'General > Grant type: Authorization Code and Refresh Token.',
    }),
  ];
}

export function oktaAddresses(
  wish: Wish,
  connectorId: string,
  desired: Desired | undefined,
  domains: string[],
): Finding[] {
  const { app, about } = wish;
  const client = app.settings.oauthClient ?? {};
  const baseUrls = desired?.app.baseUrls ?? [];
  const callbacks = domains.map((domain) => connectorCallbackUri(domain, connectorId));
  const missing = callbacks.filter((uri) => !client.redirect_uris?.includes(uri));
  const after = baseUrls
    .map(postLogoutUri)
    .filter((uri) => !client.post_logout_redirect_uris?.includes(uri));
  // Setup registers one domain's callback, the endpoint's.
  const mendable = { ...wish, fixable: wish.fixable && missing.includes(callbacks[0] ?? '') };
  return [
    compare(mendable, 'okta.redirect-uris', missing.length === 0, {
      good: "Logto's callback is registered",
      bad: "Logto's callback is not registered",
      cause: `Not among its sign-in redirect URIs: ${missing.join(', ')}.`,
      consequence: 'Okta shows 400 "redirect_uri" instead of its sign-in page.',
      place: `General > Sign-in redirect URIs: add ${missing.join(', ')}`,
    }),
    after.length === 0
      ? ok('okta.post-logout-uris', `${about}: sign-out redirect URIs are registered`, about)
      : warn('okta.post-logout-uris', `${about}: a sign-out redirect URI is missing`, {
          about,
          cause: `Not registered: ${after.join(', ')}.`,
          consequence: 'Whoever is signed out at Okta too cannot come back to the app.',
          fix: `${wish.fixable ? `${FIX}, or ` : ''}${CONSOLE} > General > Sign-out redirect URIs.`,
          docs,
          ...(wish.fixable && { fixable: true }),
        }),
    tile(wish, baseUrls),
  ];
}

function tile({ about, fixable, app }: Wish, baseUrls: string[]): Finding {
  const client = app.settings.oauthClient ?? {};
  const uri = client.initiate_login_uri;
  const wanted = baseUrls.map(ssoStartUri);
  // A deployed address isn't wrong because doctor runs on a developer's machine.
  const isOurs =
    uri &&
    (wanted.includes(uri) ||
      (URL.canParse(uri) && !isLocalAddress(uri) && uri.endsWith('/sso/start')));
  const causes = [
    client.idp_initiated_login?.mode === 'SPEC'
      ? ''
      : `its login flow is ${client.idp_initiated_login?.mode ?? 'not set'}, not SPEC`,
    isOurs
      ? ''
      : `its initiate login URI is ${uri ?? 'not set'}, not ${ssoStartUri(publicBaseUrl(baseUrls))}`,
    app.visibility?.hide?.web ? 'it is hidden on the dashboard' : '',
  ].filter(Boolean);
  if (causes.length === 0) return ok('okta.tile', `${about}: the tile leads here`, about);
  return warn('okta.tile', `${about}: the tile does not lead here`, {
    about,
    cause: `Of the application, ${causes.join('; ')}.`,
    consequence: "People see no tile on Okta's dashboard, or it leads elsewhere.",
    fix: `${fixable ? `${FIX}, or ` : ''}${CONSOLE} > General > Login initiated by: Either Okta or App; Login flow: Redirect to app (OIDC Compliant); Initiate login URI.`,
    docs,
    ...(fixable && { fixable }),
  });
}
