/** Published weaknesses of this field's packages, each shown not to exist here. */
import { readFileSync } from 'node:fs';
import { startAttempt } from './attempt.ts';
import { expect, people, screensOf, test } from './fixtures.ts';
import { sessionCookie } from './session-cookie.ts';

test('CVE-2025-29927, CVE-2026-44573: no header gets past the check of a protected page', async ({
  request,
  baseURL,
}) => {
  const bypasses: Record<string, string>[] = [
    {},
    { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
    {
      'x-middleware-subrequest':
        'src/middleware:src/middleware:src/middleware:src/middleware:src/middleware',
    },
    { 'x-middleware-rewrite': '/dashboard' },
    { 'x-invoke-path': '/dashboard', 'x-matched-path': '/dashboard' },
    // A session cookie that is none gets past the proxy, and must not get past the page.
    { cookie: `${sessionCookie(baseURL)}=Fe26.2**not-a-seal` },
    { cookie: `${sessionCookie(baseURL)}=x; logto_sandboxapp0000000app1=x` },
    { 'x-user-id': 'alexpassword', 'x-forwarded-user': 'alex' },
  ];
  for (const headers of bypasses) {
    const response = await request.get('/dashboard', { headers, maxRedirects: 0 });
    const where = JSON.stringify(headers);
    expect(response.status(), where).toBe(307);
    expect(response.headers().location, where).toBe('/sign-in?returnTo=%2Fdashboard');
    expect(await response.text()).not.toContain('Alex');
  }
});

test('CVE-2025-48947, CVE-2025-64762: nothing that reads or writes a session may be cached', async ({
  page,
  signInAsAlex,
}) => {
  await signInAsAlex();
  for (const path of [
    '/',
    '/dashboard',
    '/sign-in',
    '/callback?code=x&state=y',
    '/sign-in/problem',
    '/nowhere',
  ]) {
    const response = await page.request.get(path, { maxRedirects: 0 });
    const headers = response.headers();
    expect(headers['cache-control'], path).toContain('no-store');
    expect(headers['cache-control'], path).toContain('private');
    expect(headers.vary, path).toMatch(/cookie/i);
  }
});

test('clickjacking, sniffing, scripts: the headers are on every page', async ({
  request,
  world,
}) => {
  const policies = new Set<string>();
  for (const path of ['/', '/sign-in/problem', '/nowhere', '/']) {
    const headers = (await request.get(path, { maxRedirects: 0 })).headers();
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['x-frame-options'], path).toBe('DENY');
    expect(headers['referrer-policy'], path).toBe('strict-origin-when-cross-origin');
    expect(headers['strict-transport-security'], path).toContain('max-age=');
    expect(headers['x-powered-by'], path).toBeUndefined();
    if (path === '/nowhere') continue;
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toMatch(/script-src 'self' 'nonce-[\w=]+' 'strict-dynamic'(;|$)/);
    expect(policy).toMatch(/style-src 'self' 'nonce-[\w=]+'(;|$)/);
    const directives = policy.split('; ');
    for (const closed of ['frame-ancestors', 'base-uri', 'object-src']) {
      expect(directives, path).toContain(`${closed} 'none'`);
    }
    expect(directives, path).toContain("connect-src 'self'");
    expect(directives, path).toContain(`form-action 'self' ${world.logtoUrl}`);
    expect(policies.has(policy), 'a nonce is used once').toBe(false);
    policies.add(policy);
  }
});

test('every script of a page carries the nonce', async ({ request }) => {
  const response = await request.get('/');
  const nonce = /'nonce-([^']+)'/.exec(response.headers()['content-security-policy'] ?? '')?.[1];
  const scripts = [...(await response.text()).matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
  expect(scripts.length).toBeGreaterThan(0);
  for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
});

const hostile = [
  '//elsewhere.example',
  '/\\elsewhere.example',
  '\\\\elsewhere.example',
  '/\t/elsewhere.example',
  '/.//elsewhere.example',
  'https://elsewhere.example',
  'https:elsewhere.example',
  'javascript:alert(1)',
  '/%0d%0aSet-Cookie:x=1',
  '/sign-in?returnTo=/sign-in',
  '@elsewhere.example',
];
test('CVE-2025-67716: returnTo never leaves the site', async ({ page, signInAsAlex, baseURL }) => {
  await signInAsAlex();
  for (const target of hostile) {
    const query = new URLSearchParams({ returnTo: target });
    const response = await page.request.get(`/sign-in?${query}`, { maxRedirects: 0 });
    const location = new URL(response.headers().location ?? '', baseURL);
    expect(location.origin, target).toBe(baseURL);
    expect(response.headers()['set-cookie'] ?? '', target).not.toContain('x=1');
  }
});

