import { callback, startAttempt, unopenedAnswer } from './attempt.ts';
import { expect, people, screensOf, test } from './fixtures.ts';
import { sessionCookie } from './session-cookie.ts';

test('three tabs sign in at once and all finish (auth0/nextjs-auth0#142, logto-io/js#888)', async ({
  context,
  page,
  logto,
  baseURL,
}) => {
  // Logto signed in already, so that each attempt is answered at once.
  await page.goto('/sign-in');
  await logto.signIn(people.alex.login, people.alex.password);
  await page.waitForURL(`${baseURL}/`);
  await context.clearCookies({ name: sessionCookie(baseURL) });

  const answers: string[] = [];
  for (const name of ['one', 'two', 'three']) {
    answers.push(await unopenedAnswer(page.request, `/sign-in?returnTo=/dashboard?tab=${name}`));
  }

  // Answered in another order than they were started; each lands on its own page.
  for (const [index, name] of [
    [2, 'three'],
    [0, 'one'],
    [1, 'two'],
  ] as const) {
    const tab = await context.newPage();
    await tab.goto(answers[index] ?? '');
    await expect(tab).toHaveURL(`${baseURL}/dashboard?tab=${name}`);
  }
});

test('at most five attempts are kept, the newest', async ({ page, context }) => {
  const states: string[] = [];
  for (let index = 0; index < 7; index++) states.push(await startAttempt(page));
  const kept = (await context.cookies()).filter(({ name }) => name.startsWith('sign-in-'));
  expect(kept).toHaveLength(5);
  const { problem } = screensOf(page);
  await page.goto(callback({ code: 'x', state: states[0] ?? '' }));
  expect(problem.code()).toBe('state_mismatch');
  await page.goto(callback({ code: 'x', state: states[6] ?? '' }));
  expect(problem.code()).toBe('code_rejected');
});

test('an attempt given up or failed signs nobody out', async ({
  page,
  home,
  signInAsAlex,
  world,
}) => {
  await signInAsAlex();
  const state = await startAttempt(page, `/sign-in?connector=${world.connectorId}`);
  await screensOf(page).okta.identifier.waitFor();
  await home.open();
  await expect(home.heading).toHaveText('Hello, Alex Morgan');
  await page.goto(callback({ error: 'access_denied', state }));
  await home.open();
  await expect(home.heading).toHaveText('Hello, Alex Morgan');
});

test('a callback opened twice lands where it should', async ({ page, logto, baseURL, home }) => {
  const answered = page.waitForRequest(/\/callback\?code=/);
  await page.goto('/sign-in?returnTo=/dashboard?tab=twice');
  await logto.signIn(people.alex.login, people.alex.password);
  await page.waitForURL(`${baseURL}/dashboard?tab=twice`);
  const url = (await answered).url();
  await page.goto(url);
  await expect(page).toHaveURL(`${baseURL}/dashboard?tab=twice`);

  // Signed out meanwhile: it signs nobody in again, and says so.
  await home.open();
  await home.signOut.click();
  await expect(home.signIn).toBeVisible();
  await page.goto(url);
  expect(screensOf(page).problem.code()).toBe('sign_in_session_not_found');
});

test('an answer that belongs to another browser signs nobody in here (login CSRF)', async ({
  page,
  anotherBrowser,
  baseURL,
  logto,
}) => {
  await page.goto('/sign-in');
  await logto.signIn(people.alex.login, people.alex.password);
  await page.waitForURL(`${baseURL}/`);
  await page.context().clearCookies({ name: sessionCookie(baseURL) });

  // Also while they have a sign-in of their own under way.
  for (const [underWay, code] of [
    [false, 'sign_in_session_not_found'],
    [true, 'state_mismatch'],
  ] as const) {
    const url = await unopenedAnswer(page.request);
    const victim = await anotherBrowser();
    if (underWay) await startAttempt(victim);
    await victim.goto(url);
    const { home, problem } = screensOf(victim);
    expect(problem.code()).toBe(code);
    await victim.goto(baseURL ?? '');
    await expect(home.signIn).toBeVisible();
    await victim.context().close();
  }
});
