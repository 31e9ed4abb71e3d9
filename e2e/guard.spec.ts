/**
 * The SSO guard: each hole that Logto leaves (docs/vendors.md L3), shown open in the sandbox and
 * closed by the app.
 */
import { sessionCookie } from './session-cookie.ts';
import { aSecond, expect, logged, people, screensOf, test } from './sessions.ts';

const hasSession = async (context: import('@playwright/test').BrowserContext, url?: string) =>
  (await context.cookies()).some(({ name }) => name === sessionCookie(url));

test('a company’s Okta can’t sign in somebody of another domain', async ({
  page,
  context,
  okta,
  logto,
  problem,
  tenant,
  world,
  baseURL,
}) => {
  const { email = '' } = people.foreignAddress;
  await page.goto(`/sign-in?connector=${world.connectorId}&returnTo=/dashboard`);
  await okta.signIn(people.foreignAddress);
  await expect(problem.heading).toHaveText('You came through another company’s sign-in');
  expect(problem.code()).toBe('sso_wrong_company');
  await expect(problem.reference).toBeVisible();
  expect(await hasSession(context, baseURL)).toBe(false);

  // Logto did sign them in, as somebody new: the guard has ended the session and deleted the account.
  await page.goto('/sign-in');
  await expect(logto.identifier).toBeVisible();
  expect(await tenant.personByEmail(email)).toBeUndefined();

  const refused = logged(world.app, 'sign_in_refused').at(-1);
  expect(refused).toMatchObject({ audit: true, domain: email.split('@')[1] });
  expect(logged(world.app, 'refused_sign_in_undone')).toContainEqual(
    expect.objectContaining({ audit: true, user: refused?.user, account: 'deleted' }),
  );
  expect(world.app.log()).not.toContain(email);
});

test('a company’s Okta can’t take over an account by its address', async ({
  page,
  context,
  okta,
  problem,
  tenant,
  world,
  baseURL,
}) => {
  const { email = '' } = people.stolenAddress;
  const victim = await tenant.person('Vic Vale', undefined, 'member', { email });
  await page.goto(`/sign-in?connector=${world.connectorId}`);
  await okta.signIn(people.stolenAddress);
  await expect(problem.heading).toHaveText('You came through another company’s sign-in');
  expect(await hasSession(context, baseURL)).toBe(false);
  // The hole: Logto has linked the stranger's identity to the account.
  const linked = await tenant.personByEmail(email);
  expect(linked?.id).toBe(victim.id);
  expect(linked?.ssoIdentities).toHaveLength(1);
  // And had made it a member of the company's organization, whose administrators would see it.
  const { company } = world.organizations;
  expect(await tenant.organizationsOf(victim.id)).not.toContain(company);
  expect(logged(world.app, 'refused_sign_in_undone')).toContainEqual(
    expect.objectContaining({
      ...{ audit: true, user: victim.id, connector: world.connectorId },
      ...{ memberships: company, remains: 'identity profile' },
    }),
  );
});

test('a member by invitation stays one when a foreign Okta takes over the account', async ({
  page,
  okta,
  problem,
  tenant,
  world,
}) => {
  const { email = '' } = people.stolenAddress;
  const { company } = world.organizations;
  const victim = await tenant.person('Vic Vale', undefined, 'member', { email });
  const invitation = await tenant.invite(company, email);
  await tenant.accept(invitation, victim.id);
  await page.goto(`/sign-in?connector=${world.connectorId}`);
  await okta.signIn(people.stolenAddress);
  await expect(problem.heading).toHaveText('You came through another company’s sign-in');
  expect(await tenant.organizationsOf(victim.id)).toContain(company);
});

test('a password doesn’t count for a domain whose connector is gone, until it is given up', async ({
  page,
  context,
  home,
  logto,
  problem,
  tenant,
  world,
}) => {
  const domain = `left${Date.now().toString(36)}.test`;
  const kim = await tenant.person('Kim Koch', undefined, 'member', { domain });
  await tenant.setOwnedDomain(domain, { connector: 'deleted' });
  const app = await world.startApp();
  await page.goto(app.url);
  await home.signIn.click();
  await logto.signIn(kim.username, kim.password);
  await expect(problem.heading).toHaveText('Your company’s sign-in isn’t connected');
  expect(problem.code()).toBe('sso_disconnected');
  expect(await hasSession(context, app.url)).toBe(false);
  // What a connector has, the app has put on record by itself.
  await expect.poll(() => tenant.ownedDomains()).toContain(world.companyDomain);
  await app.stop();

  await tenant.setOwnedDomain(domain, { released: new Date().toISOString() });
  const later = await world.startApp();
  await page.goto(later.url);
  await home.signIn.click();
  await logto.signIn(kim.username, kim.password);
  await expect(home.heading).toHaveText('Hello, Kim Koch');
  await later.stop();
});

