/** Requests by the thousand that no browser sends, and what holds for every answer to them. */
import { randomBytes } from 'node:crypto';
import { cases } from '@logto-okta/clients/tests/fuzz';
import { sandboxApplication } from '@logto-okta/sandbox/sandbox';
import { type Answer, type Sent, send } from '@logto-okta/sandbox/tools/plain-browser';
import fc from 'fast-check';
import { falseSeals } from './false-seals.ts';
import { expect, test } from './fixtures.ts';
import { CANARY, hostileRequests, type Material } from './fuzz-cases.ts';
import { plainBrowser } from './plain-browser.ts';
import { sandboxOf } from './tenant-settings.ts';
import type { App, World } from './world.ts';

/** At once. */
const BATCH = 16;
const BATCHES = 45;

const sessionsIn = (cookies: Record<string, string>) =>
  Object.entries(cookies).filter(([name]) => name.startsWith('session-'));
/** All that is signed of a seal; the format's number behind it is not. */
const signedPart = (value: string) => value.split('~')[0] ?? '';

const PEOPLE = [
  { username: 'alex', name: 'Alex Morgan' },
  { username: 'fifty', name: 'Fiona Fifty' },
];

async function signedInPeople(world: World, app: App) {
  const tokens = new Set<string>();
  const { faults } = sandboxOf(world).logto;
  faults.response = (route, { body }) => {
    if (route !== 'token') return false;
    const { id_token, access_token, refresh_token } = body as Record<string, string>;
    for (const token of [id_token, access_token, refresh_token]) if (token) tokens.add(token);
    return false;
  };
  const people = [];
  for (const one of PEOPLE) {
    const browser = plainBrowser(app.url);
    await browser.signIn(world.logtoUrl, one.username);
    people.push({ ...one, browser, cookies: browser.values() });
  }
  delete faults.response;
  return { people, tokens: [...tokens] };
}

type Person = Awaited<ReturnType<typeof signedInPeople>>['people'][number];

async function actionsOn(app: App) {
  const { text } = await plainBrowser(app.url).open('/');
  const names = new Set(text.match(/\$ACTION_ID_\w+/g));
  expect(names.size).toBeGreaterThan(3);
  return [...names];
}

/** Whose session a request brings along, as far as any part of the app could see one in it. */
function holders({ headers }: Sent, people: Person[]) {
  const cookie = String(headers?.cookie ?? '').replace(/%[2-7][0-9a-f]/gi, decodeURIComponent);
  return people.filter(({ cookies }) =>
    sessionsIn(cookies).every(([, value]) => cookie.includes(signedPart(value))),
  );
}

/** Where a browser would go. */
function assertStays(
  { location, headers, text }: Answer,
  { method, target }: Sent,
  world: World,
  app: App,
) {
  const toLogto = `${world.logtoUrl}/oidc/auth?`;
  for (const address of [location, headers['x-action-redirect'], headers.refresh]) {
    if (address === undefined) continue;
    const url = new URL(String(address).replace(/;(push|replace)$/, ''), app.url);
    if (url.href.startsWith(toLogto) && (method === 'POST' || /^\/sign-in/.test(target))) {
      expect(url.searchParams.get('redirect_uri')).toBe(`${app.url}/callback`);
    } else expect(url.origin).toBe(app.url);
  }
  expect(text).not.toMatch(/(href|src|action|content)="[^"]*(https?:)?[/\\]{2}[^"/]*elsewhere/);
  expect(headers['x-injected']).toBeUndefined();
  expect(headers['access-control-allow-origin']).toBeUndefined();
}

function assertSession(answer: Answer, sent: Sent, people: Person[]) {
  const mine = holders(sent, people);
  for (const { name } of people) {
    if (!mine.some((one) => one.name === name)) expect(answer.text).not.toContain(name);
  }
  for (const line of answer.setCookies) {
    if (/^(session|sign-in|ended|notice)-/.test(line)) expect(line).toMatch(/; HttpOnly/i);
    if (/^session-[^;]*=[^;]/.test(line)) expect(mine.length, line).toBeGreaterThan(0);
  }
  const [only] = mine;
  const exactly = String(sent.headers?.cookie ?? '');
  const whole =
    only &&
    Object.entries(only.cookies)
      .map((pair) => pair.join('='))
      .join('; ');
  // Nothing that is asked with somebody's own cookies, and nothing else, signs them out.
  if (exactly === whole) {
    for (const line of answer.setCookies) expect(line).not.toMatch(/^(session|ended)-/);
  }
}

test('whatever is sent: no failure, no way off the site, no session gained or lost', async ({
  world,
}) => {
  test.skip(!world.sandbox, 'looks into the sandbox’s tokens');
  test.setTimeout(240_000);
  const cookieSecret = randomBytes(32).toString('base64');
  const app = await world.startApp({ COOKIE_SECRET: cookieSecret });
  const fiona = sandboxOf(world).logto.tenant.users.get('fiftyorgs001');
  if (fiona) fiona.profile = { nickname: randomBytes(1200).toString('base64url') };
  const { people, tokens } = await signedInPeople(world, app);
  expect(
    sessionsIn(people[1]?.cookies ?? {}).length,
    'a session of several cookies',
  ).toBeGreaterThan(1);
  const material: Material = {
    appUrl: app.url,
    cookieSecret,
    people: people.map(({ cookies }) => cookies),
    actions: await actionsOn(app),
  };
  const seals = await falseSeals(material);
  const secrets = [
    ...[cookieSecret, sandboxApplication.secret, ...tokens],
    ...people.flatMap(({ cookies }) => sessionsIn(cookies).map(([, value]) => value)),
  ];
  let count = 0;

  async function holdsFor(sent: Sent) {
    const answer = await send(app.url, sent);
    expect(answer.status).toBeLessThan(500);
    assertStays(answer, sent, world, app);
    assertSession(answer, sent, people);
    const whole = JSON.stringify(answer.headers) + answer.text;
    for (const secret of secrets) expect(whole.includes(secret), 'a secret').toBe(false);
  }
  async function assertStillSignedIn() {
    for (const { browser, name } of people) {
      expect((await browser.open('/dashboard')).text, `${name} is still signed in`).toContain(name);
    }
  }
  const batch = fc.array(hostileRequests(material, seals), { minLength: BATCH, maxLength: BATCH });
  const property = fc.asyncProperty(batch, async (requests) => {
    await Promise.all(
      requests.map((sent) =>
        holdsFor(sent).catch((error: Error) => {
          throw new Error(`${error.message}\nafter ${JSON.stringify(sent)}`);
        }),
      ),
    );
    count += requests.length;
    if (count % (5 * BATCH) === 0) await assertStillSignedIn();
  });
  // One failing batch is enough to see; making it smaller takes a long time over HTTP.
  await fc.assert(property, { ...cases(BATCHES), endOnFailure: true });
  await assertStillSignedIn();

  const log = app.log();
  expect(log).toContain('sign_in_failed');
  for (const secret of [...secrets, CANARY])
    expect(log.includes(secret), 'a secret in the log').toBe(false);
  await app.stop();
});
