/**
 * Requests at fault: each is the client's (4xx), with the security headers, with no more than one
 * line in the log; and whatever the log holds is one JSON object a line, nobody else's.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { stripVTControlCharacters } from 'node:util';
import { type Answer, type Sent, send } from '@logto-okta/sandbox/tools/plain-browser';
import { expect, test } from './fixtures.ts';
import { plainBrowser } from './plain-browser.ts';
import type { App } from './world.ts';

const FORGED = '\n{"level":"info","event":"signed_in","audit":true}\n';
const SECRET = 'LnUl-E7urMIqxN7Kl3MdgYQEgG5BDi8cxh0sVGDO5jM';
const ESCAPES = '\u001b[2J\u009b31m';
const HOSTILE = FORGED + SECRET + ESCAPES;

/** What `next start` says before our code runs. */
const BANNER = /^(▲ Next\.js |- (Local|Network): |✓ (Ready in|Running next\.config))/;

const isBanner = (line: string) => BANNER.test(stripVTControlCharacters(line).trim());
const linesOf = (app: App) =>
  app
    .log()
    .split('\n')
    .filter((line) => line && !isBanner(line));

function expectCleanLog(app: App) {
  for (const line of linesOf(app)) {
    const entry = JSON.parse(line);
    expect(entry, line).toMatchObject({ level: expect.any(String), event: expect.any(String) });
    expect(entry.event, 'a forged line').not.toBe('signed_in');
    expect(line).not.toContain(SECRET);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  }
}

const EMPTY = ['content-security-policy', 'x-content-type-options', 'x-frame-options'];
function expectHeaders({ headers }: Answer, about: string) {
  for (const name of EMPTY) expect(headers[name], `${name} of ${about}`).toBeDefined();
  expect(headers['cache-control'], about).toContain('no-store');
}

const actions = (): { id: string; name: string; page: string }[] =>
  Object.entries<{ exportedName: string; workers: object }>(
    JSON.parse(readFileSync('.next/server/server-reference-manifest.json', 'utf8')).node,
  ).map(([id, { exportedName: name, workers }]) => ({
    ...{ id, name },
    page:
      (Object.keys(workers)[0] ?? '').replace(/^app|\/page$/g, '').replace(/\[\w+\]/g, 'x') || '/',
  }));

/** A multipart body, written by hand. */
function multipart(fields: [string, string][], rest = '') {
  const parts = fields.map(
    ([name, value]) =>
      `--WebKit7\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\n${value}\r\n`,
  );
  return {
    headers: { 'content-type': 'multipart/form-data; boundary=WebKit7' },
    body: `${parts.join('')}--WebKit7--\r\n`,
  };
}
const text = (body: string, type = 'text/plain;charset=UTF-8') => ({
  headers: { 'content-type': type },
  body,
});

const REFERENCE = (id: string) => JSON.stringify({ id, bound: '$@1' });

/** Bodies with which an action is called by script. */
const SCRIPTED: { headers: Record<string, string>; body: string }[] = [
  text(JSON.stringify([HOSTILE])),
  text(JSON.stringify([{ get: HOSTILE }])),
  text('[null]'),
  text('[[["'.repeat(5000)),
  text('{}'),
  text(''),
  text('["$1"]'),
  text('["$K1"]'),
  text('["$F1"]'),
  text('["$@0"]'),
  text('["$1:__proto__:constructor"]'),
  text(JSON.stringify([HOSTILE]), 'application/json'),
  text(`email=${encodeURIComponent(HOSTILE)}`, 'application/x-www-form-urlencoded'),
  multipart([['0', JSON.stringify([HOSTILE])]]),
  multipart([
    ['0', '["$1:then:constructor"]'],
    ['1', HOSTILE],
  ]),
  multipart([['0', `{"then":"$1:__proto__:then","status":"resolved_model","value":"{}"}`]]),
  multipart([
    ['0', '["$K1"'],
    ['_1_email', HOSTILE],
  ]),
  multipart(
    [
      ['0', '["$B1"]'],
      ['1', HOSTILE],
    ],
    '; filename="x"',
  ),
  multipart([]),
  { headers: { 'content-type': 'multipart/form-data' }, body: HOSTILE },
  { headers: { 'content-type': 'multipart/form-data; boundary=' }, body: '' },
  { headers: {}, body: HOSTILE },
];

/** Bodies as of a browser without JavaScript. */
const plain = (id: string) => [
  multipart([['email', HOSTILE]]),
  multipart([['$ACTION_ID_constructor', '']]),
  multipart([[`$ACTION_ID_${HOSTILE.replaceAll('"', '')}`, '']]),
  multipart([['$ACTION_REF_1', '']]),
  multipart([
    ['$ACTION_REF_1', ''],
    ['$ACTION_1:0', REFERENCE(id)],
    ['$ACTION_1:1', HOSTILE],
  ]),
  multipart([
    ['$ACTION_REF_1', ''],
    ['$ACTION_1:0', REFERENCE(id)],
    ['$ACTION_1:1', '["$@5"]'],
  ]),
  multipart(
    [
      [`$ACTION_ID_${id}`, ''],
      ['file', HOSTILE],
    ],
    '; filename="x"',
  ),
];

