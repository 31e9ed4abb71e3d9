/** On the way back from Logto: a state that isn't ours, a code already used, an answer that takes its time. */
import { forgedState, limited, replayedCode, slow } from '@logto-okta/sandbox/engine/faults';
import { expect, people, test } from './fixtures.ts';

test('another state than ours', async ({ page, home, problem, logto, faults }) => {
  await page.goto('/sign-in');
  faults.response = forgedState;
  await logto.signIn(people.alex.login, people.alex.password);
  await page.waitForURL(/\/sign-in\/problem/);
  expect(problem.code()).toBe('state_mismatch');
  await home.open();
  await expect(home.signIn).toBeVisible();
});

test('a code that somebody has redeemed before us', async ({
  page,
  home,
  problem,
  logto,
  faults,
  world,
}) => {
  await page.goto('/sign-in');
  faults.request = replayedCode(world.logtoUrl);
  await logto.signIn(people.alex.login, people.alex.password);
  await page.waitForURL(/\/sign-in\/problem/);
  expect(problem.code()).toBe('code_rejected');
  await home.open();
  await expect(home.signIn).toBeVisible();
});

test('tokens that take two seconds: signed in all the same', async ({
  page,
  home,
  logto,
  faults,
}) => {
  await page.goto('/sign-in');
  Object.assign(faults, limited({ request: slow(2000) }, { path: '/oidc/token' }));
  await logto.signIn(people.alex.login, people.alex.password);
  await expect(home.heading).toHaveText('Hello, Alex Morgan');
});
