/** With `REDIS_URL`: what is where, who can end it, and two instances behind one address. */

import { randomBytes } from 'node:crypto';
import { startRedis } from '@logto-okta/sandbox/tools/redis';
import { redisProgram, WHY_NO_REDIS } from '@logto-okta/sandbox/tools/redis-program';
import { expect, people } from './fixtures.ts';
import { freePort } from './ports.ts';
import { type RoundRobin, startRoundRobin } from './round-robin.ts';
import {
  aSecond,
  test as base,
  type Client,
  cookieHeader,
  countTokenRequests,
  redisNamed,
  sessionChunks,
} from './sessions.ts';
import type { App } from './world.ts';

type Pair = { address: RoundRobin; instances: [App, App] };

const test = base.extend<{ pair: Pair }>({
  redis: async ({ world }, use) => use(await redisNamed(world, 'redis-of-the-pair')),
  pair: async ({ world, redis }, use) => {
    const start = async () => {
      const address = await startRoundRobin(world);
      const env = {
        BASE_URL: address.url,
        COOKIE_SECRET: randomBytes(32).toString('base64'),
        REDIS_URL: redis.url,
      };
      const instances = await Promise.all([world.startApp(env), world.startApp(env)]);
      address.use(...instances);
      return { address, instances };
    };
    await use(
      await world.shared('pair', start, async ({ address, instances }) => {
        await Promise.all(instances.map((one) => one.stop()));
        await address.close();
      }),
    );
  },
});
test.skip(!redisProgram(), WHY_NO_REDIS);
// By one worker, so that there is one pair.
test.describe.configure({ mode: 'default' });

const SESSION_KEY = /^northgate:session:/;
const recordsIn = (values: Record<string, string>) =>
  Object.keys(values).filter((key) => SESSION_KEY.test(key));
const cookieOf = async (client: Client, { address }: Pair) =>
  sessionChunks(await client.cookies(), address.url).join('');
const isSignedIn = async (client: Client) => (await client.get('/dashboard')).status() === 200;

test.beforeEach(async ({ redis, pair }) => {
  await redis.command('FLUSHALL');
  pair.address.use(...pair.instances);
});

test('the cookie is small and holds an id, Redis a sealed record with an end (auth0/nextjs-auth0#2294)', async ({
  clientOf,
  pair,
  redis,
  tenant,
}) => {
  const fiona = await tenant.memberOf(50, 'Fiona Fifty');
  const client = await clientOf(pair.address);
  await client.signIn(fiona.username);
  expect(await isSignedIn(client)).toBe(true);
  const cookie = await cookieOf(client, pair);
  expect(cookie.length).toBeLessThan(450);
  expect(cookieHeader(await client.cookies()).length).toBeLessThan(1500);

  const values = await redis.values();
  const [record = ''] = recordsIn(values);
  expect(values[record]).toMatch(/^Fe26\.2\*/);
  const everything = JSON.stringify(values);
  // Names, tokens, ids: by themselves, and as the base64 of whatever holds them.
  for (const text of [
    'Fiona',
    fiona.id,
    fiona.organizations[0] ?? 'no organization',
    'eyJhbGciOi',
    fiona.email,
    'refresh',
  ]) {
    expect(everything, text).not.toContain(text);
    const [base64 = ''] = /^[^=]*/.exec(Buffer.from(text).toString('base64')) ?? [];
    expect(everything, `base64 of ${text}`).not.toContain(base64.slice(0, -1));
  }
  for (const key of Object.keys(values)) {
    const ttl = Number(await redis.command('TTL', key));
    expect(ttl, key).toBeGreaterThan(0);
    expect(ttl, key).toBeLessThanOrEqual(14 * 24 * 3600);
  }
});

test('a record put in another one’s place is refused', async ({
  clientOf,
  pair,
  redis,
  tenant,
}) => {
  const [alex, nora] = [await clientOf(pair.address), await clientOf(pair.address)];
  await alex.signIn('alex');
  const [ofAlex = ''] = recordsIn(await redis.values());
  await nora.signIn((await tenant.person('Nora Novak')).username);
  const [ofNora = ''] = recordsIn(await redis.values()).filter((key) => key !== ofAlex);
  await redis.command('COPY', ofNora, ofAlex, 'REPLACE');
  expect(await isSignedIn(nora)).toBe(true);
  const answer = await alex.get('/dashboard');
  expect(answer.headers().location).toContain('/sign-in?');
  await redis.command('SET', ofNora, 'nonsense');
  expect((await nora.get('/dashboard')).headers().location).toContain('/sign-in?');
});

