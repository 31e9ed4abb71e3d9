import { test as base, type Page } from '@playwright/test';
import { dashboard } from './screens/dashboard.ts';
import { home } from './screens/home.ts';
import { logto } from './screens/logto.ts';
import { okta } from './screens/okta.ts';
import { problem } from './screens/problem.ts';
import { people, startWorld, type World } from './world.ts';

export const screensOf = (page: Page) => ({
  home: home(page),
  dashboard: dashboard(page),
  problem: problem(page),
  logto: logto(page),
  okta: okta(page),
});

type Fixtures = ReturnType<typeof screensOf> & {
  /** Faults of this test's Logto; switched off again after the test. */
  faults: NonNullable<World['sandbox']>['logto']['faults'];
  signInAsAlex: () => Promise<void>;
};

export const test = base.extend<Fixtures, { world: World }>({
  world: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the first parameter destructured
    async ({}, use) => {
      const world = await startWorld();
      await use(world);
      await world.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ world }, use) => use(world.app.url),
  home: async ({ page }, use) => use(home(page)),
  dashboard: async ({ page }, use) => use(dashboard(page)),
  problem: async ({ page }, use) => use(problem(page)),
  logto: async ({ page }, use) => use(logto(page)),
  okta: async ({ page }, use) => use(okta(page)),
  faults: async ({ world }, use) => {
    const faults = world.sandbox?.logto.faults;
    test.skip(!faults, 'only the sandbox can be made to fail on demand');
    if (!faults) return;
    await use(faults);
    delete faults.request;
    delete faults.response;
  },
  signInAsAlex: async ({ home: start, logto: logtoPage, page, baseURL }, use) => {
    await use(async () => {
      await start.open();
      await start.signIn.click();
      await logtoPage.signIn(people.alex.login, people.alex.password);
      await page.waitForURL(`${baseURL}/`);
    });
  },
});

export { expect } from '@playwright/test';
export { people } from './world.ts';
