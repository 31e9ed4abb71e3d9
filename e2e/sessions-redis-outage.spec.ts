/** Redis is away, hangs or refuses: pages say so, nobody is signed out, and it recovers by itself. */
import { readFileSync } from 'node:fs';
import { redisProgram, WHY_NO_REDIS } from '@logto-okta/sandbox/tools/redis-program';
import { LOCALES } from '#lib/i18n/locales.ts';
import { people } from './people.ts';
import {
  aSecond,
  test as base,
  type Client,
  countTokenRequests,
  expect,
  logged,
  redisNamed,
  screensOf,
} from './sessions.ts';
import { signInByRequests } from './sign-in-requests.ts';
import type { App } from './world.ts';

const test = base.extend<{ stored: App }>({
  redis: async ({ world }, use) => use(await redisNamed(world, 'redis-to-break')),
  stored: async ({ world, redis }, use) => {
    const settings = { REDIS_URL: redis.url, SESSION_REVALIDATE_SECONDS: '1' };
    await use(
      await world.shared(
        'stored',
        () => world.startApp(settings),
        (app) => app.stop(),
      ),
    );
  },
});
test.skip(!redisProgram(), WHY_NO_REDIS);

const statusOf = async (client: Client, path = '/dashboard') => (await client.get(path)).status();
const untilBack = (client: Client) =>
  expect.poll(() => statusOf(client), { timeout: 12_000, intervals: [200] }).toBe(200);

test('pages answer 503 in both languages and come back by themselves', async ({
  clientOf,
  stored,
  redis,
}) => {
  const client = await clientOf(stored);
  await client.signIn('alex');
  const cookies = await client.cookies();
  await redis.stop();
  for (const path of ['/', '/dashboard']) {
    const answer = await client.get(path);
    expect(answer.status(), path).toBe(503);
    expect(Number(answer.headers()['retry-after'])).toBeGreaterThan(0);
    expect(answer.headers()['cache-control']).toContain('no-store');
    expect(await answer.text()).toContain('We can’t reach your session right now');
  }
  for (const locale of LOCALES) {
    const words = JSON.parse(readFileSync(`messages/${locale}.json`, 'utf8'));
    const answer = await client.get('/dashboard', { headers: { 'accept-language': locale } });
    expect(await answer.text()).toContain(words.problems.sessions_unavailable.title);
  }
  // Who has no session needs none.
  expect(await statusOf(await clientOf(stored), '/')).toBe(200);
  expect(await client.cookies()).toEqual(cookies);

  await redis.start();
  await untilBack(client);
  expect(logged(stored, 'redis_unavailable')).toHaveLength(1);
  expect(logged(stored, 'redis_available_again')).toHaveLength(1);
});

test('a person who waits sees the page come back', async ({ page, logto, stored, redis }) => {
  await page.goto(`${stored.url}/sign-in?returnTo=/dashboard`);
  await logto.signIn(people.alex.login, people.alex.password);
  await page.waitForURL(`${stored.url}/dashboard`);
  await redis.stop();
  await page.clock.install();
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/api/session')) asked += 1;
  });
  await page.goto(`${stored.url}/dashboard?tab=1`);
  const { dashboard } = screensOf(page);
  await expect(dashboard.heading).toHaveText('We can’t reach your session right now');
  await page.waitForLoadState('networkidle');
  await page.clock.runFor(9000);
  await expect.poll(() => asked).toBeGreaterThanOrEqual(1);
  expect(asked).toBeLessThanOrEqual(2);
  await redis.start();
  await expect(async () => {
    await page.clock.runFor(10_000);
    await expect(dashboard.heading).toHaveText(people.alex.name, { timeout: 1000 });
  }).toPass({ timeout: 15_000 });
  expect(page.url()).toBe(`${stored.url}/dashboard?tab=1`);
});

test('without JavaScript the page is tried again by hand', async ({ browser, stored, redis }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  await signInByRequests(context.request, stored.url, people.alex);
  const page = await context.newPage();
  const { dashboard } = screensOf(page);
  await redis.stop();
  await page.goto(`${stored.url}/dashboard?tab=1`);
  await expect(dashboard.heading).toHaveText('We can’t reach your session right now');
  const again = page.getByRole('link', { name: 'Try again' });
  await again.click();
  await expect(dashboard.heading).toHaveText('We can’t reach your session right now');
  await redis.start();
  await expect(async () => {
    if (await again.isVisible()) await again.click();
    await expect(dashboard.heading).toHaveText(people.alex.name, { timeout: 1000 });
  }).toPass({ timeout: 15_000 });
  expect(page.url()).toBe(`${stored.url}/dashboard?tab=1`);
  await context.close();
});

