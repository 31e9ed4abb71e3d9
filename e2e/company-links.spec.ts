/** The tile on a company's dashboard, links such as `/sso/acme`, and signing in by e-mail address. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, people, test } from './fixtures.ts';

test('Okta’s tile leads straight in (auth0/nextjs-auth0#261)', async ({
  page,
  okta,
  home,
  world,
  baseURL,
}) => {
  test.skip(!world.sandbox, 'the tile leads to one app, of all that the run has');
  // The session at Okta comes first, as on somebody's dashboard.
  await page.goto(`${world.oktaUrl}/app/UserHome`);
  await okta.signIn(people.employee);
  await page.getByRole('link', { name: /Sandbox app/ }).click();
  await page.waitForURL(`${baseURL}/`);
  await expect(home.heading).toHaveText(`Hello, ${people.employee.name}`);
});

test('the tile of somebody who is signed in through that company opens the app at once', async ({
  page,
  okta,
  home,
  world,
  baseURL,
}) => {
  await page.goto(`/sign-in?connector=${world.connectorId}`);
  await okta.signIn(people.employee);
  await expect(home.heading).toHaveText(`Hello, ${people.employee.name}`);
  const visited: string[] = [];
  page.on('framenavigated', (frame) => visited.push(frame.url()));
  const iss = encodeURIComponent(world.oktaUrl);
  await page.goto(
    `/sso/start?iss=${iss}&target_link_uri=${encodeURIComponent(`${baseURL}/dashboard`)}`,
  );
  await page.waitForURL(`${baseURL}/dashboard`);
  expect(visited.every((url) => url.startsWith(baseURL ?? '-'))).toBe(true);
});

test('opening the tile’s address signs nobody out, and somebody else not in', async ({
  page,
  home,
  okta,
  world,
  signInAsAlex,
}) => {
  await signInAsAlex();
  await page.goto(`/sso/start?iss=${encodeURIComponent(world.oktaUrl)}`);
  await expect(okta.identifier).toBeVisible();
  await home.open();
  await expect(home.heading).toHaveText(`Hello, ${people.alex.name}`);
});

const UNKNOWN = [
  'iss=https://evil.test',
  'iss=not-a-url',
  'iss=javascript:alert(1)',
  'iss=',
  'iss=a&iss=b',
  'ssoConnectorId=nobody',
];
for (const query of UNKNOWN) {
  test(`/sso/start?${query}: a page, and no redirect`, async ({ request }) => {
    const response = await request.get(`/sso/start?${query}`, { maxRedirects: 0 });
    expect(response.status()).toBe(404);
    expect(await response.text()).toContain('We don’t know this company');
    expect(response.headers()['cache-control']).toContain('no-store');
  });
}

test('an issuer that a link names is never asked, whoever it is (CVE-2025-57822)', async ({
  request,
  world,
}) => {
  test.skip(!world.sandbox, 'a real Logto doesn’t know the address of this machine');
  const asked: (string | undefined)[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url);
    response.setHeader('content-type', 'application/json').end('{"issuer":"http://localhost"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  for (const host of ['127.0.0.1', 'localhost']) {
    const iss = `http://${host}:${port}`;
    const queries: Record<string, string>[] = [
      { iss },
      { iss: `${iss}/oauth2/default`, target_link_uri: `${iss}/target` },
      { iss, login_hint: `emma@${host}:${port}` },
      { ssoConnectorId: iss },
    ];
    for (const query of queries) {
      const path = `/sso/start?${new URLSearchParams(query)}`;
      expect((await request.get(path, { maxRedirects: 0 })).status(), path).toBe(404);
    }
    const link = `/sso/${encodeURIComponent(iss)}`;
    expect((await request.get(link, { maxRedirects: 0 })).status()).toBe(404);
    await request.get(`/sign-in?connector=${encodeURIComponent(iss)}`, { maxRedirects: 0 });
  }
  expect(asked).toEqual([]);
  server.close();
});

test('the issuer may differ in upper case and a slash, in nothing else', async ({
  request,
  world,
}) => {
  const issuer = world.oktaUrl;
  const statusOf = async (iss: string) =>
    (await request.get(`/sso/start?iss=${encodeURIComponent(iss)}`, { maxRedirects: 0 })).status();
  expect(await statusOf(issuer)).toBe(307);
  expect(await statusOf(`${issuer}/`)).toBe(307);
  expect(await statusOf(issuer.replace('localhost', 'LOCALHOST'))).toBe(307);
  expect(await statusOf(`${issuer}/oauth2/default`)).toBe(404);
  expect(await statusOf(`${issuer}.evil.test`)).toBe(404);
  expect(await statusOf(issuer.replace('http:', 'https:'))).toBe(404);
});

test('the tile without an issuer asks by e-mail; ssoConnectorId is what SAML sends', async ({
  page,
  okta,
  logto,
  world,
}) => {
  await page.goto('/sso/start');
  await page.waitForURL(/\/single-sign-on/);
  await expect(logto.identifier).toBeVisible();
  await page.goto(
    `/sso/start?ssoConnectorId=${world.connectorId}&target_link_uri=https://evil.test/x`,
  );
  await okta.signIn(people.employee);
  // A foreign target is left out.
  await page.waitForURL(`${world.app.url}/`);
});

type Company = { companyName: string; companyDomain: string };
const LINKS: Record<string, (company: Company) => string> = {
  'its name': ({ companyName }) => slug(companyName),
  'its name in capitals': ({ companyName }) => slug(companyName).toUpperCase(),
  'its connector’s name': ({ companyName }) => slug(`${companyName} Okta`),
  'its domain': ({ companyDomain }) => companyDomain,
};
const slug = (name: string) => name.toLowerCase().replaceAll(' ', '-');
for (const [what, link] of Object.entries(LINKS)) {
  test(`/sso/ and ${what} leads to the company’s Okta`, async ({
    page,
    okta,
    dashboard,
    world,
  }) => {
    await page.goto(`/sso/${link(world)}?returnTo=/dashboard`);
    await okta.signIn(people.employee);
    await expect(dashboard.heading).toHaveText(people.employee.name);
  });
}

test('a domain that two companies claim: a page', async ({ request, world }) => {
  test.skip(!world.sandbox, 'a second company of the same domain is in the seed only');
  const response = await request.get('/sso/shared.test', { maxRedirects: 0 });
  expect(response.status()).toBe(404);
});

test('a company nobody knows: a page', async ({ request }) => {
  for (const link of ['/sso/nobody', '/sso/%00', '/sso/<script>']) {
    const response = await request.get(link, { maxRedirects: 0 });
    expect(response.status(), link).toBe(404);
  }
});

test('names in any script are links, though browsers encode them', async ({ world }) => {
  const SSO_COMPANIES = `บริษัท-ตัวอย่าง=${world.connectorId},müller-ag=other`;
  const app = await world.startApp({ SSO_COMPANIES });
  const leadsTo = async (link: string) => {
    const { status, headers } = await fetch(`${app.url}/sso/${link}`, { redirect: 'manual' });
    const location = headers.get('location') ?? '';
    return status === 307 ? new URL(location, app.url).searchParams.get('connector') : status;
  };
  expect(await leadsTo('บริษัท-ตัวอย่าง')).toBe(world.connectorId);
  expect(await leadsTo(encodeURIComponent('บริษัท-ตัวอย่าง'))).toBe(world.connectorId);
  expect(await leadsTo('MÜLLER-AG')).toBe('other');
  expect(await leadsTo(encodeURIComponent('mu\u0308ller-ag'))).toBe('other');
  expect(await leadsTo('m-ller-ag')).toBe(404);
  await app.stop();
});

test('while Logto can’t be asked, a link is no unknown company: 503, soon, and again by itself', async ({
  page,
  faults,
  okta,
  world,
}) => {
  const app = await world.startApp();
  let asked = 0;
  faults.request = (req, res) => {
    if (!req.url?.startsWith('/api/sso-connectors')) return false;
    asked += 1;
    // Until the browser of the first one gives up, Logto is silent; then it fails.
    if (asked > 1) res.writeHead(503).end();
    return true;
  };
  const started = Date.now();
  const paths = ['/sso/nobody', `/sso/start?iss=${encodeURIComponent(world.oktaUrl)}`];
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      fetch(`${app.url}${paths[at % 2]}`, { redirect: 'manual' }),
    ),
  );
  expect(Date.now() - started).toBeLessThan(7000);
  for (const { status, headers } of answers) {
    expect(status).toBe(503);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('cache-control')).toContain('no-store');
  }
  // One request for all twenty; on a slow machine the client has retried it by now.
  expect(asked).toBeLessThanOrEqual(2);
  await page.goto(`${app.url}${paths[1]}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'We can’t look up your company right now',
  );
  delete faults.request;
  // The page tries again, and leads to the company's Okta once it is known.
  await expect(okta.identifier).toBeVisible({ timeout: 40_000 });
  expect((await fetch(`${app.url}/sso/nobody`, { redirect: 'manual' })).status).toBe(404);
  await app.stop();
});

test('a plus sign in an address survives a link', async ({ page, logto }) => {
  await page.goto('/sign-in?email=a+b@example.test');
  await expect(logto.identifier).toHaveValue('a+b@example.test');
});

test('by e-mail address: the company’s sign-in where there is one, else a password', async ({
  page,
  home,
  okta,
  logto,
}) => {
  await home.open();
  await home.email.fill(people.employee.login);
  await home.continueWithSso.click();
  await expect(okta.password.or(okta.identifier).first()).toBeVisible();
  await expect(page).toHaveURL(/oauth2|login|signin/);

  await home.open();
  await home.email.fill('alex@example.test');
  await home.continueWithSso.click();
  await expect(logto.identifier).toHaveValue('alex@example.test');
});
