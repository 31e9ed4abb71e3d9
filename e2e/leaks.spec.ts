/** Where tokens, codes, cookies and people's data are, and where they are not: log, pages, files. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { answers } from '@logto-okta/sandbox/engine/faults';
import { sandboxApplication } from '@logto-okta/sandbox/sandbox';
import { type PlainBrowser, press } from '@logto-okta/sandbox/tools/plain-browser';
import { expect, test } from './fixtures.ts';
import { openSeal } from './open-seal.ts';
import { plainBrowser } from './plain-browser.ts';
import { sandboxOf } from './tenant-settings.ts';
import type { World } from './world.ts';

const ALEX = { id: 'alexpassword', email: 'alex@example.test', name: 'Alex Morgan' };
const cookieSecret = randomBytes(32).toString('base64');

/** From now on keeps what passes between app and Logto and nobody else may see. */
function listenIn(world: World) {
  const { faults } = sandboxOf(world).logto;
  const heard = new Map<string, string>();
  faults.response = (route, { body, oidc }) => {
    if (route !== 'token') return false;
    const { id_token, access_token, refresh_token } = body as Record<string, unknown>;
    const { code, code_verifier } = oidc.params as Record<string, unknown>;
    const passed = { id_token, access_token, refresh_token, code, code_verifier };
    for (const [name, value] of Object.entries(passed)) {
      if (typeof value === 'string') heard.set(value, name);
    }
    return false;
  };
  return {
    heard,
    keep: (name: string, value: string | null | undefined) => value && heard.set(value, name),
    keepCookies(browser: PlainBrowser) {
      for (const [name, value] of Object.entries(browser.values())) {
        if (!/^(notice|NEXT_LOCALE)/.test(name)) heard.set(value, name);
      }
    },
    stop: () => delete faults.response,
  };
}

/** The text itself, and of a token each part that says something: enough of it is too much. */
const partsOf = (secret: string) => [
  secret,
  ...secret.split(/[.*~]/).filter((part) => part.length > 20 && !part.startsWith('eyJhbGciOi')),
];

function assertHoldsNone(text: string, secrets: Map<string, string>, where: string) {
  for (const [secret, name] of secrets) {
    for (const part of partsOf(secret)) {
      expect(text.includes(part), `${name} (${part.slice(0, 8)}…) in ${where}`).toBe(false);
    }
  }
}

