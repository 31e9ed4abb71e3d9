/** Addresses that are registered with Logto and Okta. Logto takes nearly anything, even `javascript:`. */

const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\]|[\w-]+\.localhost)$/;
export const isLocalAddress = (url: string) => LOCAL_HOST.test(new URL(url).hostname);

type Checked = { url: string } | { problem: string };

/** Nobody has https on localhost, and everybody leaves the scheme out there. */
const assumedScheme = (given: string) =>
  URL.canParse(`http://${given}`) && isLocalAddress(`http://${given}`) ? 'http' : 'https';

/** Where people reach an app, or where a Logto or an Okta answers: an origin. */
export function checkOrigin(given: string): Checked {
  const withScheme = given.includes('://') ? given : `${assumedScheme(given)}://${given}`;
  if (given.includes('*')) return { problem: 'has a wildcard; those go into preview URLs' };
  if (!URL.canParse(withScheme)) return { problem: 'is not a URL like https://app.example.com' };
  const url = new URL(withScheme);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOCAL_HOST.test(url.hostname))) {
    return { problem: 'has to start with https:// (http:// is allowed for localhost only)' };
  }
  if (url.pathname !== '/' || url.search || url.hash || url.username) {
    return { problem: `has to be an origin without a path, like ${url.origin}` };
  }
  return { url: url.origin };
}

/** Hosts below which strangers can have a name, so that a bare `*` would match their sites. */
const SHARED_HOSTS =
  /(^|\.)(vercel\.app|now\.sh|netlify\.app|pages\.dev|workers\.dev|herokuapp\.com|github\.io|gitlab\.io|web\.app|firebaseapp\.com|run\.app|onrender\.com|fly\.dev|railway\.app|azurewebsites\.net|azurestaticapps\.net|amplifyapp\.com|cloudfront\.net|amazonaws\.com|deno\.dev|surge\.sh|ngrok\.io|ngrok\.app|ngrok-free\.app|trycloudflare\.com|loca\.lt)$/;

/**
 * An origin with one wildcard, for preview deployments. Logto's `*` stands for one label of the
 * host or a part of it, and Logto itself would also take `https://*.com`.
 */
export function checkPreviewUrl(given: string): Checked & { warning?: string } {
  const [scheme, rest = ''] = given.split('://');
  const host = rest.replace(/\/$/, '');
  if (scheme !== 'https' && !(scheme === 'http' && /\.localhost(:\d+)?$/.test(host))) {
    return { problem: 'has to start with https:// (http:// is allowed for *.localhost only)' };
  }
  if (/[/?#@]/.test(host)) return { problem: 'has to be an origin without a path' };
  if ((host.match(/\*/g) ?? []).length !== 1) return { problem: 'needs exactly one *' };
  const [first = '', ...others] = host.replace(/:\d+$/, '').split('.');
  if (!first.includes('*')) {
    return { problem: 'needs its * in the first part of the host: Logto matches one label only' };
  }
  const parent = others.join('.');
  const isLocal = parent === 'localhost';
  if (!isLocal && others.length < 2) {
    return { problem: `would let every site under .${parent || '*'} receive sign-ins` };
  }
  if (
    !URL.canParse(`${scheme}://${host.replace('*', 'x')}`) ||
    !/^[a-z0-9.-]+$/.test(`${first.replace('*', 'x')}.${parent}`)
  ) {
    return { problem: 'is not a URL like https://*-team.vercel.app' };
  }
  const url = `${scheme}://${host}`;
  if (!SHARED_HOSTS.test(parent)) return { url };
  if (first === '*') {
    return {
      problem: `would let every site under .${parent} receive sign-ins. Name what yours have in common: https://*-team.${parent}`,
    };
  }
  return {
    url,
    warning: `Anybody can have a name under .${parent}, also one that fits ${first}. A sign-in sent there is of no use without the application's secret, but a preview domain of your own is safer.`,
  };
}

export const callbackUri = (baseUrl: string) => `${baseUrl}/callback`;
export const postLogoutUri = (baseUrl: string) => `${baseUrl}/`;
export const backchannelLogoutUri = (baseUrl: string) => `${baseUrl}${BACKCHANNEL_PATH}`;
export const BACKCHANNEL_PATH = '/api/backchannel-logout';
/** What Okta's tile opens. */
export const ssoStartUri = (baseUrl: string) => `${baseUrl}/sso/start`;
export const connectorCallbackUri = (endpoint: string, connectorId: string) =>
  `${endpoint}/callback/${connectorId}`;
/** The one that Logto can reach from outside; with local addresses only, the first. */
export const publicBaseUrl = (baseUrls: readonly string[]) =>
  baseUrls.find((url) => !isLocalAddress(url)) ?? baseUrls[0] ?? '';
