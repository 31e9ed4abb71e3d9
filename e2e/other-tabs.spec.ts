/** A page that is open already while its person signs out, or another signs in, in another tab. */
import type { BrowserContext, Page } from '@playwright/test';
import { expect, screensOf, signIn, test } from './organizations.ts';
import { home } from './screens/home.ts';

async function twoTabs(context: BrowserContext, first: Page, path: string) {
  const second = await context.newPage();
  await second.goto(path);
  await first.bringToFront();
  return { second, dialog: first.getByRole('dialog', { name: 'You are signed out' }) };
}

test('signed out in one tab, the other hides what it shows and leads back to it', async ({
  page,
  context,
  tenant,
}) => {
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  await signIn(page, alice, `/organizations/${id}`);
  await page.goto(`/organizations/${id}?page=1`);
  const { second, dialog } = await twoTabs(context, page, '/');
  await home(second).signOut.click();
  await expect(home(second).notice).toHaveText('You’re signed out.');
  await expect(dialog).toBeVisible();
  // Everything behind it is covered, can't be reached, and Escape doesn't uncover it.
  const paper = await dialog.evaluate((one) => getComputedStyle(one, '::backdrop').backgroundColor);
  expect(paper).toMatch(/^rgb\(/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeVisible();
  await expect(page.getByRole('link', { name: 'Sign in again' })).toBeFocused();
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await screensOf(page).logto.signIn(alice.username, alice.password);
  await expect(page).toHaveURL(new RegExp(`/organizations/${id}\\?page=1$`));
  await expect(dialog).toBeHidden();
});

test('the same person signs in again elsewhere: the page is shown as it was', async ({
  page,
  context,
  tenant,
}) => {
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  await signIn(page, alice, `/organizations/${id}/invitations`);
  await page.getByLabel('E-mail address').fill('half-typed@people.test');
  const { second, dialog } = await twoTabs(context, page, '/');
  await home(second).signOut.click();
  await expect(dialog).toBeVisible();
  await signIn(second, alice, '/dashboard');
  await expect(dialog).toBeHidden();
  await expect(page.getByLabel('E-mail address')).toHaveValue('half-typed@people.test');
});

test('another person signs in: nothing of the first stays on the screen', async ({
  page,
  context,
  tenant,
}) => {
  const alice = await tenant.person('Alice Able');
  const bob = await tenant.person('Bob Burns');
  await signIn(page, alice, '/dashboard');
  const { second, dialog } = await twoTabs(context, page, '/');
  await home(second).signOut.click();
  await expect(dialog).toBeVisible();
  await signIn(second, bob, '/dashboard');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bob Burns');
  expect(await page.content()).not.toContain('Alice Able');
});

test('the back button shows no page of somebody who signed out', async ({ page, tenant }) => {
  const alice = await tenant.person('Alice Able');
  await signIn(page, alice, '/dashboard');
  await page.goto('/');
  await home(page).signOut.click();
  await expect(home(page).notice).toBeVisible();
  await page.goBack();
  // It may load anew when it is shown again: going on before that meets no page at all.
  await expect(home(page).signIn).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Alice Able' })).toBeHidden();
});

test('an outage of the app signs nobody out in other tabs', async ({ page, context, tenant }) => {
  const alice = await tenant.person('Alice Able');
  await signIn(page, alice, '/dashboard');
  await page.route('**/api/session', (route) => route.abort());
  const { dialog } = await twoTabs(context, page, '/');
  await page.waitForTimeout(500);
  await expect(dialog).toBeHidden();
});