test('each sign-in has an id of its own, and the old one is deleted; sign-out deletes', async ({
  clientOf,
  pair,
  redis,
}) => {
  const client = await clientOf(pair.address);
  // Two tabs: the second one is answered when the first has signed in already.
  const second = (await client.get('/sign-in')).headers().location ?? '';
  await client.signIn('alex');
  const old = await client.copy();
  const [first] = recordsIn(await redis.values());
  expect((await client.follow(second)).url()).toBe(`${pair.address.url}/`);
  const after = recordsIn(await redis.values());
  expect(after).toHaveLength(1);
  expect(after[0]).not.toBe(first);
  expect(await isSignedIn(client)).toBe(true);
  expect(await isSignedIn(old)).toBe(false);

  const copied = await client.copy();
  await client.signOut();
  expect(recordsIn(await redis.values())).toEqual([]);
  expect(await isSignedIn(copied)).toBe(false);
});

test('signed in through one instance, served and signed out by both (nextauthjs/next-auth#4612)', async ({
  page,
  pair,
  clientOf,
  logto,
  home,
}) => {
  await page.goto(`${pair.address.url}/sign-in?returnTo=/dashboard`);
  await logto.signIn(people.alex.login, people.alex.password);
  await page.waitForURL(`${pair.address.url}/dashboard`);
  for (let index = 0; index < 4; index++) {
    await page.reload();
    await expect(home.heading).toHaveText('Alex Morgan');
  }
  for (const count of pair.address.served()) expect(count).toBeGreaterThan(2);

  // The same cookies in a copy, asking each instance: over at once on both.
  const copy = await clientOf(pair.address);
  const cookies = await page.context().cookies(pair.address.url);
  const session = cookies.filter(({ name }) => name.startsWith('session-'));
  const headers = { cookie: session.map(({ name, value }) => `${name}=${value}`).join('; ') };
  for (const one of pair.instances) {
    pair.address.use(one);
    expect((await copy.get('/dashboard', { headers })).status()).toBe(200);
  }
  pair.address.use(pair.instances[0]);
  await page.goto(pair.address.url);
  await home.signOut.click();
  await expect(home.signIn).toBeVisible();
  for (const one of pair.instances) {
    pair.address.use(one);
    expect((await copy.get('/dashboard', { headers })).status()).toBe(307);
  }
});

test('100 parallel requests over two instances cause one token request, at a rotation too', async ({
  clientOf,
  pair,
  faults,
  logtoServer,
}) => {
  const tokenRequests = countTokenRequests(faults);
  for (const age of [0, 10 * 24 * 3600]) {
    const client = await clientOf(pair.address);
    // Seconds; a token is renewed when it has a minute left.
    logtoServer.lifetimes.accessToken = 61;
    await client.signIn('alex');
    logtoServer.lifetimes.accessToken = 3600;
    logtoServer.clock.advance(age);
    await aSecond();
    const before = tokenRequests();
    const answers = await Promise.all(Array.from({ length: 100 }, () => client.get('/dashboard')));
    expect([...new Set(answers.map((answer) => answer.status()))]).toEqual([200]);
    expect(tokenRequests() - before).toBe(1);
    expect(await isSignedIn(client)).toBe(true);
  }
});

test('a page view is one question to Redis, and shows what was changed elsewhere', async ({
  clientOf,
  pair,
  redis,
}) => {
  const client = await clientOf(pair.address);
  await client.signIn('alex');
  await redis.command('CONFIG', 'RESETSTAT');
  for (let view = 0; view < 10; view++) expect(await isSignedIn(client)).toBe(true);
  const statistics = String(await redis.command('INFO', 'commandstats'));
  expect(/cmdstat_get:calls=(\d+)/.exec(statistics)?.[1]).toBe('10');
  const [record = ''] = recordsIn(await redis.values());
  await redis.command('DEL', record);
  expect(await isSignedIn(client)).toBe(false);
});

test('each process has one connection', async ({ clientOf, pair, redis }) => {
  const client = await clientOf(pair.address);
  await client.signIn('alex');
  await Promise.all(Array.from({ length: 30 }, () => client.get('/')));
  const list = String(await redis.command('CLIENT', 'LIST'));
  const others = list
    .trim()
    .split('\n')
    .filter((line) => !line.includes('cmd=client'));
  expect(others).toHaveLength(2);
});

test('Redis is reached by TLS, with a private authority', async ({ world, clientOf, redis }) => {
  const encrypted = await startRedis({ tls: true, port: await freePort() }).catch(() => undefined);
  test.skip(!encrypted, 'needs openssl, and a redis-server that was built with TLS');
  if (!encrypted) return;
  const env = { REDIS_URL: encrypted.url, NODE_EXTRA_CA_CERTS: encrypted.authority ?? '' };
  const [trusting, distrusting] = await Promise.all([
    world.startApp(env),
    world.startApp({ ...env, NODE_EXTRA_CA_CERTS: '' }),
  ]);
  const client = await clientOf(trusting);
  await client.signIn('alex');
  expect(await isSignedIn(client)).toBe(true);
  expect(recordsIn(await encrypted.values())).toHaveLength(1);
  expect(recordsIn(await redis.values())).toHaveLength(0);

  const refused = await (await clientOf(distrusting)).signIn('alex');
  expect(refused.url()).toContain('code=sessions_unavailable');
  await Promise.all([trusting.stop(), distrusting.stop(), encrypted.close()]);
});
