/**
 * Single sign-on: a second application of the tenant needs no second password. Sign-out of both: with
 * back-channel logout, leaving one ends the other's session too.
 */
import type { Page } from '@playwright/test';
import { test as base, expect, people, screensOf } from './fixtures.ts';
import { tenantOf } from './tenant.ts';
import type { App } from './world.ts';

type Apps = { first: App; second: App };
const test = base.extend<{ apps: Apps }>({
  /** Each the only app of its application, which is told there that a session is over. */
  apps: async ({ world }, use) => {
    const tenant = tenantOf(world);
    const startBoth = async () => {
      const start = async () => {
        const application = await tenant.application();
        const app = await world.startApp(application.settings);
        await application.register(app.url);
        return app;
      };
      const second = await start();
      // A live run's application has several apps, and tells one of them.
      const first = world.sandbox ? world.app : await start();
      return { first, second };
    };
    await use(
      await world.shared('apps', startBoth, async ({ first, second }) => {
        await second.stop();
        if (first !== world.app) await first.stop();
        await tenant.close();
      }),
    );
  },
});
// By one worker, so that there is one second app.
test.describe.configure({ mode: 'default' });

test('signed in to one application, a second one asks for nothing', async ({
  context,
  apps: { second },
  signInAsAlex,
}) => {
  await signInAsAlex();
  const other = await context.newPage();
  const { home } = screensOf(other);
  await other.goto(second.url);
  await home.signIn.click();
  await other.waitForURL(`${second.url}/`);
  await expect(home.heading).toHaveText('Hello, Alex Morgan');
});

for (const leaves of ['first', 'second'] as const) {
  test(`signing out of the ${leaves} application ends the other’s session`, async ({
    context,
    browser,
    apps: { first, second },
  }) => {
    const [left, kept] = leaves === 'first' ? [first, second] : [second, first];
    const path = '/dashboard?from=a+link';
    async function signIn(page: Page, app: App, asks: 'a password' | 'nothing') {
      const { home, logto } = screensOf(page);
      await page.goto(app.url);
      await home.signIn.click();
      if (asks === 'a password') await logto.signIn(people.alex.login, people.alex.password);
      await expect(home.signOut).toBeVisible();
    }
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
  });
}
