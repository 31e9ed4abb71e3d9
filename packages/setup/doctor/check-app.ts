/** The deployed app, from outside. */
import { callbackUri, isLocalAddress } from '../addresses.ts';
import type { Answer, AppFacts, Facts } from './facts.ts';
import { CHECKS, error, type Finding, ok, skipped, warn } from './finding.ts';

const isSecure = (url: string) => url.startsWith('https:');
const CDN = 'Something before the app (a proxy, a CDN) removes or changes the header: look there.';

export function checkApp(facts: Facts): Finding[] {
  const { app } = facts;
  const [reachable, ...others] = CHECKS.app;
  if (app.state === 'unasked') return CHECKS.app.map((id) => skipped(id, 'Deployed app', app.why));
  if (app.state === 'failed') {
    return [
      error(reachable, 'The app does not answer', {
        cause: app.why,
        consequence: 'Nobody can use it.',
        fix: 'Check the address and that the app runs; its log says why not.',
        docs: 'README.md',
      }),
      ...others.map((id) => skipped(id, 'Deployed app', 'It does not answer.')),
    ];
  }
  const { value } = app;
  const { url, home } = value;
  if (home.status !== 200) {
    return [
      error(reachable, 'The app answers with an error', {
        cause: `${url}/ answered ${home.status}.`,
        consequence: 'People see an error instead of the home page.',
        fix:
          home.status >= 300 && home.status < 400
            ? `It leads to ${home.headers.location}: give that address as --url.`
            : 'The log of the app says why; settings that are wrong are listed at its start.',
        docs: 'docs/errors/README.md',
      }),
      ...others.map((id) => skipped(id, 'Deployed app', 'The home page is not there.')),
    ];
  }
  return [
    ok(reachable, `The app answers at ${url}`),
    https(value),
    hsts(value),
    csp(home),
    framing(home),
    caching(home),
    signIn(value, facts),
    cookies(value),
    backchannel(value),
  ];
}

function https({ url, plain }: AppFacts): Finding {
  const id = 'app.https';
  if (!isSecure(url)) {
    if (isLocalAddress(url)) return skipped(id, 'https', 'On localhost it is not needed.');
    return error(id, 'The app is reached without https', {
      cause: `${url} is http.`,
      consequence: 'Sessions can be read and stolen on the way; the app refuses to start so.',
      fix: 'Put a certificate before it, and set BASE_URL to the https address.',
      docs: '.env.local.example',
    });
  }
  if (plain.state !== 'known') return ok(id, 'The app is reached by https only');
  const { status, headers } = plain.value;
  const leads = status >= 300 && status < 400 && headers.location?.startsWith('https:');
  if (leads || status >= 400) return ok(id, 'http leads to https');
  return warn(id, 'http does not lead to https', {
    cause: `${url.replace(/^https:/, 'http:')} answered ${status}.`,
    consequence: 'Who types the address without https:// is served without encryption.',
    fix: 'Redirect http to https where TLS ends.',
    docs: 'docs/sessions.md',
  });
}

const MIN_HSTS_SECONDS = 180 * 24 * 3600;

function hsts({ url, home }: AppFacts): Finding {
  const id = 'app.hsts';
  if (!isSecure(url)) return skipped(id, 'Strict-Transport-Security', 'It counts on https only.');
  const age = Number(/max-age=(\d+)/.exec(home.headers['strict-transport-security'] ?? '')?.[1]);
  if (age >= MIN_HSTS_SECONDS) return ok(id, 'Browsers will insist on https');
  return warn(id, 'Browsers are not told to insist on https', {
    cause: `Strict-Transport-Security is ${home.headers['strict-transport-security'] ?? 'missing'}.`,
    consequence: 'The first request of a visit can be caught before it reaches https.',
    fix: CDN,
    docs: 'docs/doctor.md',
  });
}

function csp({ headers }: Answer): Finding {
  const id = 'app.csp';
  const scripts = directive(headers, 'script-src');
  const hasNonce = /'nonce-[\w+/=-]+'/.test(scripts ?? '');
  const isOpen = scripts?.includes("'unsafe-eval'");
  if (hasNonce && !isOpen) return ok(id, 'Only scripts with a nonce run');
  return error(id, 'Scripts are not restricted', {
    cause: scripts
      ? `script-src is ${scripts}${isOpen ? ': this is a development server' : ''}.`
      : 'Content-Security-Policy is missing, or has no script-src.',
    consequence:
      'Script that gets into a page, through an extension or a flaw, can act as the person.',
    fix: isOpen ? 'Deploy a build: npm run build, npm start.' : CDN,
    docs: 'docs/doctor.md',
  });
}

const directive = (headers: Answer['headers'], name: string) =>
  headers['content-security-policy']
    ?.split(';')
    .map((one) => one.trim())
    .find((one) => one.startsWith(`${name} `))
    ?.slice(name.length + 1);

function framing({ headers }: Answer): Finding {
  const id = 'app.framing';
  if (directive(headers, 'frame-ancestors') === "'none'")
    return ok(id, 'No other site can frame it');
  return error(id, 'Other sites can frame the app', {
    cause: `frame-ancestors is ${directive(headers, 'frame-ancestors') ?? 'missing'}.`,
    consequence: 'People can be made to click here without seeing it.',
    fix: CDN,
    docs: 'docs/doctor.md',
  });
}