test('CVE-2024-51752: a whole run of sign-in, refresh, failures and sign-out leaves no secret in the log', async ({
  world,
}) => {
  test.skip(!world.sandbox, 'looks into the sandbox’s tokens');
  test.setTimeout(90_000);
  const { logto } = sandboxOf(world);
  const { faults } = logto;
  const app = await world.startApp({
    COOKIE_SECRET: cookieSecret,
    SESSION_REVALIDATE_SECONDS: '1',
  });
  const ear = listenIn(world);
  const browser = plainBrowser(app.url);
  const failed = async (address: string, code: string) => {
    const { location } = await browser.open(address);
    expect(location).toContain(`code=${code}`);
    ear.keepCookies(browser);
  };
  const answerOf = async () => {
    const answer = new URL(await browser.answerOfLogto(world.logtoUrl, 'alex'));
    for (const name of ['code', 'state']) ear.keep(name, answer.searchParams.get(name));
    ear.keepCookies(browser);
    return answer;
  };

  // Refused in every way there is, before a session exists.
  const denied = await answerOf();
  await failed(
    `${denied.pathname}?state=${denied.searchParams.get('state')}&error=access_denied&error_description=${ALEX.email}`,
    'access_denied',
  );
  const other = await answerOf();
  const guessed = new URL(other);
  guessed.searchParams.set('code', randomBytes(32).toString('base64url'));
  ear.keep('code', guessed.searchParams.get('code'));
  await failed(guessed.href, 'code_rejected');
  await failed(
    `/callback?code=${other.searchParams.get('code')}&state=stranger-${randomBytes(24).toString('hex')}`,
    'state_mismatch',
  );
  const down = await answerOf();
  faults.request = (req, res) =>
    req.url?.startsWith('/oidc/token')
      ? answers(500, `{"error":"x","error_description":"${cookieSecret}"}`)(req, res)
      : false;
  await failed(down.href, 'logto_failed');
  delete faults.request;

  const good = await answerOf();
  expect((await browser.open(good.href)).location).toBe(`${app.url}/dashboard`);
  ear.keepCookies(browser);

  // Refreshed, refused for a while, and at last ended by Logto.
  const refreshed = async () => {
    await wait(1200);
    const answer = await browser.open('/dashboard');
    ear.keepCookies(browser);
    return answer;
  };
  const before = ear.heard.size;
  expect((await refreshed()).text).toContain(ALEX.name);
  expect(ear.heard.size, 'new tokens').toBeGreaterThan(before + 2);
  logto.endUserSessions(ALEX.id);
  expect((await refreshed()).location).toContain('code=session_ended');

  // Signed out, with Logto and without.
  for (const isDown of [false, true]) {
    expect((await browser.open((await answerOf()).href)).location).toBe(`${app.url}/dashboard`);
    ear.keepCookies(browser);
    if (isDown) faults.request = answers(503, `down for ${ALEX.email}`);
    expect((await press(browser, app.url, '/dashboard', 'Sign out')).status).toBe(303);
    delete faults.request;
  }
  ear.stop();

  const log = app.log();
  const events = new Set([...log.matchAll(/"event":"(\w+)"/g)].map(([, event]) => event));
  for (const event of ['signed_in', 'sign_in_failed', 'session_ended', 'sign_out_here_only']) {
    expect([...events]).toContain(event);
  }
  const kinds = new Set(ear.heard.values());
  for (const kind of [
    'id_token',
    'access_token',
    'refresh_token',
    'code',
    'code_verifier',
    'state',
  ]) {
    expect([...kinds]).toContain(kind);
  }
  ear.keep('cookie secret', cookieSecret);
  ear.keep('client secret', sandboxApplication.secret);
  assertHoldsNone(log, ear.heard, 'the log');
  for (const about of [ALEX.email, ALEX.name]) expect(log).not.toContain(about);
  for (const line of log.split('\n')) {
    if (!line.includes('"audit":true')) expect(line).not.toContain(ALEX.id);
  }
  await app.stop();
});

/** What nobody's code catches: while a page is drawn, in a promise, and out of nowhere. */
const CRASHES = ['render', 'rejection', 'exception'] as const;

/** For `NODE_OPTIONS`: the app crashes with this message when the fragment of a request asks for it. */
function crashing(message: string): string {
  const code = `
    import { subscribe } from 'node:diagnostics_channel';
    const { stringify } = JSON;
    const crash = (kind) => new Error(kind + ' crash ' + ${JSON.stringify(message)});
    let draws = false;
    JSON.stringify = (value, replacer, space) => {
      if (!draws || space !== 2) return stringify(value, replacer, space);
      draws = false;
      throw crash('render');
    };
    subscribe('http.server.request.start', ({ request }) => {
      const kind = request.headers['x-crash'];
      if (kind === 'render') draws = true;
      if (kind === 'rejection') Promise.reject(crash(kind));
      if (kind === 'exception') setTimeout(() => { throw crash(kind); });
    });`;
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
}

