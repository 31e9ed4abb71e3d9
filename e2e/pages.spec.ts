import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { CRASH_WORDS } from '#lib/i18n/crash-words.ts';
import { LOCALES } from '#lib/i18n/locales.ts';
import { expectCleanEverywhere } from './appearance.ts';
import { expect, people, test } from './fixtures.ts';

const publicPages = {
  home: '/',
  problem: '/sign-in/problem?code=logto_unreachable&ref=7K2M-Q9XD&returnTo=/dashboard',
  unavailable: '/unavailable',
  'invitation unavailable': '/invitations/unavailable',
  'unknown company': '/sso/nobody',
  'unknown issuer': '/sso/start?iss=https://nobody.example',
};
const privatePages = {
  'signed-in home': '/',
  dashboard: '/dashboard',
  sessions: '/account/sessions',
  'not found': '/nowhere',
  organizations: '/organizations',
  // Alex is an administrator of the other one and a member of the company's.
  members: '/organizations/<other>',
  invitations: '/organizations/<other>/invitations',
  activity: '/organizations/<other>/activity',
  forbidden: '/organizations/<company>/activity',
  'invitation gone': '/invitations/nosuchinvitation',
  'not connected': '/connected/okta',
};

test.describe('accessible in every language, both colour schemes, phone and desktop', () => {
  for (const [name, path] of Object.entries(publicPages)) {
    test(name, async ({ page, baseURL }) => {
      // `unavailable` asks whether sessions can be read again, and would leave in the middle.
      await page.route('**/api/session', (route) => route.abort());
      await expectCleanEverywhere(page, baseURL, name, path);
    });
  }
  for (const [name, path] of Object.entries(privatePages)) {
    test(name, async ({ page, baseURL, signedInAs, world }) => {
      await signedInAs('member');
      const { company, other } = world.organizations;
      const address = path.replace('<company>', company).replace('<other>', other);
      await expectCleanEverywhere(page, baseURL, name, address);
    });
  }
});

test('the page that asks before another person takes one’s place', async ({
  page,
  baseURL,
  okta,
  signedInAs,
  anotherPerson,
  world,
}) => {
  await signedInAs('member');
  await page.goto(`/sign-in?connector=${world.connectorId}`);
  await okta.signIn(people.employee);
  await expect(anotherPerson.heading).toHaveText(`Continue as ${people.employee.name}?`);
  await expectCleanEverywhere(page, baseURL, 'another person', '/sign-in/another-person');
});

/** As a script gets it: who goes there is sent to sign in. */
async function asFetched(page: Page, path: string) {
  await page.route(path, async (route) => {
    const fetched = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };
    const headers = { ...route.request().headers(), ...fetched };
    await route.fulfill({ response: await route.fetch({ headers }) });
  });
}

test('a page that was fetched and not gone to says 401, accessibly', async ({ page, baseURL }) => {
  await asFetched(page, '/dashboard');
  expect((await page.goto('/dashboard'))?.status()).toBe(401);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Please sign in');
  await expectCleanEverywhere(page, baseURL, 'unauthorized', '/dashboard');
  await page.unroute('/dashboard');
  await page.getByRole('main').getByRole('link').click();
  await page.waitForURL(/\/sign-in\?app_id/);
});

/** Sends a form whose action fails, once React has taken it over. It runs in the page. */
async function sendFailingForm(where: string) {
  const form = document.querySelector<HTMLFormElement>(`${where} form`);
  const isReady = () => Object.keys(form ?? {}).some((key) => key.startsWith('__reactProps'));
  while (!isReady()) await new Promise((go) => setTimeout(go, 20));
  // React begins with that; submitted before it has done, the form is the browser's.
  await new Promise((go) => requestIdleCallback(go));
  form?.requestSubmit(form.querySelector('button'));
  while (form?.isConnected) await new Promise((go) => setTimeout(go, 20));
}
type Failing = { failing: typeof sendFailingForm };
async function failActions(page: Page) {
  await page.addInitScript(`window.failing = ${sendFailingForm}`);
  await page.route('/', (route) =>
    route.request().method() === 'POST' ? route.fulfill({ status: 500 }) : route.fallback(),
  );
}

