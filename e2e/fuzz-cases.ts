/** Requests that nobody's browser sends, made of what real ones consist of. */

import { change, changed, nasty } from '@logto-okta/clients/tests/fuzz';
import type { Sent } from '@logto-okta/sandbox/tools/plain-browser';
import fc from 'fast-check';
import { headerLists, headerText } from './fuzz-headers.ts';

/** Stands in every made-up code, state and cookie, so that it can be looked for in the log. */
export const CANARY = 'canary7d1f';

export type Material = {
  appUrl: string;
  cookieSecret: string;
  /** Each person's cookies, by name. */
  people: Record<string, string>[];
  /** Names of the server actions that anybody can see on the home page. */
  actions: string[];
};

/** As in headers, and no spaces. */
const targetText = (text: string) =>
  text.toWellFormed().replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character));
const cookieText = (text: string) => headerText(text).replace(/[;\s]/g, '');

function cookieHeaders({ people }: Material, seals: string[]) {
  const names = [...new Set(people.flatMap(Object.keys))];
  const [sessionName = ''] = names.filter((name) => /^session-\d+$/.test(name));
  const port = sessionName.slice('session-'.length);
  const known = [
    ...[sessionName, `${sessionName}.1`, `${sessionName}.2`, `${sessionName}.9`],
    ...[`ended-${port}`, `notice-${port}`, `sign-in-${port}.x`, 'NEXT_LOCALE', '__Host-session'],
  ];
  const name = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(sessionName, `${sessionName}.1`) },
    { weight: 3, arbitrary: fc.constantFrom(...names, ...known) },
    { weight: 1, arbitrary: nasty.map((text) => cookieText(text).replace(/=/g, '') || 'x') },
  );
  const real = fc.constantFrom(...people.flatMap(Object.values));
  const value = fc.oneof(
    real,
    fc
      .tuple(real, fc.array(change, { minLength: 1, maxLength: 3 }))
      .map(([text, list]) => list.reduce(changed, text)),
    fc.constantFrom(...seals),
    fc.tuple(fc.constantFrom(...seals), change).map(([text, one]) => changed(text, one)),
    nasty.map((text) => CANARY + cookieText(text)),
    fc.constantFrom('', '""', 'undefined', 'null', 'x'.repeat(3800), 'Fe26.2*'.repeat(400)),
  );
  const whole = fc.constantFrom(...people).map((cookies) => Object.entries(cookies));
  const parts = fc.array(fc.tuple(name, value), { maxLength: 5 });
  return fc
    .oneof(
      parts,
      whole,
      // Somebody's own cookies with something foreign among them, before or after.
      fc
        .tuple(whole, parts, fc.boolean())
        .map(([own, more, isFirst]) => (isFirst ? [...more, ...own] : [...own, ...more])),
      // One person's first chunk, another's second.
      fc.shuffledSubarray(people.flatMap(Object.entries) as [string, string][]),
    )
    .map((list) => list.map(([key, text]) => `${key}=${cookieText(text)}`).join('; '));
}

const PATHS = [
  ...[
    '/',
    '/dashboard',
    '/sign-in',
    '/sign-in/problem',
    '/callback',
    '/api/session',
    '/unavailable',
  ],
  ...[
    '/sign-in/prefetched',
    '/nowhere',
    '/icon.svg',
    '/robots.txt',
    '/api/nowhere',
    '/_next/image',
  ],
  ...['/dashboard/', '//dashboard', '/DASHBOARD', '/dashboard/../dashboard', '/%64ashboard'],
  ...[
    '/_next/static/chunks/nowhere.js',
    '/dashboard.rsc',
    '/dashboard/x.svg',
    '//elsewhere.example',
  ],
  ...[
    '/\\elsewhere.example',
    '/.//elsewhere.example',
    '/_next/data/x/dashboard.json',
    '/dashboard;x',
  ],
];
const path = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...PATHS) },
  { weight: 1, arbitrary: nasty.map((text) => `/${text.slice(0, 500)}`) },
);

const marked = nasty.map((text) => `${CANARY}${text.slice(0, 800)}`);
/** Where nobody may be led. */
const places = (appUrl: string) =>
  fc.constantFrom(
    ...['/dashboard', '//elsewhere.example', 'https://elsewhere.example/', '/\\elsewhere.example'],
    ...[
      '/.//elsewhere.example',
      '/\t/elsewhere.example',
      'javascript:alert(1)',
      '/%2felsewhere.example',
    ],
    ...[
      '/sign-in?returnTo=//elsewhere.example',
      `${appUrl}@elsewhere.example`,
      '/a\r\nX-Injected: 1',
    ],
  );

