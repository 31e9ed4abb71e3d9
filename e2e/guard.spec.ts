/**
 * The SSO guard: each hole that Logto leaves (docs/vendors.md L3), shown open in the sandbox and
 * closed by the app.
 */
import { expect, people, test } from './fixtures.ts';
import { sessionCookie } from './session-cookie.ts';
import { logged } from './sessions.ts';
import { accountFor, sandboxOf } from './tenant-settings.ts';

test.beforeEach(({ world }) => {
  test.skip(!world.sandbox, 'needs people of an Okta that vouches for foreign addresses');
});

const hasSession = async (context: import('@playwright/test').BrowserContext, url?: string) =>
  (await context.cookies()).some(({ name }) => name === sessionCookie(url));

test('a company’s Okta can’t sign in somebody of another domain', async ({
  page,
  context,
  okta,
  logto,
  problem,
  world,
  baseURL,
}) => {
  await page.goto(`/sign-in?connector=${world.connectorId}&returnTo=/dashboard`);
  await okta.signIn(people.foreignAddress);
  await expect(problem.heading).toHaveText('You came through another company’s sign-in');
  expect(problem.code()).toBe('sso_wrong_company');
  await expect(problem.reference).toBeVisible();
  expect(await hasSession(context, baseURL)).toBe(false);

  // Logto did sign them in: that hole is there, and the guard has ended the session behind it.
  const { tenant } = sandboxOf(world).logto;
  const user = [...tenant.users.values()].find((one) => one.primaryEmail === 'mallory@other.test');
  expect(user).toBeDefined();
  await page.goto('/sign-in');
  await expect(logto.identifier).toBeVisible();

  expect(logged(world.app, 'sign_in_refused')).toContainEqual(
    expect.objectContaining({ audit: true, user: user?.id, domain: 'other.test' }),
  );
  expect(world.app.log()).not.toContain('mallory@other.test');
});

test('a company’s Okta can’t take over an account by its address', async ({
  page,
  context,
  okta,
  problem,
  world,
  baseURL,
}) => {
  const victim = accountFor(world, {
    username: 'victim',
    password: 'Victim-pass-2026',
    primaryEmail: 'victim@example.test',
  });
  await page.goto(`/sign-in?connector=${world.connectorId}`);
  await okta.signIn(people.stolenAddress);
  await expect(problem.heading).toHaveText('You came through another company’s sign-in');
  expect(await hasSession(context, baseURL)).toBe(false);
  // The hole: Logto has linked the stranger's identity to the account.
  expect(sandboxOf(world).logto.tenant.users.get(victim.id)?.ssoIdentities).toHaveLength(1);
});

test('a password by user name doesn’t lead round a company’s sign-in', async ({
  page,
  context,
  home,
  logto,
  problem,
  world,
  baseURL,
}) => {
  const account = { username: 'ursula', password: 'Ursula-pass-2026' };
  accountFor(world, { ...account, primaryEmail: 'ursula@acme.test' });
  await home.open();
  await home.signIn.click();
  await logto.signIn(account.username, account.password);
  await expect(problem.heading).toHaveText('Sign in through your company');
  expect(problem.code()).toBe('sso_required');
  expect(await hasSession(context, baseURL)).toBe(false);
  await page.goto('/sign-in');
  await expect(logto.identifier).toBeVisible();
});

test('people of the company get in, with an address and without', async ({
  page,
  okta,
  dashboard,
  world,
  browser,
}) => {
  await page.goto(`/sign-in?connector=${world.connectorId}&returnTo=/dashboard`);
  await okta.signIn(people.employee);
  await expect(dashboard.heading).toHaveText('Emma Stone');

  const other = await (await browser.newContext()).newPage();
  const { okta: widget, dashboard: board } = (await import('./fixtures.ts')).screensOf(other);
  await other.goto(`${world.app.url}/sign-in?connector=${world.connectorId}&returnTo=/dashboard`);
  await widget.signIn(people.withoutAnyEmail);
  await expect(board.heading).toHaveText('Noel Hart');
  await other.context().close();
});

