/** The application in Logto. */
import { BlockList, isIPv6 } from 'node:net';
import type { Application } from '@logto-okta/clients/logto/schemas';
import {
  BACKCHANNEL_PATH,
  backchannelLogoutUri,
  callbackUri,
  checkPreviewUrl,
  isLocalAddress,
  postLogoutUri,
  publicBaseUrl,
} from '../addresses.ts';
import type { Desired } from '../desired.ts';
import { checkSecrets } from './check-secrets.ts';
import type { Facts, TenantFacts } from './facts.ts';
import { CHECKS, error, FIX, type Finding, ok, skipped, warn } from './finding.ts';

const CONSOLE = 'Logto Console > Applications > the application';

export function checkApplication(facts: Facts): Finding[] {
  const { tenant, settings, desired } = facts;
  if (tenant.state !== 'known' || !desired) {
    const why = tenant.state === 'known' ? 'Settings are missing.' : tenant.why;
    return CHECKS.application.map((id) => skipped(id, 'Application', why));
  }
  const { application } = tenant.value;
  if (!application) {
    const [exists, ...others] = CHECKS.application;
    const appId = settings.values.LOGTO_APP_ID;
    return [
      error(exists, 'The application is not in Logto', {
        cause: appId
          ? `Logto has no application with the id ${appId} (LOGTO_APP_ID).`
          : 'LOGTO_APP_ID is missing.',
        consequence: 'Nobody can sign in.',
        fix: `${FIX}, or npm run setup.`,
        docs: 'docs/setup-logto.md',
        fixable: true,
      }),
      ...others.map((id) => skipped(id, 'Application', 'It is not there.')),
    ];
  }
  return [
    ok('application.exists', `Application "${application.name}" is there`),
    type(application),
    ...uris(application, desired),
    ...unsafe(application),
    ...backchannel(application, tenant.value, desired),
    ...checkSecrets(facts, tenant.value),
  ];
}

function type({ type: has, name }: Application): Finding {
  const id = 'application.type';
  if (has === 'Traditional') return ok(id, 'Its type is Traditional web');
  return error(id, 'The application is of the wrong type', {
    cause: `"${name}" is of type ${has}; this app needs Traditional web, and a type can't be changed.`,
    consequence: 'Nobody can sign in, or the secret counts for nothing.',
    fix: `${FIX} makes another; or Logto Console > Applications > Create application > Traditional web.`,
    docs: 'docs/setup-logto.md',
    fixable: true,
  });
}

function uris({ oidcClientMetadata: has }: Application, { app }: Desired): Finding[] {
  const missing = (wanted: string[], registered: string[]) =>
    wanted.filter((one) => !registered.includes(one));
  const all = [...app.baseUrls, ...app.previewUrls];
  const redirect = missing(all.map(callbackUri), has.redirectUris);
  const postLogout = missing(all.map(postLogoutUri), has.postLogoutRedirectUris);
  return [
    redirect.length === 0
      ? ok('application.redirect-uris', 'Its redirect URIs are registered')
      : error('application.redirect-uris', 'A redirect URI is missing', {
          cause: `Not registered, to the letter: ${redirect.join(', ')}.${nearly(redirect, has.redirectUris)}`,
          consequence: 'Sign-ins from there end at Logto with 400 and a page of JSON.',
          fix: `${FIX}, or ${CONSOLE} > Redirect URIs.`,
          docs: 'docs/errors/client_rejected.md',
          fixable: true,
        }),
    postLogout.length === 0
      ? ok('application.post-logout-uris', 'Its post sign-out redirect URIs are registered')
      : error('application.post-logout-uris', 'A post sign-out redirect URI is missing', {
          cause: `Not registered, to the letter: ${postLogout.join(', ')}.${nearly(postLogout, has.postLogoutRedirectUris)}`,
          consequence: 'Sign-out ends at Logto with 400, and the person stays signed in there.',
          fix: `${FIX}, or ${CONSOLE} > Post sign-out redirect URIs.`,
          docs: 'docs/vendors.md',
          fixable: true,
        }),
  ];
}

/** What somebody meant: the same but for a slash, the scheme, capitals or localhost's other name. */
function nearly(missing: string[], registered: string[]): string {
  const plain = (uri: string) =>
    uri
      .toLowerCase()
      .replace(/^https?:/, '')
      .replace('127.0.0.1', 'localhost')
      .replace(/\/$/, '');
  const near = registered.filter((one) => missing.some((wanted) => plain(wanted) === plain(one)));
  return near.length > 0 ? ` Nearly the same is there: ${near.join(', ')}.` : '';
}