test('CVE-2025-67716: nor after a sign-in', async ({ page, logto, baseURL }) => {
  await page.goto('/sign-in?returnTo=//elsewhere.example/x');
  await logto.signIn(people.alex.login, people.alex.password);
  await page.waitForURL(`${baseURL}/`);
});

test('session fixation: a session cookie planted before sign-in is replaced', async ({
  page,
  context,
  logto,
  baseURL,
}) => {
  await context.addCookies([
    { name: sessionCookie(baseURL), value: 'planted', url: baseURL ?? '' },
  ]);
  await page.goto('/sign-in');
  await logto.signIn(people.alex.login, people.alex.password);
  await page.waitForURL(`${baseURL}/`);
  const session = (await context.cookies()).find(({ name }) => name === sessionCookie(baseURL));
  expect(session?.value).not.toBe('planted');
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
});

test('a sign-in’s cookie is no session, and a session’s no sign-in', async ({
  page,
  context,
  baseURL,
  signInAsAlex,
  home,
}) => {
  await signInAsAlex();
  await startAttempt(page, '/sign-in?email=other%40example.test');
  const cookies = await context.cookies();
  const attempt = cookies.find(({ name }) => name.startsWith('sign-in-'));
  await context.clearCookies();
  await context.addCookies([
    { name: sessionCookie(baseURL), value: attempt?.value ?? '', url: baseURL ?? '' },
  ]);
  await home.open();
  await expect(home.signIn).toBeVisible();
});

test('sign-out leaves no session, token or SDK cookie behind', async ({
  page,
  context,
  home,
  signInAsAlex,
  baseURL,
}) => {
  await signInAsAlex();
  const before = (await context.cookies(baseURL)).map(({ name }) => name);
  expect(before).toContain(sessionCookie(baseURL));
  expect(before.filter((name) => name.startsWith('logto_'))).toEqual([]);
  const stolen = (await context.cookies(baseURL)).find(
    ({ name }) => name === sessionCookie(baseURL),
  );
  await home.signOut.click();
  await expect(home.signIn).toBeVisible();
  const after = (await context.cookies(baseURL))
    .filter(({ value }) => value !== '')
    .map(({ name }) => name);
  expect(
    after.filter((name) => name === sessionCookie(baseURL) || name.startsWith('logto_')),
  ).toEqual([]);
  expect(stolen?.value).toBeTruthy();
  expect(await page.content()).not.toContain(stolen?.value);
});

/** Every address of the build, with a name for each part that is anybody's to choose. */
const routesOfBuild = () =>
  Object.values<string>(
    JSON.parse(readFileSync('.next/app-path-routes-manifest.json', 'utf8')),
  ).map((route) => route.replaceAll(/\[\[?(\.\.\.)?\w+\]?\]/g, 'sign-out'));

test('sign-out can’t be triggered by a link or an image', async ({ page, home, signInAsAlex }) => {
  test.setTimeout(120_000);
  await signInAsAlex();
  const routes = routesOfBuild();
  expect(routes.length).toBeGreaterThan(20);
  const nowhere = ['/sign-out', '/signout', '/logout', '/api/sign-out'];
  const asked = ['', '?signOut', '?signOut=1&action=signOut&prompt=login'];
  const [image, prefetch] = [{ accept: 'image/*' }, { 'next-router-prefetch': '1', rsc: '1' }];
  for (const path of [...routes, ...nowhere]) {
    for (const query of asked) await page.request.get(path + query, { maxRedirects: 0 });
    await page.request.head(path, { maxRedirects: 0 });
    for (const headers of [image, prefetch]) {
      await page.request.get(path, { headers, maxRedirects: 0 });
    }
    expect(await (await page.request.get('/api/session')).json(), path).not.toEqual({
      person: null,
    });
  }
  await home.open();
  await expect(home.signOut).toBeVisible();
});

