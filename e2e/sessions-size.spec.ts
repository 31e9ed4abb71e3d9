/** The cookies of a person with a great many organizations, in a real browser. */
import { randomBytes } from 'node:crypto';
import type { BrowserContext } from '@playwright/test';
import {
  aSecond,
  cookieHeader,
  expect,
  logged,
  screensOf,
  sessionChunks,
  test,
} from './sessions.ts';
import type { App } from './world.ts';

/** Of a length that no compressor takes away. */
const nicknameOf = (length: number) => ({
  nickname: randomBytes(length).toString('base64url').slice(0, length),
});

async function cookiesFor(context: BrowserContext, { url }: App) {
  const port = new RegExp(`-${new URL(url).port}(\\.|$)`);
  const cookies = (await context.cookies()).filter(({ name }) => port.test(name));
  return Object.fromEntries(cookies.map(({ name, value }) => [name, value]));
}

test('fifty organizations sign in and stay signed in (logto-io/js#779, logto-io/logto#6597, #7860, auth0/nextjs-auth0#2294)', async ({
  page,
  context,
  logto,
  eager,
  tenant,
  world,
}) => {
  test.setTimeout(120_000);
  const { dashboard } = screensOf(page);
  const fiona = await tenant.memberOf(50, 'Fiona Fifty');
  await tenant.setProfile(fiona, nicknameOf(1500));
  await page.goto(`${eager.url}/sign-in?returnTo=/dashboard`);
  await logto.signIn(fiona.username, fiona.password);
  await page.waitForURL(`${eager.url}/dashboard`);
  for (let round = 0; round < 3; round++) {
    await aSecond();
    await page.reload();
    await expect(dashboard.heading).toHaveText('Fiona Fifty');
    await expect(page.getByRole('listitem')).toHaveCount(50);
    // Names, though the cookie may have had no room for them.
    await expect(page.getByRole('listitem').filter({ hasText: /^Organization \d+/ })).toHaveCount(
      50,
    );
    const chunks = sessionChunks(await cookiesFor(context, eager), eager.url);
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks.length).toBeLessThanOrEqual(4);
  }

  // With more sign-ins under way than are kept, long targets among them. By a connector, because
  // who is signed in is not asked otherwise.
  for (const target of ['/dashboard', `/dashboard?${'q'.repeat(1900)}`, '/1', '/2', '/3', '/4']) {
    const link = new URLSearchParams({ connector: world.connectorId, returnTo: target });
    await page.request.get(`${eager.url}/sign-in?${link}`, { maxRedirects: 0 });
    const all = await cookiesFor(context, eager);
    expect(Object.keys(all).join()).toContain('sign-in-');
    expect(cookieHeader(all).length).toBeLessThan(8000);
  }
  await page.reload();
  await expect(dashboard.heading).toHaveText('Fiona Fifty');

  // More than fits: what can be fetched again goes, and the log says so (auth0/nextjs-auth0#1917).
  // A token goes first, then the names.
  const withoutNames = () =>
    logged(eager, 'session_lightened').find((line) => line.names_left_out === true);
  for (let length = 1600; !withoutNames(); length += 60) {
    expect(length).toBeLessThan(2800);
    await tenant.setProfile(fiona, nicknameOf(length));
    await aSecond();
    await page.reload();
    await expect(dashboard.heading).toHaveText('Fiona Fifty');
  }
  expect(cookieHeader(await cookiesFor(context, eager)).length).toBeLessThan(8000);
  const line = withoutNames();
  expect(line).toMatchObject({ limit: expect.any(Number) });
  expect(line?.length).toBeGreaterThan(Number(line?.limit));

  // A session that shrank leaves no chunk behind, which a browser would send along for ever.
  await tenant.setProfile(fiona, { nickname: '' });
  for (const id of fiona.organizations) await tenant.remove(id, fiona);
  await aSecond();
  await page.reload();
  await expect(page.getByRole('listitem')).toHaveCount(0);
  expect(sessionChunks(await cookiesFor(context, eager), eager.url)).toHaveLength(1);
  await page.reload();
  await expect(dashboard.heading).toHaveText('Fiona Fifty');
});

test('signing out leaves no part of a long session in the browser', async ({
  page,
  context,
  home,
  logto,
  tenant,
  world,
}) => {
  const fiona = await tenant.memberOf(50, 'Fiona Fifty');
  await tenant.setProfile(fiona, nicknameOf(1500));
  await page.goto('/sign-in');
  await logto.signIn(fiona.username, fiona.password);
  await expect(home.heading).toHaveText('Hello, Fiona Fifty');
  expect(sessionChunks(await cookiesFor(context, world.app), world.app.url).length).toBeGreaterThan(
    1,
  );
  await home.signOut.click();
  await expect(home.signIn).toBeVisible();
  expect(sessionChunks(await cookiesFor(context, world.app), world.app.url)).toEqual([]);
});
