/** A session is renewed before its page is rendered, once, however many requests come with it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startRoundRobin } from './round-robin.ts';
import {
  aSecond,
  type Client,
  cookieHeader,
  cookiesSetBy,
  countTokenRequests,
  expect,
  newSecret,
  SECRET,
  sessionChunks,
  test,
} from './sessions.ts';
import type { App } from './world.ts';

const DAY = 24 * 3600;
/** Past 70 % of a refresh token's 14 days Logto gives a new one (docs/vendors.md L6). */
const TO_ROTATION = 10 * DAY;

const many = (client: Client, count = 100) =>
  Promise.all(Array.from({ length: count }, () => client.get('/dashboard')));
const statuses = async (answers: ReturnType<typeof many>) => [
  ...new Set((await answers).map((answer) => answer.status())),
];
const cookieOf = async (client: Client, app: { url: string }) =>
  sessionChunks(await client.cookies(), app.url).join('');

/** Signed in still, and able to renew it once more. */
async function expectIntact(client: Client, tokenRequests: () => number) {
  await aSecond();
  const before = tokenRequests();
  expect((await client.get('/dashboard')).status()).toBe(200);
  expect(tokenRequests()).toBe(before + 1);
}

test('the page of the same request shows what changed (logto-io/js#778, auth0/nextjs-auth0#1282)', async ({
  clientOf,
  eager,
  tenant,
}) => {
  const bob = await tenant.person('Bob Burns');
  const client = await clientOf(eager);
  await client.signIn(bob.username);
  await tenant.rename(bob, 'Robert Renamed');
  const role = await tenant.giveRole(bob);
  await aSecond();
  const page = await (await client.get('/dashboard')).text();
  expect(page).toContain('Robert Renamed');
  expect(page).not.toContain('Bob Burns');
  // After those that everybody new has.
  expect(page).toMatch(new RegExp(`[> ]${role}<`));
});

test('100 parallel requests with an expired token cause one token request (logto-io/js#1034, workos/authkit-nextjs#28)', async ({
  eagerClient: client,
  faults,
}) => {
  const tokenRequests = countTokenRequests(faults);
  await aSecond();
  expect(await statuses(many(client))).toEqual([200]);
  expect(tokenRequests()).toBe(1);
  await expectIntact(client, tokenRequests);
});

test('an access token is renewed before it expires, whatever the re-validation (nextauthjs/next-auth#7558)', async ({
  clientOf,
  world,
  faults,
  logtoServer,
}) => {
  const app = await world.startApp({ SESSION_REVALIDATE_SECONDS: '0' });
  const client = await clientOf(app);
  // Seconds; it is due when a minute is left.
  logtoServer.lifetimes.accessToken = 61;
  await client.signIn('alex');
  logtoServer.lifetimes.accessToken = 3600;
  const tokenRequests = countTokenRequests(faults);
  await sleep(1500);
  expect(await statuses(many(client, 20))).toEqual([200]);
  expect(tokenRequests()).toBe(1);
  await aSecond();
  expect((await client.get('/dashboard')).status()).toBe(200);
  expect(tokenRequests()).toBe(1);
  await app.stop();
});

test('at a rotation boundary too, 100 parallel requests end nothing (nextauthjs/next-auth#8897, #11853)', async ({
  eagerClient: client,
  faults,
  logtoServer,
}) => {
  const tokenRequests = countTokenRequests(faults);
  logtoServer.clock.advance(TO_ROTATION);
  await aSecond();
  expect(await statuses(many(client))).toEqual([200]);
  expect(tokenRequests()).toBe(1);
  await expectIntact(client, tokenRequests);
});

test('an answer that was lost on its way at a rotation signs nobody out (vvo/iron-session#709)', async ({
  eagerClient: client,
  eager,
  faults,
  logtoServer,
}) => {
  const lost = await client.copy();
  const tokenRequests = countTokenRequests(faults);
  logtoServer.clock.advance(TO_ROTATION);
  await aSecond();
  expect((await lost.get('/dashboard')).status()).toBe(200);
  expect(await cookieOf(lost, eager)).not.toBe(await cookieOf(client, eager));

  // Longer than Logto forgives a second use of the old token.
  await sleep(3500);
  expect((await client.get('/dashboard')).status()).toBe(200);
  expect(tokenRequests()).toBe(1);
  await expectIntact(client, tokenRequests);
});

test('two instances without a store in common survive a rotation (auth0/nextjs-auth0#2149)', async ({
  clientOf,
  world,
  faults,
  logtoServer,
}) => {
  const address = await startRoundRobin(world);
  const env = {
    BASE_URL: address.url,
    COOKIE_SECRET: newSecret(),
    SESSION_REVALIDATE_SECONDS: '1',
  };
  const instances: App[] = await Promise.all([world.startApp(env), world.startApp(env)]);
  address.use(...instances);
  const client = await clientOf(address);
  await client.signIn('alex');
  const tokenRequests = countTokenRequests(faults);
  logtoServer.clock.advance(TO_ROTATION);
  await aSecond();
  expect(await statuses(many(client, 20))).toEqual([200]);
  expect(tokenRequests()).toBe(2);
  await sleep(3500);
  expect(await statuses(many(client, 4))).toEqual([200]);

  await Promise.all(instances.map((one) => one.stop()));
  await address.close();
});

test('an answer that comes after the sign-out brings nothing back (workos/authkit-nextjs#474, logto-io/logto#6673)', async ({
  clientOf,
  world,
  eager,
  faults,
}) => {
  const client = await clientOf(eager);
  await client.signIn('alex');
  const signOut = await client.openForm('/');
  await aSecond();
  let answerNow = () => {};
  const asked = new Promise<void>((resolve) => {
    countTokenRequests(faults, () => {
      resolve();
      return new Promise((answer) => {
        answerNow = () => answer(false);
      });
    });
  });
  const late = client.get('/dashboard');
  await asked;
  const signedOut = signOut();
  answerNow();
  await signedOut;
  const revived = cookiesSetBy(await late);
  expect(sessionChunks(revived, eager.url).join('')).toMatch(/^Fe26/);

  const withoutSession = Object.fromEntries(
    Object.entries(await client.cookies()).filter(([name]) => !name.startsWith('session-')),
  );
  const open = async (app: { url: string }, cookies: Record<string, string>) => {
    const headers = { cookie: cookieHeader(cookies) };
    return (await (await clientOf(app)).get('/dashboard', { headers })).headers().location;
  };
  // The process remembers it by itself; another one is told by the browser.
  expect(await open(eager, revived)).toContain('/sign-in?');
  const secrets = { BASE_URL: eager.url, COOKIE_SECRET: SECRET };
  const other = await world.startApp({ ...secrets });
  expect(await open(other, revived)).toBeUndefined();
  expect(await open(other, { ...withoutSession, ...revived })).toContain('/sign-in?');
  await other.stop();
});