function caching({ headers }: Answer): Finding {
  const id = 'app.caching';
  const control = headers['cache-control'] ?? '';
  const vary = headers.vary ?? '';
  const isPrivate = /\bno-store\b/.test(control) && /(^|,)\s*cookie\s*(,|$)/i.test(vary);
  const age = headers.age === undefined ? '' : `; Age is ${headers.age}: it came from a cache`;
  if (isPrivate && !age) return ok(id, 'No cache keeps its pages');
  return error(id, 'A cache may keep its pages', {
    cause: `Cache-Control is ${control || 'missing'}, Vary is ${vary || 'missing'}${age}.`,
    consequence: "One person's page can be shown to another.",
    fix: CDN,
    docs: 'docs/decisions/keep-vary-cookie.md',
  });
}

function signIn({ url, signIn: fact }: AppFacts, { logto, settings }: Facts): Finding {
  const id = 'app.sign-in';
  if (fact.state !== 'known') return skipped(id, 'Sign-in', fact.why);
  const { status, headers } = fact.value;
  const common = {
    consequence: 'Nobody can sign in there.',
    docs: 'docs/errors/settings_wrong.md',
  };
  const { location } = headers;
  const target = location && URL.canParse(location, url) ? new URL(location, url) : undefined;
  if (!target?.pathname.endsWith('/oidc/auth')) {
    return error(id, 'Sign-in does not lead to Logto', {
      ...common,
      cause: `${url}/sign-in answered ${status}${target ? ` and leads to ${target.origin}${target.pathname}` : ''}.`,
      fix: 'Its log says why; LOGTO_ENDPOINT has to be reachable from where the app runs.',
    });
  }
  const expected: [string, string | undefined, string | null][] = [
    ['Logto', logto.endpoint, target.origin],
    ['client_id', settings.values.LOGTO_APP_ID, target.searchParams.get('client_id')],
    ['redirect_uri', callbackUri(url), target.searchParams.get('redirect_uri')],
  ];
  const wrong = expected.filter(([, wanted, has]) => wanted !== undefined && wanted !== has);
  if (wrong.length === 0) return ok(id, 'Sign-in leads to this Logto and back here');
  return error(id, 'Sign-in leads elsewhere', {
    cause: `${wrong.map(([name, wanted, has]) => `${name} is ${has ?? 'missing'}, not ${wanted}`).join('; ')}.`,
    consequence: 'People sign in at another Logto, or come back to another address.',
    fix: `Correct LOGTO_ENDPOINT, LOGTO_APP_ID or BASE_URL where it is deployed. If ${settings.envFile} is of another environment, name the right one with --env-file.`,
    docs: 'docs/errors/settings_wrong.md',
  });
}

function cookies({ url, signIn: fact, home }: AppFacts): Finding {
  const id = 'app.cookies';
  const all = [...home.cookies, ...(fact.state === 'known' ? fact.value.cookies : [])];
  // What deletes a cookie of another library hasn't its attributes.
  const set = all.filter((one) => !/^[^=]+=;|max-age=0\b|expires=thu, 01 jan 1970/i.test(one));
  if (set.length === 0) return skipped(id, 'Cookies', 'The app set none.');
  const wrong = set.flatMap((one) => {
    const [name = ''] = one.split('=');
    const has = (attribute: string) => new RegExp(`;\\s*${attribute}\\b`, 'i').test(one);
    const lacks = [
      has('HttpOnly') ? '' : 'HttpOnly',
      isSecure(url) && !has('Secure') ? 'Secure' : '',
      isSecure(url) && !name.startsWith('__Host-') ? 'the prefix __Host-' : '',
      /;\s*samesite=(lax|strict)/i.test(one) ? '' : 'SameSite',
    ].filter(Boolean);
    return lacks.length > 0 ? [`${name} lacks ${lacks.join(', ')}`] : [];
  });
  if (wrong.length === 0) return ok(id, 'Its cookies are out of reach of scripts and other sites');
  return error(id, 'A cookie is not protected', {
    cause: `${wrong.join('; ')}.`,
    consequence: 'Scripts, other sites of the domain or eavesdroppers can get at sessions.',
    fix: 'BASE_URL has to be the https address. If it is, something before the app changes cookies.',
    docs: 'docs/sessions.md',
  });
}

function backchannel({ backchannel: fact }: AppFacts): Finding {
  const id = 'app.back-channel';
  if (fact.state !== 'known') return skipped(id, 'Back-channel logout', fact.why);
  if (fact.value.status === 400) return ok(id, 'Back-channel logout is open for Logto');
  return error(id, 'Back-channel logout is not open for Logto', {
    cause: `An empty message was answered ${fact.value.status}, not 400.`,
    consequence: 'Sign-out elsewhere does not reach the app.',
    fix:
      fact.value.status === 404
        ? 'What is deployed has no such route: deploy this version. If it has, the proxy before it leads elsewhere.'
        : 'Let POST /api/backchannel-logout through without a login, a challenge or a redirect: Logto answers none.',
    docs: 'docs/sessions.md',
  });
}
