/** Redis goes away between a page and what is sent from it: it is said, and nothing is lost. */
import { redisProgram, WHY_NO_REDIS } from '@logto-okta/sandbox/tools/redis-program';
import { test as base, expect, screensOf } from './organizations.ts';
import { personNamed } from './people.ts';
import { redisNamed } from './sessions.ts';
import { signInByRequests } from './sign-in-requests.ts';
import type { App } from './world.ts';

const test = base.extend<{ stored: App }>({
  redis: async ({ world }, use) => use(await redisNamed(world, 'redis-to-break')),
  stored: async ({ world, redis }, use) => {
    const start = () => world.startApp({ REDIS_URL: redis.url });
    await use(await world.shared('stored-for-forms', start, (app) => app.stop()));
  },
});
test.skip(!redisProgram(), WHY_NO_REDIS);

const AWAY = 'We can’t reach your session right now';

for (const javaScriptEnabled of [true, false]) {
  test(`a form that needs a person leads to a page that says so, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async ({
    browser,
    stored,
    redis,
    tenant,
  }) => {
    const id = await tenant.organization();
    const alice = await tenant.person('Alice Able', id, 'admin');
    const bob = await tenant.person('Bob Burns', id);
    const context = await browser.newContext({ javaScriptEnabled });
    await signInByRequests(context.request, stored.url, personNamed(alice.username));
    const page = await context.newPage();
    const { organization } = screensOf(page);
    await organization.open(id, '', stored.url);
    await expect(organization.heading).toHaveText('Initech');
    await redis.stop();
    await organization.chooseRole('Bob Burns', 'admin');
    await expect(organization.heading).toHaveText(AWAY);
    await redis.start();
    await expect(async () => {
      await page.goto(page.url());
      await expect(organization.heading).toHaveText('Initech', { timeout: 1000 });
    }).toPass({ timeout: 15_000 });
    expect(page.url()).toBe(`${stored.url}/organizations/${id}`);
    expect(await tenant.rolesIn(id)).toMatchObject({ [bob.username]: ['member'] });
    await context.close();
  });
}

test('an answer of Logto’s that is opened again is explained, with the page it led to', async ({
  clientOf,
  stored,
  redis,
}) => {
  const client = await clientOf(stored);
  await client.signIn('alex', '/dashboard?tab=1');
  await redis.stop();
  const answer = await client.get('/callback?code=x&state=x');
  expect((await client.get('/api/session')).status()).toBe(503);
  await redis.start();
  expect(answer.status()).toBe(303);
  expect(answer.headers().location).toContain('code=sessions_unavailable');
  const again = 'href="/sign-in?returnTo=%2Fdashboard%3Ftab%3D1"';
  const page = async () => (await client.follow(answer.headers().location ?? '')).text();
  await expect.poll(async () => (await page()).includes(again), { timeout: 15_000 }).toBe(true);
});
