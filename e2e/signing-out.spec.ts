/** Sign-out that is true: on other devices, from Logto's side, and for copies of the cookie. */
import { randomUUID } from 'node:crypto';
import type { BrowserContext } from '@playwright/test';
import { importJWK, type JWK, SignJWT } from 'jose';
import { sessionCookie } from './session-cookie.ts';
import {
  aSecond,
  expect,
  logged,
  newSecret,
  people,
  STORE_MODES,
  screensOf,
  test,
} from './sessions.ts';
import type { World } from './world.ts';

async function signedInAsAlex(context: BrowserContext, url: string) {
  const page = await context.newPage();
  const { home, logto } = screensOf(page);
  await page.goto(url);
  await home.signIn.click();
  await logto.signIn(people.alex.login, people.alex.password);
  await page.waitForURL(`${url}/`);
  return page;
}

async function logoutToken(world: World, claims: Record<string, unknown>) {
  const { signingKey, url } = world.sandbox?.logto ?? {};
  const key = await importJWK(signingKey as JWK, 'ES384');
  return new SignJWT({
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES384', typ: 'logout+jwt', kid: (signingKey as JWK).kid as string })
    .setIssuer(`${url}/oidc`)
    .setAudience(world.application.id)
    .setIssuedAt()
    .setExpirationTime('2m')
    .setJti(randomUUID())
    .sign(key);
}

const post = (url: string, token: string) =>
  fetch(`${url}/api/backchannel-logout`, {
    method: 'POST',
    body: new URLSearchParams({ logout_token: token }),
  });

test('sign out everywhere ends the sessions of one’s other devices', async ({
  browser,
  baseURL,
}) => {
  const [laptop, phone] = await Promise.all([browser.newContext(), browser.newContext()]);
  const here = await signedInAsAlex(laptop, baseURL ?? '');
  const there = await signedInAsAlex(phone, baseURL ?? '');
  await here.goto(`${baseURL}/account/sessions`);
  await expect(here.getByRole('listitem').filter({ hasText: '(this one)' })).toHaveCount(1);
  expect(await here.getByRole('main').getByRole('listitem').count()).toBeGreaterThan(1);
  await here.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(screensOf(here).home.notice).toHaveText('You’re signed out.');

  await there.goto(`${baseURL}/dashboard?tab=a`);
  await expect(screensOf(there).problem.heading).toHaveText('Your session has ended');
  await screensOf(there).problem.tryAgain.click();
  // At Logto it is over too: the password is asked for, and the page isn't forgotten.
  await screensOf(there).logto.signIn(people.alex.login, people.alex.password);
  await there.waitForURL(`${baseURL}/dashboard?tab=a`);
  await Promise.all([laptop.close(), phone.close()]);
});

test('another instance notices at its next re-validation', async ({ browser, baseURL, world }) => {
  const other = await world.startApp({ SESSION_REVALIDATE_SECONDS: '1' });
  const [laptop, phone] = await Promise.all([browser.newContext(), browser.newContext()]);
  const here = await signedInAsAlex(laptop, baseURL ?? '');
  const there = await signedInAsAlex(phone, other.url);
  await here.goto(`${baseURL}/account/sessions`);
  await here.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(screensOf(here).home.notice).toBeVisible();
  await there.waitForTimeout(1100);
  await there.goto(`${other.url}/dashboard`);
  await expect(screensOf(there).problem.heading).toHaveText('Your session has ended');
  await Promise.all([laptop.close(), phone.close()]);
});

test('a back-channel logout ends the sessions of its person, once', async ({
  page,
  context,
  world,
  baseURL,
  signInAsAlex,
  problem,
}) => {
  test.skip(!world.sandbox, 'signs as Logto');
  await signInAsAlex();
  const token = await logoutToken(world, { sub: 'alexpassword' });
  const answer = await post(baseURL ?? '', token);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toContain('no-store');
  await page.goto('/dashboard');
  await expect(problem.heading).toHaveText('Your session has ended');
  expect((await context.cookies()).map(({ name }) => name)).not.toContain(sessionCookie(baseURL));
  // Signed in again, the same token again: it was used.
  expect((await post(baseURL ?? '', token)).status).toBe(400);
});

test('signing out at Logto, by another app of the session, tells this one', async ({
  context,
  world,
  tenant,
}) => {
  // Of its own, because Logto tells one app of an application, and a live run has several.
  const { settings, register } = await tenant.application();
  const app = await world.startApp(settings);
  await register(app.url);
  const page = await signedInAsAlex(context, app.url);
  const end = new URL(`${world.logtoUrl}/oidc/session/end`);
  end.searchParams.set('client_id', settings.LOGTO_APP_ID);
  end.searchParams.set('post_logout_redirect_uri', `${app.url}/`);
  const other = await context.newPage();
  await other.goto(end.href);
  await other.waitForURL(`${app.url}/`);
  await expect(screensOf(other).home.notice).toContainText('Your session has ended');
  await page.goto(`${app.url}/dashboard`);
  await expect(screensOf(page).logto.password).toBeVisible();
  await app.stop();
});

test('a copy of the cookie is worth nothing after signing out', async ({
  page,
  context,
  home,
  baseURL,
  signInAsAlex,
}) => {
  await signInAsAlex();
  const cookies = await context.cookies();
  const stolen = cookies.filter(({ name }) => name.startsWith(sessionCookie(baseURL)));
  await home.signOut.click();
  await expect(home.notice).toBeVisible();
  const cookie = stolen.map(({ name, value }) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${baseURL}/dashboard`, { headers: { cookie }, redirect: 'manual' });
  expect(answer.status).toBe(307);
  expect(answer.headers.get('location')).toContain('/sign-in');
  // And where it came back to the browser by a late response.
  await context.addCookies(stolen);
  await page.goto('/');
  await expect(home.signIn).toBeVisible();
  expect((await context.cookies()).map(({ name }) => name)).not.toContain(sessionCookie(baseURL));
});

for (const mode of STORE_MODES) {
  test(`signed out while Logto is down: a copy of the cookie is over when it is back (${mode})`, async ({
    clientOf,
    faults,
    storeIn,
    world,
  }) => {
    const settings = {
      ...(await storeIn(mode)),
      ...{ COOKIE_SECRET: newSecret(), SESSION_REVALIDATE_SECONDS: '1' },
    };
    const [app, other] = [await world.startApp(settings), await world.startApp(settings)];
    const client = await clientOf(app);
    await client.signIn(people.alex.login);
    const cookies = await client.cookies();
    const copy = Object.entries(cookies).map(([name, value]) => [
      name.replace(new URL(app.url).port, new URL(other.url).port),
      value,
    ]);
    const cookie = copy.map((pair) => pair.join('=')).join('; ');
    const visit = () =>
      fetch(`${other.url}/dashboard`, { headers: { cookie }, redirect: 'manual' });
    expect((await visit()).status).toBe(200);

    const signOut = await client.openForm('/');
    faults.request = (_req, res) => {
      res.writeHead(503).end();
      return true;
    };
    await signOut();
    expect(logged(app, 'end_failed')).toContainEqual(
      expect.objectContaining({ what: 'refresh_token' }),
    );
    delete faults.request;
    await expect
      .poll(() => logged(app, 'end_done_later').map(({ what }) => what), { timeout: 20_000 })
      .toEqual(expect.arrayContaining(['refresh_token', 'logto_session']));
    await aSecond();
    expect((await visit()).status).toBe(307);
    await Promise.all([app.stop(), other.stop()]);
  });
}

test('a logout token that comes late, or again, leaves sessions that began after it', async ({
  page,
  home,
  world,
  baseURL,
  signInAsAlex,
}) => {
  test.skip(!world.sandbox, 'signs as Logto');
  const early = await logoutToken(world, { sub: 'alexpassword' });
  await aSecond();
  await signInAsAlex();
  expect((await post(baseURL ?? '', early)).status).toBe(200);
  await page.goto('/');
  await expect(home.signOut).toBeVisible();
});
