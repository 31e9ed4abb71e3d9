/** Single sign-on: a second application of the tenant needs no second password. */
import { secondApplication } from '#sandbox/seed.ts';
import { expect, screensOf, test } from './fixtures.ts';

test('signed in to one application, a second one asks for nothing', async ({
  page,
  context,
  world,
  signInAsAlex,
}) => {
  test.skip(!world.sandbox, 'needs a second application, which the seed has');
  const second = await world.startApp({
    LOGTO_APP_ID: secondApplication.id,
    LOGTO_APP_SECRET: secondApplication.secret,
  });
  await signInAsAlex();
  const other = await context.newPage();
  const { home } = screensOf(other);
  await other.goto(second.url);
  await home.signIn.click();
  await other.waitForURL(`${second.url}/`);
  await expect(home.heading).toHaveText('Hello, Alex Morgan');

  // Their sessions are their own: one signs out, the other is there until it asks Logto again.
  await home.signOut.click();
  await expect(home.signIn).toBeVisible();
  await page.goto('/');
  await expect(screensOf(page).home.signOut).toBeVisible();
  await other.goto(second.url);
  await home.signIn.click();
  await expect(screensOf(other).logto.password).toBeVisible();
  await second.stop();
});