test('Redis that hangs holds no page for long', async ({ clientOf, stored, redis }) => {
  const client = await clientOf(stored);
  await client.signIn('alex');
  redis.freeze();
  const started = Date.now();
  const answers = await Promise.all([statusOf(client), statusOf(client), statusOf(client)]);
  redis.thaw();
  expect(answers).toEqual([503, 503, 503]);
  expect(Date.now() - started).toBeLessThan(4000);
  await untilBack(client);
});

test('stopped in the middle of a rotation, Redis gets the new token when it is back', async ({
  clientOf,
  stored,
  redis,
  faults,
  logtoServer,
}) => {
  const client = await clientOf(stored);
  await client.signIn('alex');
  logtoServer.clock.advance(10 * 24 * 3600);
  await aSecond();
  let answer: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    countTokenRequests(faults, () => {
      resolve();
      return new Promise((go) => {
        answer = () => go(false);
      });
    });
  });
  const during = client.get('/dashboard');
  await asked;
  await redis.stop();
  answer();
  // Down for about as long as the write is tried again for.
  await aSecond();
  await redis.start();
  expect((await during).status()).toBe(200);

  const tokenRequests = countTokenRequests(faults);
  // The old token is worth nothing any more: this works because the new one was stored.
  await aSecond();
  await aSecond();
  await aSecond();
  expect(await statusOf(client)).toBe(200);
  expect(tokenRequests()).toBe(1);
});

test('who signs in while Redis is down is told why, and can when it is back', async ({
  clientOf,
  stored,
  redis,
}) => {
  await redis.stop();
  const client = await clientOf(stored);
  const refused = await client.signIn('alex', '/dashboard');
  expect(refused.url()).toContain('code=sessions_unavailable');
  expect(await refused.text()).toContain('href="/sign-in?returnTo=%2Fdashboard"');
  expect(refused.status()).toBe(200);
  await redis.start();
  await expect
    .poll(async () => (await client.signIn('alex', '/dashboard')).url(), { timeout: 8000 })
    .toBe(`${stored.url}/dashboard`);
  expect(await statusOf(client)).toBe(200);
});

test('who signs out while Redis is down is signed out all the same (nextauthjs/next-auth#836)', async ({
  clientOf,
  stored,
  redis,
}) => {
  await redis.command('FLUSHALL');
  const client = await clientOf(stored);
  await client.signIn('alex');
  const signOut = await client.openForm('/');
  const before = await client.copy();
  await redis.stop();
  const answer = await signOut();
  expect(answer.status()).toBeLessThan(500);
  expect(Object.keys(await client.cookies()).join()).not.toContain('session');
  await redis.start();
  expect(await statusOf(client)).toBe(307);
  // The record is still there; whoever has the old cookie gets nothing for it, and it goes.
  await expect.poll(() => statusOf(before), { timeout: 8000 }).toBe(307);
  expect(Object.keys(await redis.values()).join()).not.toContain(':session:');
});

for (const { name, broken, repaired } of [
  {
    name: 'full (-OOM)',
    broken: ['CONFIG', 'SET', 'maxmemory', '1'],
    repaired: ['CONFIG', 'SET', 'maxmemory', '0'],
  },
  {
    name: 'a read-only replica (-READONLY)',
    broken: ['REPLICAOF', '127.0.0.1', '1'],
    repaired: ['REPLICAOF', 'NO', 'ONE'],
  },
]) {
  test(`Redis that is ${name} is an outage, not an error page`, async ({
    clientOf,
    stored,
    redis,
    tenant,
  }) => {
    const nora = await tenant.person('Nora Novak');
    const client = await clientOf(stored);
    await client.signIn('alex');
    await redis.command(...broken);
    await aSecond();
    const statuses = [await statusOf(client), await statusOf(client)];
    const newcomer = await (await clientOf(stored)).signIn(nora.username);
    await redis.command(...repaired);
    expect(statuses).toEqual([503, 503]);
    expect(newcomer.url()).toContain('code=sessions_unavailable');
    await untilBack(client);
    expect(logged(stored, 'unexpected')).toEqual([]);
  });
}