test('whatever an action of the build is called with, it is a 4xx and no line of anybody’s own', async ({
  world,
}) => {
  test.setTimeout(120_000);
  const app = await world.startApp();
  const own = { origin: app.url };
  const post = async (target: string, more: Omit<Sent, 'target'>) =>
    send(app.url, { method: 'POST', target, ...more });
  const all = actions();
  expect(all.length).toBeGreaterThan(10);
  for (const { id, name, page } of all) {
    const before = linesOf(app).length;
    const bodies: { headers: Record<string, string>; body: string }[] = [
      ...SCRIPTED.map(({ headers, body }) => ({
        body,
        headers: { ...headers, 'next-action': id },
      })),
      ...plain(id),
    ];
    for (const { headers, body } of bodies) {
      const about = `${name}: ${headers['content-type']} ${body.slice(0, 80)}`;
      const answer = await post(page, { headers: { ...own, ...headers }, body });
      expect([400, 413, 415], about).toContain(answer.status);
      expectHeaders(answer, about);
    }
    expect(linesOf(app).length - before, `lines of ${name}`).toBeLessThanOrEqual(bodies.length);
  }
  // Ids that no build has, of the right shape and of none.
  for (const id of [
    'ab'.repeat(21),
    'constructor',
    '__proto__',
    'x',
    HOSTILE.replace(/[^!-~]/g, ''),
  ]) {
    const { headers, body } = text('[]');
    const answer = await post('/', { headers: { ...own, ...headers, 'next-action': id }, body });
    expect([400, 409], id).toContain(answer.status);
    expect(answer.text).not.toContain('Error');
  }
  for (const origin of ['null', 'http://localhost:1', app.url.replace('http', 'https'), 'x']) {
    for (const [first] of [actions()]) {
      const { headers, body } = text('[]');
      const more = { ...headers, origin, 'next-action': first?.id ?? '' };
      const answer = await post('/', { headers: more, body });
      expect(answer.status, origin).toBe(403);
      expectHeaders(answer, origin);
    }
  }
  expectCleanLog(app);
  await app.stop();
});

const LINES: [method: string, target: string, status: number][] = [
  ['TRACE', '/', 405],
  ['TRACE', '/api/me', 405],
  ['PUT', '/', 405],
  ['DELETE', '/dashboard', 405],
  ['PATCH', '/sign-in', 405],
  ['OPTIONS', '/', 405],
  ['PROPFIND', '/', 405],
  ['POST', '/icon.svg', 405],
  ['GET', '/sign-out', 405],
  ...['/sso/50%', '/sso/%ff', '/organizations/%ff', '/invitations/%E0%A4%A', '/%', '/api/%c0'].map(
    (target): [string, string, number] => ['GET', target, 400],
  ),
  ['HEAD', '/sso/%', 400],
  ['POST', '/sso/%ff', 400],
];

test('a request’s first line that Next fails on is the client’s fault', async ({ world }) => {
  const app = await world.startApp();
  for (const [method, target, status] of LINES) {
    const about = `${method} ${target}`;
    const answer = await send(app.url, { method, target });
    expect(answer.status, about).toBe(status);
    expectHeaders(answer, about);
    if (status === 405) expect(answer.headers.allow, about).toBeDefined();
  }
  expect(linesOf(app).filter((line) => !line.includes('sso_guard_off'))).toEqual([]);
  await app.stop();
});

test('addresses of Next’s own that nothing here uses are closed', async ({ world }) => {
  const app = await world.startApp();
  const browser = plainBrowser(app.url);
  await browser.signIn(world.logtoUrl, 'alex');
  for (const target of [
    '/_next/image?url=%2Ficon.svg&w=64&q=75',
    '/_next/image?url=%2Fdashboard&w=64&q=75',
    '/%5Fnext/image?url=%2Ficon.svg&w=64&q=75',
    '/_next/data/build/dashboard.json',
    '/_next/webpack-hmr',
    '/_next/mcp',
    '/_next/postponed/resume/dashboard',
    '/__nextjs_original-stack-frames',
    '/__nextjs_font/geist-latin.woff2',
    '/__nextjs_source-map?filename=x',
  ]) {
    const answer = await send(app.url, { target, headers: { cookie: browser.cookie() } });
    expect([400, 404, 308], target).toContain(answer.status);
    expect(answer.text, target).not.toContain('Alex');
  }
  await app.stop();
});

test('bytes that are no HTTP leave no line, and no trace of themselves', async ({ world }) => {
  const app = await world.startApp();
  const { port } = new URL(app.url);
  for (const bytes of [
    `${HOSTILE}\r\n\r\n`,
    'GET / HTTP/9.9\r\n\r\n',
    `GET /\u001b HTTP/1.1\r\n\r\n`,
  ]) {
    const socket = connect(Number(port), 'localhost');
    socket.on('error', () => {});
    socket.end(bytes);
    await new Promise((resolve) => socket.on('close', resolve).resume());
  }
  expectCleanLog(app);
  expect((await send(app.url, { target: '/api/health' })).status).toBe(200);
  await app.stop();
});