test('when Logto doesn’t say who came how, nobody gets in', async ({
  page,
  context,
  home,
  logto,
  problem,
  faults,
  world,
}) => {
  const app = await world.startApp({ SSO_GUARD_WAIT_SECONDS: '1' });
  await page.goto(app.url);
  await home.signIn.click();
  await logto.identifier.waitFor();
  faults.request = (req, res) => {
    if (!/^\/api\/users\/.*\/sessions/.test(req.url ?? '')) return false;
    res.writeHead(503).end();
    return true;
  };
  await logto.signIn(people.alex.login, people.alex.password);
  await expect(problem.heading).toHaveText('We couldn’t check your sign-in');
  expect(await hasSession(context, app.url)).toBe(false);

  delete faults.request;
  await problem.tryAgain.click();
  await page.waitForURL(`${app.url}/`);
  await expect(home.heading).toHaveText('Hello, Alex Morgan');
});

test('it waits for a Logto that is slow to answer', async ({
  page,
  home,
  logto,
  faults,
  world,
}) => {
  const app = await world.startApp({ SSO_GUARD_WAIT_SECONDS: '20' });
  let refused = 0;
  await page.goto(app.url);
  await home.signIn.click();
  await logto.identifier.waitFor();
  faults.request = (req, res) => {
    if (!/^\/api\/users\/.*\/sessions/.test(req.url ?? '') || refused >= 4) return false;
    refused += 1;
    res.writeHead(503).end();
    return true;
  };
  await logto.signIn(people.alex.login, people.alex.password);
  await expect(home.heading).toHaveText('Hello, Alex Morgan');
  expect(refused).toBe(4);
});

test('one question a sign-in, none a page', async ({ page, signInAsAlex, faults }) => {
  const asked: string[] = [];
  faults.request = (req) => {
    if (req.url?.startsWith('/api/users/')) asked.push(req.url);
    return false;
  };
  await signInAsAlex();
  expect(asked).toHaveLength(1);
  for (let view = 0; view < 10; view++) await page.goto('/dashboard');
  expect(asked).toHaveLength(1);
});

test('without Management API credentials the guard is off', async ({
  page,
  okta,
  world,
  dashboard,
}) => {
  const app = await world.startApp({ LOGTO_M2M_APP_ID: '', LOGTO_M2M_APP_SECRET: '' });
  await page.goto(`${app.url}/sign-in?connector=${world.connectorId}&returnTo=/dashboard`);
  await okta.signIn(people.foreignAddress);
  await expect(dashboard.heading).toHaveText('Mallory Vane');
  expect(app.log()).toContain('sso_guard_off');
});

test('signing in again without a question: Logto forgets how, the guard doesn’t mind', async ({
  page,
  context,
  home,
  okta,
  dashboard,
  world,
  baseURL,
}) => {
  await page.goto(`/sign-in?connector=${world.connectorId}`);
  await okta.signIn(people.employee);
  await expect(home.heading).toHaveText('Hello, Emma Stone');
  await context.clearCookies({ name: sessionCookie(baseURL) });
  await page.goto('/dashboard');
  await expect(dashboard.heading).toHaveText('Emma Stone');
});

test('who has two ways in is asked when Logto doesn’t say which it was', async ({
  page,
  context,
  home,
  logto,
  world,
  baseURL,
}) => {
  const account = { username: 'bianca', password: 'Bianca-pass-2026' };
  const user = accountFor(world, { ...account, primaryEmail: 'bianca@example.test' });
  const issuer = sandboxOf(world).globexOkta.url;
  const connector = [...sandboxOf(world).logto.tenant.connectors.values()].at(-1);
  const now = Date.now();
  user.ssoIdentities.push({
    ...{ id: 'bianca-identity', connectorId: connector?.id ?? '', issuer, detail: {} },
    ...{ identityId: '00ubianca', createdAt: now, updatedAt: now },
  });
  await home.open();
  await home.signIn.click();
  await logto.signIn(account.username, account.password);
  await expect(home.signOut).toBeVisible();
  await context.clearCookies({ name: sessionCookie(baseURL) });
  await page.goto('/dashboard');
  // Silently signed in at Logto, and asked all the same.
  await logto.signIn(account.username, account.password);
  await page.waitForURL(`${baseURL}/dashboard`);
});
