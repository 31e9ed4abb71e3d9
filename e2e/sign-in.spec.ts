import { PRODUCT_NAME } from '#lib/brand.ts';
import { expect, people, test } from './fixtures.ts';

test.describe('signing in with a password', () => {
  test('checkpoint of the tutorial: sign in, come back, sign out', async ({
    home,
    logto,
    page,
    baseURL,
  }) => {
    await home.open();
    await expect(home.heading).toHaveText(`Sign in to ${PRODUCT_NAME}`);

    await home.signIn.click();
    await logto.signIn(people.alex.login, people.alex.password);

    await page.waitForURL(`${baseURL}/`);
    await expect(home.heading).toHaveText(`Hello, ${people.alex.name}`);
    await expect(page.getByText(people.alex.email ?? '')).toBeVisible();

    await home.signOut.click();
    await expect(home.notice).toHaveText('You’re signed out.');
    await expect(home.signIn).toBeVisible();
  });

  test('a wrong password is told, and the right one still works', async ({ home, logto }) => {
    await home.open();
    await home.signIn.click();
    await logto.signIn(people.alex.login, 'not the password');
    await expect(
      logto.text('Incorrect account or password. Please check your input.'),
    ).toBeVisible();

    await logto.signIn(people.alex.login, people.alex.password);
    await expect(home.heading).toHaveText(`Hello, ${people.alex.name}`);
  });

  test('a suspended person is told so by Logto and has no session here', async ({
    home,
    logto,
    page,
  }) => {
    await home.open();
    await home.signIn.click();
    await logto.signIn(people.suspended.login, people.suspended.password);
    await expect(logto.text('This account has been suspended.')).toBeVisible();
    await page.goto('/');
    await expect(home.signIn).toBeVisible();
  });

  test('signing out ends the session at Logto too (logto-io/logto#6673)', async ({
    home,
    logto,
    signInAsAlex,
  }) => {
    await signInAsAlex();
    await home.signOut.click();
    await home.signIn.click();
    // Were Logto still signed in, it would send the person straight back.
    await expect(logto.password).toBeVisible();
  });
});

test.describe('creating an account', () => {
  test('registration is the first screen, and ends signed in', async ({
    home,
    logto,
    page,
    world,
  }) => {
    const username = `${world.prefix}new${Date.now()}`;
    await home.open();
    await home.createAccount.click();
    await expect(page).toHaveURL(/\/register/);
    await logto.register(username, 'Rather-long-9-phrase');
    await expect(home.heading).toHaveText(`Hello, ${username}`);
    await expect(page.getByText('No e-mail address')).toBeVisible();
  });

  test('a user name that is taken is told', async ({ home, logto }) => {
    await home.open();
    await home.createAccount.click();
    await logto.username.fill(people.alex.login);
    await logto.submit.click();
    await expect(logto.text('This username is already in use.')).toBeVisible();
  });
});

test.describe('links to sign-in', () => {
  test('/sign-in leads to Logto and back to the page it names, query and all', async ({
    logto,
    page,
    baseURL,
  }) => {
    await page.goto('/sign-in?returnTo=%2Fdashboard%3Ftab%3Dprofile%26from%3Dmail');
    await logto.signIn(people.alex.login, people.alex.password);
    await page.waitForURL(`${baseURL}/dashboard?tab=profile&from=mail`);
  });

  test('/sign-in?screen=sign-up opens registration', async ({ logto, page }) => {
    await page.goto('/sign-in?screen=sign-up');
    await expect(page).toHaveURL(/\/register/);
    await expect(logto.username).toBeVisible();
  });

  test('/sign-in?email= fills in the address', async ({ logto, page }) => {
    await page.goto('/sign-in?email=alex%40example.test');
    await expect(logto.identifier).toHaveValue('alex@example.test');
  });

  test('who is signed in already goes straight on', async ({ signInAsAlex, page, baseURL }) => {
    await signInAsAlex();
    await page.goto('/sign-in?returnTo=/dashboard');
    expect(page.url()).toBe(`${baseURL}/dashboard`);
  });

  test('a prefetch starts nothing (logto-io/logto#3618)', async ({ request, baseURL }) => {
    const prefetches: Record<string, string>[] = [
      { 'sec-purpose': 'prefetch' },
      { 'sec-purpose': 'prefetch;prerender', 'sec-fetch-mode': 'navigate' },
      { purpose: 'prefetch' },
      { 'next-router-prefetch': '1' },
      { 'next-router-prefetch': '1', rsc: '1' },
      { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
      { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty' },
    ];
    for (const headers of prefetches) {
      const response = await request.get('/sign-in', { headers, maxRedirects: 0 });
      // Next answers an RSC request without its cache-busting query by itself, with that query.
      const location = response.headers().location ?? '/sign-in';
      expect(new URL(location, baseURL).pathname, JSON.stringify(headers)).toBe('/sign-in');
      expect(response.headers()['set-cookie']).toBeUndefined();
    }
    const head = await request.head('/sign-in', { maxRedirects: 0 });
    expect(head.headers()['set-cookie']).toBeUndefined();
    expect(head.headers().location).toBeUndefined();
  });
});

test.describe('the dashboard', () => {
  test('signed out: sign in, and back to it with its query', async ({
    dashboard,
    logto,
    page,
    baseURL,
  }) => {
    await page.goto('/dashboard?view=all&page=2');
    await logto.signIn(people.alex.login, people.alex.password);
    await page.waitForURL(`${baseURL}/dashboard?view=all&page=2`);
    await expect(dashboard.heading).toHaveText(people.alex.name);
  });

  test('shows the profile as a person likes to read it', async ({
    dashboard,
    home,
    signInAsAlex,
  }) => {
    await signInAsAlex();
    await home.openDashboard.click();
    await expect(dashboard.fact('Name')).toHaveText(people.alex.name);
    await expect(dashboard.fact('E-mail')).toHaveText(people.alex.email ?? '');
    await expect(dashboard.fact('Username')).toHaveText(people.alex.login);
    await expect(dashboard.organization('Acme')).toContainText('member');
    await expect(dashboard.organization('Globex')).toContainText('admin');

    await expect(dashboard.claims).toBeHidden();
    await dashboard.rawClaims.click();
    await expect(dashboard.claims).toContainText(`"username": "${people.alex.login}"`);
  });
});
