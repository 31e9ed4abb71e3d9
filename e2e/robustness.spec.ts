import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { unopenedAnswer } from './attempt.ts';
import { expect, people, test } from './fixtures.ts';
import { alterIdTokens } from './forge.ts';

test.describe('cookies never lock a browser out (431: auth0/nextjs-auth0#1917)', () => {
  test('by links with long targets', async ({ page, home }) => {
    for (const filler of ['a', '\\', 'ก', '%2f']) {
      const returnTo = `/${filler.repeat(1900 / filler.length)}`;
      for (let index = 0; index < 6; index++) {
        await page.request.get(`/sign-in?${new URLSearchParams({ returnTo })}`, {
          maxRedirects: 0,
        });
      }
    }
    await home.open();
    await expect(home.signIn).toBeVisible();
    const cookies = await page.context().cookies();
    const bytes = cookies.reduce((sum, { name, value }) => sum + name.length + value.length + 3, 0);
    expect(bytes).toBeLessThan(8000);
  });

  test('by 25 tabs that are restored at once', async ({ page, home }) => {
    const tabs = Array.from({ length: 25 }, () =>
      page.request.get('/sign-in?returnTo=/dashboard?tab=1', { maxRedirects: 0 }),
    );
    await Promise.all(tabs);
    await home.open();
    await expect(home.signIn).toBeVisible();
    await page.request.get('/sign-in', { maxRedirects: 0 });
    const attempts = (await page.context().cookies()).filter(({ name }) =>
      name.startsWith('sign-in-'),
    );
    expect(attempts).toHaveLength(5);
  });
});

test('behind a proxy that rewrites Host, the buttons work', async ({ page, world }) => {
  const app = await world.startApp({ BASE_URL: 'https://app.example.test' });
  const html = await (await page.request.get(app.url)).text();
  const [, action = ''] = /name="(\$ACTION_ID_\w+)"/.exec(html.slice(html.indexOf('<main'))) ?? [];
  const post = (origin: string) =>
    page.request.post(app.url, {
      multipart: { [action]: '' },
      headers: { origin },
      maxRedirects: 0,
    });
  const own = await post('https://app.example.test');
  expect(own.status()).toBe(303);
  expect(own.headers().location).toContain('/oidc/auth?');
  expect((await post('https://elsewhere.example')).headers().location).toBeUndefined();
  await app.stop();
});

test('a form of many megabytes is refused unparsed, with its length told or not', async ({
  world,
}) => {
  const field = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n';
  const megabytes = field.repeat(20_000 * 5);
  const { url: origin } = world.app;
  const headers = { origin, 'content-type': 'multipart/form-data; boundary=b' };
  const told = { method: 'POST', headers, body: megabytes };
  const { body } = new Response(megabytes);
  const untold = { method: 'POST', headers, body, duplex: 'half' } as const;
  for (const sent of [told, untold]) {
    expect((await fetch(`${world.app.url}/sign-in`, sent)).status).toBe(413);
  }
  // Cut off on its way, it isn't taken for a shorter one.
  const token = `logout_token=${'a'.repeat(1_000_000)}`;
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const logout = { method: 'POST', headers: type, body: token };
  const answer = await fetch(`${world.app.url}/api/backchannel-logout`, logout);
  expect(await answer.json()).toMatchObject({ error_description: 'the body is too long' });
});

test('opened as 127.0.0.1, the app leads to the address it is configured for', async ({
  world,
}) => {
  const { port } = new URL(world.app.url);
  const location = await new Promise((resolve, reject) => {
    const headers = { host: `127.0.0.1:${port}` };
    const sent = httpRequest(
      { host: 'localhost', port, path: '/sign-in?returnTo=/dashboard', headers },
      (response) => {
        response.resume();
        resolve(response.headers.location);
      },
    );
    sent.on('error', reject).end();
  });
  expect(location).toBe(`${world.app.url}/sign-in?returnTo=%2Fdashboard`);
});

test('an address that looks like a file gets no page past the headers', async ({
  page,
  signInAsAlex,
}) => {
  await signInAsAlex();
  for (const path of [
    '/nowhere.svg',
    '/dashboard/x.ico',
    '/x.txt',
    '/_next/imagefoo',
    '/icon.svg.txt',
  ]) {
    const headers = (await page.request.get(path)).headers();
    expect(headers['content-security-policy'], path).toContain("frame-ancestors 'none'");
    expect(headers['cache-control'], path).toContain('no-store');
    expect(headers.vary, path).toMatch(/cookie/i);
  }
});

test('a maintenance page in Logto’s place is forgotten once Logto is back', async ({
  page,
  world,
}) => {
  let maintenance = true;
  const gate = createServer(async (incoming, outgoing) => {
    if (maintenance) return outgoing.end('{"status":"maintenance"}');
    const answer = await fetch(world.logtoUrl + incoming.url);
    return outgoing
      .writeHead(answer.status, { 'content-type': 'application/json' })
      .end(await answer.text());
  });
  await new Promise<void>((resolve) => gate.listen(0, 'localhost', resolve));
  const { port } = gate.address() as AddressInfo;
  const app = await world.startApp({ LOGTO_ENDPOINT: `http://localhost:${port}` });
  const start = async () =>
    (await page.request.get(`${app.url}/sign-in`, { maxRedirects: 0 })).headers().location;
  expect(await start()).toContain('code=settings_wrong');
  maintenance = false;
  expect(await start()).toContain('/oidc/auth?');
  await app.stop();
  gate.close();
});

test('claims of another shape are refused at once, not in a loop', async ({
  page,
  problem,
  home,
  logto,
  faults,
  world,
}) => {
  alterIdTokens({ world, faults }, (claims) => ({ ...claims, roles: 'admin' }));
  await page.goto('/sign-in?returnTo=/dashboard');
  await logto.signIn(people.alex.login, people.alex.password);
  await page.waitForURL(/\/sign-in\/problem/);
  expect(problem.code()).toBe('id_token_invalid');
  await home.open();
  await expect(home.signIn).toBeVisible();
});

test('an answer sent twice at once redeems its code once', async ({
  page,
  context,
  faults,
  baseURL,
  signInAsAlex,
}) => {
  await signInAsAlex();
  await context.clearCookies({ name: /^session-/ });
  const answer = await unopenedAnswer(page.request, '/sign-in?returnTo=/dashboard');
  let exchanges = 0;
  faults.response = (route) => {
    if (route === 'token') exchanges += 1;
  };
  const get = () => page.request.get(answer, { maxRedirects: 0 });
  for (const response of await Promise.all([get(), get(), get()])) {
    expect(response.headers().location).toBe(`${baseURL}/dashboard`);
  }
  expect(exchanges).toBe(1);
  await page.goto('/dashboard');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Alex Morgan');
});
