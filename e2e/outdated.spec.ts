/** Pages that were opened before a deploy: their server actions have other ids now (vercel/next.js#58430). */
import type { Page } from '@playwright/test';
import { expect, test } from './organizations.ts';
import { sessionCookie } from './session-cookie.ts';

/** Of an action that no build has. */
const GONE = 'ab'.repeat(21);

/** As if the app had been deployed anew since the page was opened. */
async function deployAnew(page: Page) {
  await page.route('**', async (route) => {
    const headers = route.request().headers();
    if (!headers['next-action']) return route.fallback();
    return route.continue({ headers: { ...headers, 'next-action': GONE } });
  });
}

/** The same for a page without JavaScript: its fields name the actions. */
async function agePage(page: Page) {
  await page.route('**', async (route) => {
    if (route.request().resourceType() !== 'document') return route.fallback();
    if (route.request().method() !== 'GET') return route.fallback();
    const response = await route.fetch({ maxRedirects: 0 });
    const html = await response.text();
    const body = html
      .replace(/\$ACTION_ID_[0-9a-f]+/g, `$ACTION_ID_${GONE}`)
      .replace(/(&quot;id&quot;:&quot;)[0-9a-f]+/g, `$1${GONE}`);
    return route.fulfill({ response, body });
  });
}

test.describe('with JavaScript', () => {
  test('a form says that the page is older than the app, and keeps what was typed', async ({
    page,
    organization,
    signedInAs,
    tenant,
  }) => {
    const id = await tenant.organization('Initech');
    const admin = await tenant.person('Vic Vale', id, 'admin');
    await signedInAs(admin);
    await page.goto(`/organizations/${id}/invitations`);
    await deployAnew(page);
    await organization.email.fill('dora@people.test');
    await organization.inviteButton.click();
    await expect(page.getByText(/^This page is older than the app/)).toBeVisible();
    await expect(organization.email).toHaveValue('dora@people.test');
  });

  test('Sign out signs out', async ({ page, home, context, signInAsAlex, baseURL }) => {
    await signInAsAlex();
    await deployAnew(page);
    await home.signOut.click();
    await expect(home.notice).toHaveText('You’re signed out.');
    const cookies = await context.cookies(baseURL);
    expect(cookies.filter(({ name, value }) => name === sessionCookie(baseURL) && value)).toEqual(
      [],
    );
  });

  test('Sign in leads to Logto', async ({ page, home, world }) => {
    await home.open();
    await deployAnew(page);
    await home.signIn.click();
    await page.waitForURL((url) => url.origin === new URL(world.logtoUrl).origin);
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('Sign out signs out, by the same click', async ({
    page,
    home,
    context,
    signedInAs,
    baseURL,
  }) => {
    await signedInAs('member');
    await agePage(page);
    await page.goto('/');
    const answer = page.waitForResponse((one) => one.request().method() === 'POST');
    await home.signOut.click();
    // To Logto, whose page goes on by a script.
    expect((await answer).headers().location).toContain('/session/end');
    const cookies = await context.cookies(baseURL);
    const session = sessionCookie(baseURL);
    expect(cookies.filter(({ name, value }) => name === session && value)).toEqual([]);
  });

  test('another form leads to a page that says so', async ({
    page,
    signedInAs,
    tenant,
    organization,
  }) => {
    const id = await tenant.organization('Initech');
    const admin = await tenant.person('Vic Vale', id, 'admin');
    await signedInAs(admin);
    await agePage(page);
    await page.goto(`/organizations/${id}/invitations`);
    await organization.email.fill('dora@people.test');
    const answer = page.waitForResponse((one) => one.request().method() === 'POST');
    await organization.inviteButton.click();
    expect((await answer).status()).toBe(409);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      'This page is older than the app',
    );
  });
});
