/** How soon a session shows what changed at Logto, and when it is over by itself. */
import { setTimeout as sleep } from 'node:timers/promises';
import { aSecond, countTokenRequests, expect, people, screensOf, test } from './sessions.ts';

for (const change of ['suspended', 'deleted'] as const) {
  test(`somebody ${change} is out within the re-validation time`, async ({
    clientOf,
    eager,
    tenant,
  }) => {
    const bob = await tenant.person('Bob Burns');
    const client = await clientOf(eager);
    await client.signIn(bob.username);
    expect((await client.get('/dashboard')).status()).toBe(200);
    if (change === 'suspended') await tenant.suspend(bob);
    else await tenant.deletePerson(bob);
    await aSecond();
    const answer = await client.get('/dashboard');
    const again = await client.get('/dashboard');
    expect(answer.headers().location).toContain('code=session_ended');
    expect(again.headers().location).toContain('/sign-in?');
  });
}

test('new organizations show with their names, and those one has left don’t', async ({
  clientOf,
  eager,
  tenant,
}) => {
  const [left, kept] = [
    await tenant.organization('Umbrella'),
    await tenant.organization('Initech'),
  ];
  const bob = await tenant.person('Bob Burns', left);
  await tenant.add(kept, bob, 'member');
  const client = await clientOf(eager);
  await client.signIn(bob.username);
  expect(await (await client.get('/dashboard')).text()).toContain('>Umbrella<');
  await tenant.remove(left, bob);
  await tenant.add(await tenant.organization('Hooli'), bob, 'member');
  await aSecond();
  const page = await (await client.get('/dashboard')).text();
  expect(page).toContain('>Hooli<');
  expect(page).toContain('>Initech<');
  expect(page).not.toContain('Umbrella');
});

test('a page view asks Logto nothing (50 of them)', async ({ clientOf, world, faults }) => {
  const client = await clientOf(world.app);
  await client.signIn('alex');
  await client.get('/dashboard');
  const asked: string[] = [];
  faults.request = (req) => {
    asked.push(req.url ?? '');
    return false;
  };
  for (let index = 0; index < 50; index++) {
    expect((await client.get(index % 2 ? '/' : '/dashboard')).status()).toBe(200);
  }
  expect(asked).toEqual([]);
});

test('with 0 Logto is not asked, and the session ends by its own times only', async ({
  clientOf,
  world,
  faults,
  logtoServer,
}) => {
  const app = await world.startApp({ SESSION_REVALIDATE_SECONDS: '0' });
  const client = await clientOf(app);
  await client.signIn('alex');
  const tokenRequests = countTokenRequests(faults);
  logtoServer.endUserSessions('alexpassword');
  await aSecond();
  expect((await client.get('/dashboard')).status()).toBe(200);
  expect(tokenRequests()).toBe(0);
  await app.stop();
});

test('idle and absolute ends are plain sign-ins that keep the page (CVE-2025-46344)', async ({
  clientOf,
  world,
}) => {
  const app = await world.startApp({ SESSION_IDLE_SECONDS: '4', SESSION_MAX_SECONDS: '8' });
  const [used, idle] = [await clientOf(app), await clientOf(app)];
  await idle.signIn('alex');
  const unused = await idle.copy();
  // Last, because a sign-in can take longer than a session lasts unused.
  await used.signIn('alex');
  const start = Date.now();
  const isIn = async () => (await used.get('/dashboard?tab=3')).status() === 200;
  while (Date.now() - start < 6500) {
    expect(await isIn(), 'used every second').toBe(true);
    await sleep(700);
  }
  // Its cookie is past its own end in the seal, however the browser keeps it.
  expect((await unused.get('/dashboard?tab=3')).headers().location).toBe(
    '/sign-in?returnTo=%2Fdashboard%3Ftab%3D3',
  );
  await sleep(8100 - (Date.now() - start));
  const over = await used.get('/dashboard?tab=3');
  expect(over.headers().location).toBe('/sign-in?returnTo=%2Fdashboard%3Ftab%3D3');
  await app.stop();
});

test('who came through a company’s Okta is asked again sooner', async ({
  page,
  okta,
  world,
  clientOf,
}) => {
  const app = await world.startApp({ SESSION_SSO_MAX_SECONDS: '3' });
  const alex = await clientOf(app);
  await alex.signIn('alex');
  await page.goto(`${app.url}/sign-in?connector=${world.connectorId}&returnTo=/dashboard`);
  await okta.signIn(people.employee);
  await expect(screensOf(page).dashboard.heading).toHaveText(people.employee.name);
  await sleep(3100);
  const answer = await page.request.get(`${app.url}/dashboard`, { maxRedirects: 0 });
  expect(answer.headers().location).toBe('/sign-in?returnTo=%2Fdashboard');
  expect((await alex.get('/dashboard')).status()).toBe(200);
  await app.stop();
});

test('without a refresh token a session lives as long as its access token', async ({
  clientOf,
  eager,
  faults,
  logtoServer,
}) => {
  faults.response = (route, ctx) => {
    if (route === 'token') delete (ctx.body as { refresh_token?: string }).refresh_token;
  };
  // Seconds.
  logtoServer.lifetimes.accessToken = 3;
  const client = await clientOf(eager);
  await client.signIn('alex');
  logtoServer.lifetimes.accessToken = 3600;
  expect((await client.get('/dashboard?tab=1')).status()).toBe(200);
  await sleep(5000);
  const answer = await client.get('/dashboard?tab=1');
  expect(answer.headers().location).toBe('/sign-in?returnTo=%2Fdashboard%3Ftab%3D1');
});