test('a form of another site can’t trigger an action (CSRF)', async ({
  page,
  home,
  signInAsAlex,
  baseURL,
}) => {
  await signInAsAlex();
  const html = await (await page.request.get('/', { headers: { accept: 'text/html' } })).text();
  const action = /name="(\$ACTION_ID_\w+)"/g;
  const ids = [...html.matchAll(action)].map(([, id]) => id ?? '');
  expect(ids.length).toBeGreaterThan(0);
  for (const id of ids) {
    const multipart = { [id]: '' };
    const headers = { origin: 'https://elsewhere.example' };
    await page.request.post(`${baseURL}/`, { multipart, headers, maxRedirects: 0 });
  }
  await home.open();
  await expect(home.signOut).toBeVisible();
});

test('the home page holds no token and no secret of the session', async ({
  page,
  signInAsAlex,
  world,
}) => {
  await signInAsAlex();
  for (const path of ['/', '/dashboard']) {
    const html = await (await page.request.get(path)).text();
    expect(html).not.toMatch(/eyJ[\w-]+\.eyJ/);
    expect(html).not.toContain('Fe26.');
    expect(html).not.toMatch(/refresh_?token/i);
  }
  expect(world.app.log()).not.toMatch(/eyJ[\w-]+\.|Fe26\./);
});

test('on https the cookies are __Host- and Secure', async ({ request, world }) => {
  const app = await world.startApp({ BASE_URL: 'https://app.example.test' });
  const response = await request.get(`${app.url}/sign-in?returnTo=/dashboard`, { maxRedirects: 0 });
  const [cookie = ''] = response
    .headersArray()
    .filter(({ name }) => name.toLowerCase() === 'set-cookie')
    .map(({ value }) => value)
    .filter((value) => value.includes('sign-in.'));
  expect(cookie).toMatch(/^__Host-sign-in\.[\w-]+=/);
  for (const attribute of ['Secure', 'HttpOnly', 'Path=/', 'SameSite=lax']) {
    expect(cookie.toLowerCase()).toContain(attribute.toLowerCase());
  }
  expect(cookie.toLowerCase()).not.toContain('domain=');
  await app.stop();
});

test('the redirect URI follows the configured base URL, not the request’s Host', async ({
  request,
  world,
}) => {
  const headers = {
    host: 'elsewhere.example',
    'x-forwarded-host': 'elsewhere.example',
    'x-forwarded-proto': 'https',
  };
  const response = await request.get('/sign-in', { headers, maxRedirects: 0 });
  const location = new URL(response.headers().location ?? '');
  expect(location.searchParams.get('redirect_uri')).toBe(`${world.app.url}/callback`);
});

test('two people at once never see each other’s page (CVE-2025-67490, logto-io/js#1124)', async ({
  browser,
  baseURL,
  world,
}) => {
  const people = await Promise.all(
    ['ada', 'bob'].map(async (stem) => {
      const context = await browser.newContext({ baseURL, locale: 'en-US' });
      const page = await context.newPage();
      const { home, logto } = screensOf(page);
      const name = `${world.prefix}${stem}_${Date.now()}`;
      await home.open();
      await home.createAccount.click();
      await logto.register(name, 'Rather-long-9-phrase');
      await page.waitForURL(`${baseURL}/`);
      return { name, context };
    }),
  );
  const [ada, bob] = people;
  const views = Array.from({ length: 100 }, async (_, index) => {
    const [me, other] = index % 2 === 0 ? [ada, bob] : [bob, ada];
    const html = await (await me?.context.request.get('/dashboard'))?.text();
    expect(html).toContain(me?.name);
    expect(html).not.toContain(other?.name);
  });
  await Promise.all(views);
  for (const { context } of people) await context.close();
});

test('a problem’s page offers nothing that its address says', async ({
  page,
  problem,
  context,
  world,
}) => {
  const foreign = `connector=${world.connectorId}&screen=sso&returnTo=/invitations/x&way=${'x'.repeat(16)}`;
  await page.goto(`/sign-in/problem?code=session_ended&${foreign}`);
  await expect(problem.tryAgain).toHaveAttribute('href', '/sign-in');

  // What this browser was doing is kept, and another browser isn't led there by the same address.
  await startAttempt(page, '/sign-in?returnTo=/dashboard?tab=3');
  await page.goto('/callback?state=none&code=x');
  const own = '/sign-in?returnTo=%2Fdashboard%3Ftab%3D3';
  await expect(problem.tryAgain).toHaveAttribute('href', own);
  const address = page.url();
  expect(address).not.toContain('dashboard');
  await context.clearCookies();
  await page.goto(address);
  await expect(problem.tryAgain).toHaveAttribute('href', '/sign-in');
});
