import { type BrowserContext, test as base, type Page } from '@playwright/test';
import { keptOktaSession } from './live/okta-sessions.ts';
import { anotherPerson } from './screens/another-person.ts';
import { dashboard } from './screens/dashboard.ts';
import { home } from './screens/home.ts';
import { logto } from './screens/logto.ts';
import { okta } from './screens/okta.ts';
import { problem } from './screens/problem.ts';
import { signInByRequests } from './sign-in-requests.ts';
import { type Person, target } from './target.ts';
import { type Tenant, tenantOf } from './tenant.ts';
import { people, startWorld, type World } from './world.ts';

export const screensOf = (page: Page) => ({
  anotherPerson: anotherPerson(page),
  home: home(page),
  dashboard: dashboard(page),
  problem: problem(page),
  logto: logto(page),
  okta: okta(page),
});

/** Who comes with a password at Logto, who through the company's Okta. */
const MEMBERS = { member: 'alex' } as const;
const EMPLOYEES = { employee: 'employee', employeeWithCode: 'employeeWithCode' } as const;
export type Who = keyof typeof MEMBERS | keyof typeof EMPLOYEES;

type Fixtures = ReturnType<typeof screensOf> & {
  /** Faults of this test's Logto; switched off again after the test. */
  faults: NonNullable<World['sandbox']>['logto']['faults'];
  /**
   * Signs this test's browser in without a screen, for tests that aren't about signing in.
   * `await signedInAs('employee')`, or somebody whom the test has made. Opens no page.
   */
  signedInAs: (who: Who | Person) => Promise<Person>;
  /** The same as a member, and then the home page. */
  signInAsAlex: () => Promise<void>;
  /** A page of another browser, where nobody is signed in; closed after the test. */
  anotherBrowser: () => Promise<Page>;
  /** Makes people and organizations of this test's own, and deletes them after it. */
  tenant: Tenant;
};

const isEmployee = (who: Who): who is keyof typeof EMPLOYEES => who in EMPLOYEES;

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
  anotherPerson: async ({ page }, use) => use(anotherPerson(page)),
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
  signedInAs: async ({ context, world }, use) => {
    await use(async (who) => {
      const isByCompany = typeof who === 'string' && isEmployee(who);
      const person =
        typeof who !== 'string' ? who : people[isEmployee(who) ? EMPLOYEES[who] : MEMBERS[who]];
      const live = target();
      if (isByCompany && live?.oktaOrgUrl) {
        const cookies = keptOktaSession(live, EMPLOYEES[who]);
        if (!cookies) throw new Error(`live/okta-sessions.ts keeps no session of ${who}.`);
        await context.addCookies(cookies);
      }
      const way = isByCompany ? { connectorId: world.connectorId } : {};
      const page = await signInByRequests(context.request, world.app.url, person, way);
      if (page.url() !== `${world.app.url}/`) {
        const { origin, pathname, searchParams } = new URL(page.url());
        // Without the query: there may be a code in it.
        const code = searchParams.get('code') ?? '';
        const shown = pathname === '/sign-in/problem' ? `${pathname}?code=${code}` : pathname;
        throw new Error(`Signing ${person.name} in ended on ${origin}${shown} (${page.status()}).`);
      }
      return person;
    });
  },
  signInAsAlex: async ({ page, signedInAs }, use) => {
    await use(async () => {
      await signedInAs('member');
      await page.goto('/');
    });
  },
  anotherBrowser: async ({ browser, baseURL }, use) => {
    const opened: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL });
      opened.push(context);
      return context.newPage();
    });
    await Promise.all(opened.map((context) => context.close()));
  },
  tenant: async ({ world }, use) => {
    const tenant = tenantOf(world);
    await use(tenant);
    await tenant.close();
  },
});

export { expect } from '@playwright/test';
export { people } from './world.ts';