function queries(appUrl: string) {
  const text = nasty.map((one) => one.slice(0, 1500));
  const key = fc.constantFrom(
    ...['code', 'state', 'iss', 'error', 'error_description', 'returnTo', 'screen', 'connector'],
    ...['email', 'ref', '_rsc', 'x', 'session_state', 'redirect_uri', '__proto__'],
  );
  const pair = key.chain((name) => {
    const value =
      name === 'code' || name === 'state' ? marked : fc.oneof(text, places(appUrl), places(appUrl));
    return value.map((one): [string, string] => [name, one]);
  });
  return fc
    .tuple(fc.array(pair, { maxLength: 6 }), fc.option(nasty.map((one) => one.slice(0, 200))))
    .map(([pairs, raw]) => {
      const query = new URLSearchParams(pairs.map(([name, one]) => [name, one.toWellFormed()]));
      return raw === null ? `?${query}` : `?${query}&${targetText(raw)}`;
    });
}

const method = fc.oneof(
  { weight: 6, arbitrary: fc.constant('GET') },
  { weight: 3, arbitrary: fc.constantFrom('POST', 'HEAD') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'QUERY'),
  },
);
const MULTIPART =
  '--b\r\nContent-Disposition: form-data; name="$ACTION_ID_00"\r\n\r\n\r\n--b--\r\n';
/** A form as the home page's buttons send it, with values that are not from there. */
function forms(actions: string[]) {
  const name = fc.constantFrom(
    'returnTo',
    'connector',
    'email',
    'locale',
    'x',
    '$ACTION_KEY',
    '1_$ACTION_ID_x',
  );
  const field = fc.tuple(
    name,
    nasty.map((text) => text.toWellFormed().replaceAll('--b', '')),
  );
  return fc
    .tuple(fc.constantFrom(...actions), fc.array(field, { maxLength: 3 }))
    .map(([action, fields]) => {
      const parts = [[action, ''], ...fields].map(
        ([key, text]) => `--b\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${text}\r\n`,
      );
      return `${parts.join('')}--b--\r\n`;
    });
}
const anyBody = fc.oneof(
  nasty.map((text) => text.toWellFormed()),
  fc.constantFrom(
    MULTIPART,
    MULTIPART.slice(0, 40),
    '{"a":1}',
    'logout_token=x',
    '[]',
    'x'.repeat(100_000),
  ),
);

/** Any request to the app; what its `Cookie` header holds is for the caller to see. */
export function hostileRequests(material: Material, seals: string[]): fc.Arbitrary<Sent> {
  const { appUrl, people } = material;
  const query = queries(appUrl);
  const anything = fc
    .record({
      method,
      path,
      query,
      headers: headerLists(appUrl),
      cookie: cookieHeaders(material, seals),
      body: fc.oneof(anyBody, forms(material.actions)),
      type: fc.constantFrom(
        'multipart/form-data; boundary=b',
        'application/json',
        'text/plain;charset=UTF-8',
        '',
      ),
    })
    .map(({ method: verb, path: place, query, headers, cookie, body: content, type }) => ({
      method: verb,
      target: targetText(place) + query,
      headers: {
        ...(type && !['GET', 'HEAD'].includes(verb) && { 'content-type': type }),
        ...headers,
        ...(cookie && { cookie }),
      },
      ...(!['GET', 'HEAD'].includes(verb) && { body: content }),
    }));
  const returnTo = places(appUrl).map((place) => `?${new URLSearchParams({ returnTo: place })}`);
  // Whom the app knows, so that it goes as far as it does for anybody.
  const bySomebody = fc
    .record({
      path: fc.constantFrom(
        '/sign-in',
        '/sign-in',
        '/callback',
        '/sign-in/problem',
        '/dashboard',
        '/',
      ),
      query: fc.oneof(query, returnTo),
      cookies: fc.constantFrom(...people),
    })
    .map(
      ({ path: place, query: text, cookies }): Sent => ({
        target: place + text,
        headers: {
          cookie: Object.entries(cookies)
            .map((pair) => pair.join('='))
            .join('; '),
        },
      }),
    );
  return fc.oneof({ weight: 3, arbitrary: anything }, { weight: 1, arbitrary: bySomebody });
}
