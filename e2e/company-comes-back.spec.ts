/**
 * After the end of a session, somebody of a company comes back through the company's Okta only,
 * although Logto has a session of its own that would answer for them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { oktaApiTokens } from '@logto-okta/sandbox/seed';
import type { Page } from '@playwright/test';
import { unopenedAnswer } from './attempt.ts';
import { expect, people, screensOf, test } from './fixtures.ts';
import { sessionCookie } from './session-cookie.ts';
import { logged } from './sessions.ts';
import type { App, World } from './world.ts';

// By one worker, which has the apps.
test.describe.configure({ mode: 'default' });

/** Which settings, and what ends the session here while Logto's stays. */
const ENDS: {
  name: string;
  settings?: (world: World) => Record<string, string>;
  end?: (page: Page, app: App) => Promise<unknown>;
}[] = [
  { name: 'its absolute end', settings: () => ({ SESSION_SSO_MAX_SECONDS: '5' }) },
  { name: 'its idle end', settings: () => ({ SESSION_IDLE_SECONDS: '4' }) },
  {
    name: 'the deletion of every cookie of the app',
    end: (page, app) => deleteCookies(page, app),
  },
  {
    name: 'its absolute end, without the guard',
    settings: ({ connectorId, oktaUrl }) => ({
      ...{ SESSION_SSO_MAX_SECONDS: '5', LOGTO_M2M_APP_ID: '', LOGTO_M2M_APP_SECRET: '' },
      SSO_COMPANIES: `acme=${connectorId}=${oktaUrl}`,
    }),
  },
];

const ofApp = ({ url }: App) => new RegExp(`-${new URL(url).port}(\\.|$)`);
const deleteCookies = (page: Page, app: App) => page.context().clearCookies({ name: ofApp(app) });

const appWith = (world: World, settings: Record<string, string>) =>
  world.shared(
    `app ${JSON.stringify(settings)}`,
    () => world.startApp(settings),
    (app) => app.stop(),
  );

/** Visits the dashboard until the session is over, which the app answers with the sign-in. */
async function untilOver(page: Page, app: App) {
  const isOver = async () =>
    (await page.request.get(`${app.url}/dashboard`, { maxRedirects: 0 })).status() !== 200;
  // Longer apart than an idle session lasts.
  await expect.poll(isOver, { intervals: [4500], timeout: 20_000 }).toBe(true);
}

async function signedIn(page: Page, app: App, world: World) {
  const { okta, dashboard } = screensOf(page);
  await page.goto(`${app.url}/sign-in?connector=${world.connectorId}&returnTo=/dashboard`);
  await okta.signIn(people.employee);
  await expect(dashboard.heading).toHaveText(people.employee.name);
  // What Logto asked a second ago can't be told from what it asks now.
  await sleep(2100);
}

/** Suspended and deactivated are alike to whoever signs in; only the former can be undone whole. */
async function leavesCompany(world: World) {
  const set = async (change: 'suspend' | 'unsuspend') => {
    const path = `/api/v1/users/${people.employee.login}/lifecycle/${change}`;
    const headers = { authorization: `SSWS ${oktaApiTokens[0]?.value}` };
    const answer = await fetch(world.oktaUrl + path, { method: 'POST', headers });
    if (!answer.ok) throw new Error(`${change}: ${answer.status} ${await answer.text()}`);
  };
  await set('suspend');
  return () => set('unsuspend');
}

for (const { name, settings = () => ({}), end = untilOver } of ENDS) {
  test(`after ${name}, somebody who left the company can’t come back`, async ({ page, world }) => {
    test.skip(!world.sandbox, 'suspends somebody in Okta');
    const app = await appWith(world, settings(world));
    await signedIn(page, app, world);
    const comesBack = await leavesCompany(world);
    try {
      await end(page, app);
      for (let turn = 0; turn < 3; turn++) {
        await page.goto(`${app.url}/dashboard`);
        await expect(screensOf(page).okta.identifier).toBeVisible();
        expect(new URL(page.url()).origin).toBe(world.oktaUrl);
        const dashboard = await page.request.get(`${app.url}/dashboard`, { maxRedirects: 0 });
        expect(dashboard.status()).not.toBe(200);
      }
    } finally {
      await comesBack();
    }
  });

  test(`after ${name}, somebody active comes back without a password`, async ({ page, world }) => {
    test.skip(!world.sandbox, 'Okta’s session is kept for one app');
    const app = await appWith(world, settings(world));
    await signedIn(page, app, world);
    await end(page, app);
    const visited: string[] = [];
    page.on('request', (request) => visited.push(request.url()));
    await page.goto(`${app.url}/dashboard`);
    await expect(screensOf(page).dashboard.heading).toHaveText(people.employee.name);
    expect(visited.some((url) => url.startsWith(`${world.oktaUrl}/oauth2/v1/authorize`))).toBe(
      true,
    );
  });
}

test('after a sign-out that only the app carried out, somebody who left can’t come back', async ({
  page,
  world,
  home,
  okta,
  problem,
  faults,
}) => {
  await signedIn(page, world.app, world);
  const comesBack = await leavesCompany(world);
  try {
    await home.open();
    faults.request = (req, res) => {
      if (req.url?.startsWith('/oidc/session/end')) return false;
      res.writeHead(503).end();
      return true;
    };
    await home.signOut.click();
    await expect(home.signIn).toBeVisible();
    delete faults.request;
    for (let turn = 0; turn < 3; turn++) {
      await page.goto('/dashboard');
      // Or the end that failed is tried again meanwhile, and takes Logto's session from this sign-in.
      await expect(
        okta.identifier.or(page.getByText('Session not found')).or(problem.reference),
      ).toBeVisible();
      expect((await page.request.get('/api/me')).status()).toBe(401);
    }
  } finally {
    await comesBack();
  }
});

test.describe('a request to Logto whose parameters are removed on the way', () => {
  const STRIPPED = [
    ['prompt'],
    ['prompt', 'max_age'],
    ['prompt', 'max_age', 'direct_sign_in', 'first_screen'],
  ];
  for (const removed of STRIPPED) {
    test(`signs nobody in by a session of Logto’s (${removed.join(', ')})`, async ({
      page,
      world,
      problem,
      baseURL,
    }) => {
      await signedIn(page, world.app, world);
      await deleteCookies(page, world.app);
      // As a proxy or an extension would: the answer comes without a question.
      const start = `/sign-in?again=1&connector=${world.connectorId}&returnTo=/dashboard`;
      const answer = await unopenedAnswer(page.request, start, removed);
      const before = logged(world.app, 'signed_in').length;
      await page.goto(answer);
      await expect(problem.heading).toHaveText('We couldn’t confirm that it’s you');
      expect(problem.code()).toBe('sign_in_not_fresh');
      expect(logged(world.app, 'signed_in')).toHaveLength(before);
      expect(logged(world.app, 'sign_in_refused').at(-1)).toMatchObject({
        ...{ audit: true, reason: 'sign_in_not_fresh' },
      });
      const names = (await page.context().cookies()).map(({ name }) => name);
      expect(names).not.toContain(sessionCookie(baseURL));
    });
  }
});
