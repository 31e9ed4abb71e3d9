/**
 * Single sign-on: a second application of the tenant needs no second password. Sign-out of both: with
 * back-channel logout, leaving one ends the other's session too.
 */
import type { Page } from '@playwright/test';
import { application, secondApplication } from '#sandbox/seed.ts';
import { test as base, expect, people, screensOf } from './fixtures.ts';
import type { App, World } from './world.ts';

const test = base.extend<object, { second: App }>({
  second: [
    async ({ world }, use) => {
      const app = await world.startApp({
        LOGTO_APP_ID: secondApplication.id,
        LOGTO_APP_SECRET: secondApplication.secret,
      });
      await use(app);
      await app.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});
// By one worker, so that there is one second app.
test.describe.configure({ mode: 'default' });

test('signed in to one application, a second one asks for nothing', async ({
  context,
  world,
  second,
  signInAsAlex,
}) => {
  test.skip(!world.sandbox, 'needs a second application, which the seed has');
  await signInAsAlex();
  const other = await context.newPage();
  const { home } = screensOf(other);
  await other.goto(second.url);
  await home.signIn.click();
  await other.waitForURL(`${second.url}/`);
  await expect(home.heading).toHaveText('Hello, Alex Morgan');
});

/** As `npm run setup` registers it: where Logto tells each application that a session is over. */
function registerBackchannel(world: World, apps: Record<string, App>) {
  const registered = Object.entries(apps).map(([id, { url }]) => {
    const metadata = world.sandbox?.logto.tenant.applications.get(id)?.oidcClientMetadata;
    if (!metadata) throw new Error(`no application ${id}`);
    const before = { ...metadata };
    metadata.backchannelLogoutUri = `${url}/api/backchannel-logout`;
    metadata.backchannelLogoutSessionRequired = true;
    return { metadata, before };
  });
  return () => {
    for (const { metadata, before } of registered) Object.assign(metadata, before);
  };
}

for (const leaves of ['first', 'second'] as const) {
  test(`signing out of the ${leaves} application ends the other’s session`, async ({
    context,
    browser,
    world,
    second,
  }) => {
    test.skip(!world.sandbox, 'needs a second application, which the seed has');
    const first = world.app;
    const unregister = registerBackchannel(world, {
      [application.id]: first,
      [secondApplication.id]: second,
    });
    const [left, kept] = leaves === 'first' ? [first, second] : [second, first];
    const path = '/dashboard?from=a+link';
    async function signIn(page: Page, app: App, asks: 'a password' | 'nothing') {
      const { home, logto } = screensOf(page);
      await page.goto(app.url);
      await home.signIn.click();
      if (asks === 'a password') await logto.signIn(people.alex.login, people.alex.password);
      await expect(home.signOut).toBeVisible();
    }
    try {
      const page = await context.newPage();
      const other = await context.newPage();
      await signIn(page, left, 'a password');
      await signIn(other, kept, 'nothing');
      // The same person on another device: another session at Logto, which is none of this one's.
      const elsewhere = await (await browser.newContext()).newPage();
      await signIn(elsewhere, kept, 'a password');
      await other.goto(kept.url + path);
      await expect(screensOf(other).dashboard.heading).toBeVisible();

      await page.goto(left.url);
      await screensOf(page).home.signOut.click();
      await expect(screensOf(page).home.signIn).toBeVisible();

      await other.goto(kept.url + path);
      const { problem, logto, dashboard } = screensOf(other);
      await expect(problem.heading).toHaveText('Your session has ended');
      expect(problem.code()).toBe('session_ended');
      await problem.tryAgain.click();
      await logto.signIn(people.alex.login, people.alex.password);
      await other.waitForURL(kept.url + path);
      await expect(dashboard.heading).toBeVisible();

      await elsewhere.goto(kept.url + path);
      await expect(screensOf(elsewhere).dashboard.heading).toBeVisible();
      await elsewhere.context().close();
    } finally {
      unregister();
    }
  });
}