test('a password by user name doesn’t lead round a company’s sign-in', async ({
  page,
  context,
  home,
  logto,
  problem,
  tenant,
  world,
  baseURL,
}) => {
  const domain = world.companyDomain;
  const ursula = await tenant.person('Ursula Uhl', undefined, 'member', { domain });
  await home.open();
  await home.signIn.click();
  await logto.signIn(ursula.username, ursula.password);
  await expect(problem.heading).toHaveText('Sign in through your company');
  expect(problem.code()).toBe('sso_required');
  expect(await hasSession(context, baseURL)).toBe(false);
  await page.goto('/sign-in');
  await expect(logto.identifier).toBeVisible();
});

test('and its page leads on through that company, to the page that was wanted', async ({
  page,
  logto,
  okta,
  problem,
  dashboard,
  tenant,
  world,
}) => {
  const ursula = await tenant.person('Ursula Uhl', undefined, 'member', {
    domain: world.companyDomain,
  });
  await page.goto('/dashboard?from=mail');
  await logto.signIn(ursula.username, ursula.password);
  await expect(problem.continueWith).toHaveText(`Continue with ${world.companyName}`);
  await expect(problem.tryAgain).toHaveCount(0);
  await problem.continueWith.click();
  await okta.signIn(people.employee);
  await page.waitForURL(/\/dashboard\?from=mail$/);
  await expect(dashboard.heading).toHaveText(people.employee.name);
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
  await expect(dashboard.heading).toHaveText(people.employee.name);

  const other = await (await browser.newContext()).newPage();
  const { okta: widget, dashboard: board } = (await import('./fixtures.ts')).screensOf(other);
  await other.goto(`${world.app.url}/sign-in?connector=${world.connectorId}&returnTo=/dashboard`);
  await widget.signIn(people.withoutAnyEmail);
  await expect(board.heading).toHaveText(people.withoutAnyEmail.name);
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
    if (/^\/api\/users\/[^/]+(\/sessions)?(\?|$)/.test(req.url ?? '')) asked.push(req.url ?? '');
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
  await expect(dashboard.heading).toHaveText(people.foreignAddress.name);
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
  await expect(home.heading).toHaveText(`Hello, ${people.employee.name}`);
  await context.clearCookies({ name: sessionCookie(baseURL) });
  await page.goto('/dashboard');
  await expect(dashboard.heading).toHaveText(people.employee.name);
});

test('who has two ways in is asked when Logto doesn’t say which it was', async ({
  page,
  context,
  anotherBrowser,
  home,
  logto,
  tenant,
  world,
  baseURL,
}) => {
  const { email = '' } = people.stolenAddress;
  const bianca = await tenant.person('Bianca Berg', undefined, 'member', { email });
  // Her account gets a company's identity, as in the take-over above.
  const foreign = await anotherBrowser();
  const other = screensOf(foreign);
  await foreign.goto(`/sign-in?connector=${world.connectorId}`);
  await other.okta.signIn(people.stolenAddress);
  await expect(other.problem.reference).toBeVisible();
  expect((await tenant.personByEmail(email))?.ssoIdentities).toHaveLength(1);
  await home.open();
  await home.signIn.click();
  await logto.signIn(bianca.username, bianca.password);
  await expect(home.signOut).toBeVisible();
  await context.clearCookies({ name: sessionCookie(baseURL) });
  await page.goto('/dashboard');
  // Silently signed in at Logto, and asked all the same.
  await logto.signIn(bianca.username, bianca.password);
  await page.waitForURL(`${baseURL}/dashboard`);
});

test('a running session ends when its address becomes a company’s, and goes on through it', async ({
  page,
  context,
  logto,
  okta,
  problem,
  tenant,
  world,
}) => {
  const app = await world.startApp({ SESSION_REVALIDATE_SECONDS: '1' });
  const bob = await tenant.person('Bob Burns');
  await page.goto(`${app.url}/dashboard?from=mail`);
  await logto.signIn(bob.username, bob.password);
  await page.waitForURL(/\/dashboard\?from=mail$/);
  await tenant.setEmail(bob, `bob.burns@${world.companyDomain}`);
  await aSecond();
  await page.goto(`${app.url}/dashboard?from=mail`);
  expect(problem.code()).toBe('sso_required');
  expect(await hasSession(context, app.url)).toBe(false);
  expect(logged(app, 'session_refused')).toMatchObject([
    { audit: true, user: bob.id, reason: 'sso_required', domain: world.companyDomain },
  ]);
  await expect(problem.continueWith).toHaveText(`Continue with ${world.companyName}`);
  await expect(problem.tryAgain).toHaveCount(0);

  await context.addCookies([{ name: 'locale', value: 'th', url: app.url }]);
  await page.reload();
  await page.getByRole('link', { name: `ดำเนินการต่อด้วย ${world.companyName}` }).click();
  await okta.signIn(people.employee);
  await page.waitForURL(/\/dashboard\?from=mail$/);
  await app.stop();
});
