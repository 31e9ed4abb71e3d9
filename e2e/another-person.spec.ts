/** A link that ends in another person’s session: nobody takes somebody’s place without their word. */
import type { Page } from '@playwright/test';
import { expect, people, screensOf, test } from './fixtures.ts';
import { logged } from './sessions.ts';
import type { World } from './world.ts';

const LINKS: Record<string, (world: World) => string> = {
  'its tile': ({ oktaUrl }) =>
    `/sso/start?iss=${encodeURIComponent(oktaUrl)}&target_link_uri=/dashboard?tab=3`,
  'its link': ({ companyDomain }) => `/sso/${companyDomain}?returnTo=/dashboard?tab=3`,
  'its connector': ({ connectorId }) =>
    `/sign-in?connector=${connectorId}&returnTo=/dashboard?tab=3`,
};

/** So that Okta answers by itself. */
async function signInAtOkta(page: Page, world: World) {
  await page.goto(`${world.oktaUrl}/app/UserHome`);
  await screensOf(page).okta.signIn(people.employee);
}

for (const [name, link] of Object.entries(LINKS)) {
  test(`a company’s link (${name}) asks before it swaps the person`, async ({
    page,
    world,
    signInAsAlex,
    anotherPerson,
    dashboard,
    baseURL,
  }) => {
    await signInAtOkta(page, world);
    await signInAsAlex();
    const before = logged(world.app, 'signed_in').length;
    const replacedBefore = logged(world.app, 'session_replaced').length;
    await page.goto(link(world));
    await expect(anotherPerson.heading).toHaveText(`Continue as ${people.employee.name}?`);
    await expect(anotherPerson.text).toContainText(
      new RegExp(`You(’re| were) signed in as ${people.alex.name}`),
    );
    expect(logged(world.app, 'signed_in')).toHaveLength(before);

    // A second link gets no further.
    await page.goto(link(world));
    await expect(anotherPerson.heading).toHaveText(`Continue as ${people.employee.name}?`);
    expect(logged(world.app, 'signed_in')).toHaveLength(before);

    await anotherPerson.continueAs(people.employee).click();
    await page.waitForURL(`${baseURL}/dashboard?tab=3`);
    await expect(dashboard.heading).toHaveText(people.employee.name);
    expect(logged(world.app, 'session_replaced')).toHaveLength(replacedBefore + 1);
    expect(logged(world.app, 'session_replaced').at(-1)).toMatchObject({ audit: true });
  });
}

test('whoever stays keeps the page wanted', async ({
  page,
  world,
  signInAsAlex,
  anotherPerson,
  dashboard,
  logto,
  baseURL,
}) => {
  await signInAtOkta(page, world);
  await signInAsAlex();
  await page.goto(`/sign-in?connector=${world.connectorId}&returnTo=/dashboard?tab=3`);
  const isOver = (await anotherPerson.backTo(people.alex).textContent())?.startsWith('Sign in');
  await anotherPerson.backTo(people.alex).click();
  if (isOver) await logto.signIn(people.alex.login, people.alex.password);
  await page.waitForURL(`${baseURL}/dashboard?tab=3`);
  await expect(dashboard.heading).toHaveText(people.alex.name);
});

test('without JavaScript, a form of our own origin is what counts', async ({
  anotherBrowser,
  world,
  baseURL,
}) => {
  const page = await anotherBrowser();
  await signInAtOkta(page, world);
  await page.goto('/');
  await screensOf(page).home.signIn.click();
  await screensOf(page).logto.signIn(people.alex.login, people.alex.password);
  await page.waitForURL(`${baseURL}/`);
  await page.goto(`/sign-in?connector=${world.connectorId}&returnTo=/dashboard`);
  await expect(screensOf(page).anotherPerson.continueAs(people.employee)).toBeVisible();

  const html = await (await page.request.get('/sign-in/another-person')).text();
  const [, action = ''] = /name="(\$ACTION_ID_\w+)"/.exec(html.slice(html.indexOf('<main'))) ?? [];
  const [, to = ''] = /name="to" value="([\w-]+)"/.exec(html) ?? [];
  const post = (multipart: Record<string, string>, origin: string) =>
    page.request.post('/sign-in/another-person', {
      ...{ multipart, headers: { origin }, maxRedirects: 0 },
    });
  expect((await post({ [action]: '', to }, 'https://elsewhere.example')).status()).toBe(403);
  // About somebody else than the page is about by now.
  const other = await post({ [action]: '', to: 'x' }, new URL(baseURL ?? '').origin);
  expect(other.headers().location).toContain('/sign-in/another-person');
  const sent = await post({ [action]: '', to }, new URL(baseURL ?? '').origin);
  expect(sent.headers().location).toContain('/oidc/auth?');
});

test('the page without a question leads home', async ({ page, baseURL }) => {
  await page.goto('/sign-in/another-person');
  await expect(page).toHaveURL(`${baseURL}/`);
});