test('a page that failed says so, accessibly', async ({ page, baseURL }) => {
  await failActions(page);
  await page.goto('/');
  await page.evaluate(sendFailingForm, 'main');
  await expect(page.getByRole('main').getByRole('alert')).toContainText(
    'This page couldn’t be shown',
  );
  await expectCleanEverywhere(page, baseURL, 'error', '/', async () => {
    const { failing } = window as unknown as Failing;
    await failing('main');
  });
});

test('so does a layout that failed, in every language', async ({ page }) => {
  test.skip(LOCALES.length === 1, 'the header’s form is for the language');
  await failActions(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto('/');
  await page.evaluate(sendFailingForm, 'header');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    LOCALES.map((locale) => CRASH_WORDS[locale].title),
  );
  for (const colorScheme of ['light', 'dark'] as const) {
    // A colour on its way to the other scheme has a contrast of its own.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => `${colorScheme}: ${id}`)).toEqual([]);
    if (process.env.SCREENSHOTS) {
      const file = `${process.env.SCREENSHOTS}/global-error-${colorScheme}.png`;
      await page.screenshot({ path: file, fullPage: true });
    }
  }
});

test('the keyboard alone signs in and out', async ({ page, home, logto }) => {
  await home.open();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await home.signIn.focus();
  await page.keyboard.press('Enter');
  await logto.identifier.waitFor();
  await logto.identifier.fill(people.alex.login);
  await logto.password.fill(people.alex.password);
  await page.keyboard.press('Enter');
  await home.signOut.focus();
  await page.keyboard.press('Enter');
  await expect(home.notice).toHaveText('You’re signed out.');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the forms lead to Logto', async ({ page, home }) => {
    await home.open();
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page).toHaveURL(/\/register\?app_id=/);
  });

  test('sign-out ends the session here', async ({ signedInAs, home }) => {
    // Logto's own pages need JavaScript.
    await signedInAs('member');
    await home.open();
    await home.signOut.click();
    await home.open();
    await expect(home.signIn).toBeVisible();
  });
});

test('nothing breaks the content security policy, and no page logs an error', async ({
  page,
  signInAsAlex,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && page.url().includes('/dashboard'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await signInAsAlex();
  for (const path of ['/dashboard', '/', '/dashboard?again=1']) await page.goto(path);
  expect(complaints).toEqual([]);
});

test('a button says that it is working, and works again after the back button', async ({
  page,
  home,
}) => {
  await home.open();
  // Until the scripts are there, it is a plain form.
  await page.waitForLoadState('networkidle');
  const width = (await home.signIn.boundingBox())?.width;
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route('/', async (route) => {
    if (route.request().method() === 'POST') await held;
    await route.continue();
  });
  await home.signIn.click();
  const pending = page.getByRole('button', { name: 'One moment…' });
  await expect(pending).toHaveAttribute('aria-disabled', 'true');
  expect((await pending.boundingBox())?.width).toBe(width);
  letGo();
  await page.waitForURL(/\/sign-in\?app_id/);
  await page.goBack();
  await expect(home.signIn).not.toHaveAttribute('aria-disabled');
});

test.describe('every page says in its title which one it is (WCAG 2.4.2)', () => {
  const productIn = (title: string) => title.split(' · ').at(-1) ?? '';

  for (const [name, path] of Object.entries(publicPages)) {
    test(name, async ({ page }) => {
      await page.route('**/api/session', (route) => route.abort());
      await page.goto(path);
      const title = await page.title();
      expect(title).not.toBe('');
      // More than the product's name alone.
      const heading = await page.getByRole('heading', { level: 1 }).textContent();
      expect(title.includes(heading ?? '-') || title.includes(' · '), `${title} / ${heading}`).toBe(
        true,
      );
    });
  }

  test('and none of somebody’s pages is called like another', async ({
    page,
    signedInAs,
    world,
  }) => {
    await signedInAs('member');
    const { company, other } = world.organizations;
    const titles: string[] = [];
    for (const path of Object.values(privatePages)) {
      await page.goto(path.replace('<company>', company).replace('<other>', other));
      const title = await page.title();
      expect(title, path).toContain(' · ');
      titles.push(title);
    }
    await asFetched(page, '/dashboard');
    await page.context().clearCookies();
    await page.goto('/dashboard');
    expect(await page.title()).toContain(' · ');
    expect(new Set(titles).size).toBe(titles.length);
    expect(new Set(titles.map(productIn)).size).toBe(1);
  });
});