test('CVE-2024-51752: a crash with secrets in its message leaves none of them in the log', async ({
  world,
}) => {
  test.skip(!world.sandbox, 'looks into the sandbox’s tokens');
  const ear = listenIn(world);
  const first = await world.startApp({ COOKIE_SECRET: cookieSecret });
  const browser = plainBrowser(first.url);
  await browser.signIn(world.logtoUrl, 'alex');
  ear.keepCookies(browser);
  ear.stop();
  await first.stop();
  // With the tokens of a real session in it, and a line of its own.
  const secrets = [...ear.heard.keys()];
  const app = await world.startApp({
    COOKIE_SECRET: cookieSecret,
    NODE_OPTIONS: crashing(
      `${secrets.join(' ')}\n{"level":"info","event":"signed_in","audit":true}`,
    ),
  });
  const own = plainBrowser(app.url);
  await own.signIn(world.logtoUrl, 'alex');
  const before = app.log().length;
  for (const kind of CRASHES) await own.open('/dashboard', { headers: { 'x-crash': kind } });
  const printed = () => app.log().slice(before);
  for (const kind of CRASHES) await expect.poll(printed).toContain(`${kind} crash`);
  assertHoldsNone(printed(), ear.heard, 'the log');
  expect(printed()).not.toMatch(/^\{"level":"info","event":"signed_in"/m);
  // It goes on.
  expect((await own.open('/dashboard')).text).toContain(ALEX.name);
  await app.stop();
});

test('pages hold what they show of a session, and nothing else of it', async ({ world }) => {
  test.skip(!world.sandbox, 'looks into the sandbox’s tokens');
  const app = await world.startApp({ COOKIE_SECRET: cookieSecret });
  const ear = listenIn(world);
  const browser = plainBrowser(app.url);
  await browser.signIn(world.logtoUrl, 'alex');
  ear.keepCookies(browser);
  ear.stop();
  ear.keep('cookie secret', cookieSecret);
  ear.keep('client secret', sandboxApplication.secret);
  const [, sealed = ''] =
    Object.entries(browser.values()).find(([name]) => /^session-\d+$/.test(name)) ?? [];
  const { data } = await openSeal(sealed, cookieSecret);
  expect(data.sub).toBe(ALEX.id);
  ear.keep('session id', String(data.id));

  for (const path of ['/', '/dashboard', '/sign-in/problem', '/nowhere', '/api/session']) {
    for (const headers of [undefined, { rsc: '1' }]) {
      let answer = await browser.open(path, { headers });
      // Next sends a client without its cache key to the address that has one.
      if (headers && answer.location) answer = await browser.open(answer.location, { headers });
      const where = `${path} ${headers ? 'RSC' : 'HTML'}`;
      expect(answer.status, where).toBeLessThan(405);
      if (headers && path !== '/api/session')
        expect(answer.headers['content-type']).toContain('text/x-component');
      if (path === '/dashboard') expect(answer.text).toContain(ALEX.email);
      const whole = JSON.stringify(answer.headers) + answer.text;
      assertHoldsNone(whole, ear.heard, where);
      // Names of the session's fields: an object of it, handed to the browser, would carry them.
      for (const field of Object.keys(data).filter((name) => name.length > 3)) {
        expect(whole, where).not.toMatch(new RegExp(`"${field}\\\\?"`));
      }
      // The dashboard shows the claims; other pages have no need to know who it is by id.
      if (path !== '/dashboard')
        expect(whole.includes(ALEX.id), `the user id in ${where}`).toBe(false);
    }
  }
  await app.stop();
});

const filesIn = (folder: string, pattern: RegExp) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));

test('the browser’s files hold no module of the server', () => {
  const built = filesIn('.next/static', /\.(js|json|html|css|txt|map)$/);
  const server = filesIn('.next/server', /\.js$/).map((path) => readFileSync(path, 'utf8'));
  expect(built.length).toBeGreaterThan(3);
  // What only modules of the server say: their log entries and the settings they read.
  const sources = filesIn('lib', /\.ts$/).filter((path) => !path.includes('.test.'));
  const marks = new Set(
    sources.flatMap((path) => {
      const text = readFileSync(path, 'utf8');
      const events = [...text.matchAll(/\blog\.\w+\(\s*'(\w+)'/g)].map(([, event = '']) => event);
      const settings = path.endsWith('env.ts')
        ? (text.match(/\b(LOGTO|SESSION|COOKIE|REDIS)_[A-Z_0-9]+\b/g) ?? [])
        : [];
      return [...events, ...settings];
    }),
  );
  for (const mark of ['Fe26.2', 'unsealData', 'jwtVerify', 'northgate:session']) marks.add(mark);
  const words = readFileSync('messages/en.json', 'utf8');
  const found = [...marks].filter(
    (mark) => !words.includes(mark) && server.some((text) => text.includes(mark)),
  );
  expect(found.length, 'marks that the server’s files have').toBeGreaterThan(15);
  for (const path of built) {
    const text = readFileSync(path, 'utf8');
    for (const mark of found) expect(text.includes(mark), `${mark} in ${path}`).toBe(false);
  }
});