/** Logto takes any address; these hand a sign-in to strangers, or run as script. */
function unsafe({ oidcClientMetadata: has }: Application): Finding[] {
  const id = 'application.unsafe-uris';
  const found = [...has.redirectUris, ...has.postLogoutRedirectUris].filter((uri) => {
    if (/^(javascript|data|vbscript):/i.test(uri)) return true;
    if (!uri.includes('*')) return /^http:/.test(uri) && URL.canParse(uri) && !isLocalAddress(uri);
    const origin = /^[a-z]+:\/\/[^/]*/i.exec(uri)?.[0] ?? uri;
    return origin.includes('*') ? 'problem' in checkPreviewUrl(origin) : true;
  });
  if (found.length === 0) return [ok(id, 'None of its addresses is too wide')];
  return [
    warn(id, 'An address of the application is not safe', {
      cause: `Registered: ${[...new Set(found)].join(', ')}.`,
      consequence:
        'Somebody else may receive answers meant for this app: over http without encryption, or under a wildcard that fits sites of strangers.',
      fix: `${CONSOLE}: remove it, or narrow it to https://<prefix>-*.<your own domain>/callback.`,
      docs: 'docs/setup-logto.md',
    }),
  ];
}

function backchannel(
  { oidcClientMetadata: has }: Application,
  { backchannelAddresses }: TenantFacts,
  { app }: Desired,
): Finding[] {
  const base = publicBaseUrl(app.baseUrls);
  const uri = has.backchannelLogoutUri;
  const place = `${CONSOLE} > Backchannel logout`;
  const session = has.backchannelLogoutSessionRequired
    ? ok('application.back-channel-session', 'Back-channel logout asks for the session')
    : error(
        'application.back-channel-session',
        'Back-channel logout does not ask for the session',
        {
          cause: '"Is session required?" is off.',
          consequence:
            'ID tokens carry no sid: the SSO guard, which goes by it, refuses every sign-in.',
          fix: `${FIX}, or ${place}: switch "Is session required?" on.`,
          docs: 'docs/errors/guard_unavailable.md',
          fixable: true,
        },
      );
  const publicId = 'application.back-channel-public';
  if (!uri) {
    return [
      error('application.back-channel-uri', 'There is no back-channel logout URI', {
        cause: 'Without it Logto has nobody to tell that a session is over.',
        consequence:
          'ID tokens carry no sid, so that the SSO guard refuses every sign-in; sign-out elsewhere does not reach this app.',
        fix: `${FIX}, or ${place}: ${backchannelLogoutUri(base)}`,
        docs: 'docs/errors/guard_unavailable.md',
        fixable: true,
      }),
      session,
      skipped(publicId, 'Back-channel logout', 'There is no URI.'),
    ];
  }
  const known = app.baseUrls.map(backchannelLogoutUri);
  const isLocal = URL.canParse(uri) && isLocalAddress(uri);
  const isOurs = known.includes(uri) || (!isLocal && uri.endsWith(BACKCHANNEL_PATH));
  return [
    isOurs
      ? ok('application.back-channel-uri', `Back-channel logout goes to ${uri}`)
      : warn('application.back-channel-uri', 'Back-channel logout goes elsewhere', {
          cause: `Its URI is ${uri}; this app's is ${backchannelLogoutUri(base)}.`,
          consequence: 'Sign-out elsewhere reaches this app only when it next asks Logto.',
          fix: `${place}: ${backchannelLogoutUri(base)}`,
          docs: 'docs/sessions.md',
        }),
    session,
    reach(uri, backchannelAddresses, app.baseUrls),
  ];
}

const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  PRIVATE.addSubnet(net, bits);
}
for (const [net, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  PRIVATE.addSubnet(net, bits, 'ipv6');
}
const isPrivate = (ip: string) => PRIVATE.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4');

/** Logto drops deliveries to private addresses without a word (its SSRF protection). */
function reach(uri: string, addresses: string[], baseUrls: string[]): Finding {
  const id = 'application.back-channel-public';
  if (addresses.length === 0) {
    return warn(id, 'The back-channel logout address has no IP address', {
      cause: `${new URL(uri).hostname} is not known to DNS here.`,
      consequence: 'Logto can hardly reach it: sign-out elsewhere does not reach this app at once.',
      fix: 'Check the name; run doctor where DNS is the same as for Logto.',
      docs: 'docs/sessions.md',
    });
  }
  if (!addresses.some(isPrivate)) return ok(id, 'Back-channel logout goes to a public address');
  if (baseUrls.every(isLocalAddress)) {
    return skipped(
      id,
      'Back-channel logout goes to this machine',
      'Logto delivers there only with OIDC_PROVIDER_SSRF_PROTECTION_DISABLED=1, which no API tells. Fine for development.',
    );
  }
  return warn(id, 'Back-channel logout goes to a private address', {
    cause: `${uri} is at ${addresses.join(', ')}; Logto drops such deliveries without a word.`,
    consequence: 'Sign-out elsewhere does not reach this app at once.',
    fix: 'Register the public address of the app (npm run setup -- --base-url https://…), or, self-hosted in a network you trust: start Logto with OIDC_PROVIDER_SSRF_PROTECTION_DISABLED=1.',
    docs: 'docs/vendors.md',
  });
}
