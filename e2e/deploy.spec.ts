/**
 * Addresses of deployments, with the variables that Vercel sets and a proxy of https in front: what
 * can be tried of it without an account (auth0/nextjs-auth0#566, #1882; workos/authkit-nextjs#103,
 * #37; logto-io/logto#7024).
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Browser, chromium } from '@playwright/test';
import { CHROMIUM_FLAGS, installedChromium } from '../scripts/browser.ts';
import { test as base, expect, people, screensOf } from './sessions.ts';
import { startFront } from './vercel-front.ts';
import type { App } from './world.ts';

const BRANCH = 'shop-git-topic-acme.vercel.app';
const DEPLOYMENT = 'shop-x1y2z3-acme.vercel.app';
const PRODUCTION = 'shop.example.com';
const NAMES = [BRANCH, DEPLOYMENT, PRODUCTION];
const vercel = (environment: 'preview' | 'production') => ({
  BASE_URL: '',
  VERCEL: '1',
  VERCEL_ENV: environment,
  VERCEL_URL: DEPLOYMENT,
  VERCEL_BRANCH_URL: BRANCH,
  VERCEL_PROJECT_PRODUCTION_URL: PRODUCTION,
});

type Deployed = { app: App; browser: Browser };
const test = base.extend<{ deploy: (env: Record<string, string>) => Promise<Deployed> }>({
  deploy: async ({ world }, use) => {
    test.skip(!world.sandbox, 'its addresses are not registered at a real Logto');
    for (const one of world.sandbox?.logto.tenant.applications.values() ?? []) {
      const { redirectUris, postLogoutRedirectUris } = one.oidcClientMetadata;
      // As setup registers them: production by its name, previews by a pattern.
      redirectUris.push(
        `https://${PRODUCTION}/callback`,
        'https://shop-*-acme.vercel.app/callback',
      );
      postLogoutRedirectUris.push(`https://${PRODUCTION}/`, 'https://shop-*-acme.vercel.app/');
    }
    const ends: (() => Promise<unknown>)[] = [];
    await use(async (env) => {
      const app = await world.startApp(env);
      const front = await startFront(NAMES, () => app.url);
      const rules = NAMES.map((name) => `MAP ${name}:443 127.0.0.1:${front.port}`).join(', ');
      const browser = await chromium.launch({
        executablePath: installedChromium(),
        args: [...CHROMIUM_FLAGS, `--host-resolver-rules=${rules}`, '--ignore-certificate-errors'],
      });
      ends.push(() => browser.close(), front.close, app.stop);
      return { app, browser };
    });
    for (const end of ends) await end();
  },
});

const openAt = async ({ browser }: Deployed, url: string) => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(url);
  return { page, ...screensOf(page) };
};

for (const [environment, own] of [
  ['preview', BRANCH],
  ['production', PRODUCTION],
] as const) {
  test(`${environment}: without BASE_URL a person signs in and out at ${own}`, async ({
    deploy,
  }) => {
    const { page, home, logto } = await openAt(
      await deploy(vercel(environment)),
      `https://${own}/`,
    );
    await home.signIn.click();
    await logto.signIn(people.alex.login, people.alex.password);
    await expect(home.heading).toHaveText('Hello, Alex Morgan');
    expect(page.url()).toBe(`https://${own}/`);
    const cookies = await page.context().cookies(`https://${own}/`);
    const session = cookies.filter(({ name }) => name.startsWith('__Host-session'));
    expect(session.length).toBeGreaterThan(0);
    for (const cookie of session) expect(cookie).toMatchObject({ secure: true, httpOnly: true });
    await home.signOut.click();
    await expect(home.notice).toHaveText('You’re signed out.');
    expect(page.url()).toBe(`https://${own}/`);
  });
}

test('a preview opened by its other name moves to its own before it signs anybody in', async ({
  deploy,
}) => {
  const deployed = await deploy(vercel('preview'));
  const { page, home, logto } = await openAt(deployed, `https://${DEPLOYMENT}/`);
  await home.signIn.click();
  await logto.signIn(people.alex.login, people.alex.password);
  await expect(home.heading).toHaveText('Hello, Alex Morgan');
  expect(new URL(page.url()).hostname).toBe(BRANCH);
});

test('BASE_URL wins over what Vercel says', async ({ deploy }) => {
  const { app } = await deploy({ ...vercel('preview'), BASE_URL: `https://${PRODUCTION}` });
  const answer = await fetch(`${app.url}/sign-in`, { redirect: 'manual' });
  const location = new URL(answer.headers.get('location') ?? '');
  expect(location.searchParams.get('redirect_uri')).toBe(`https://${PRODUCTION}/callback`);
});

/** Exactly these bytes: no client library leaves `Host` out, or sends two. */
async function sendRaw(appUrl: string, lines: string[]): Promise<string> {
  const { hostname, port } = new URL(appUrl);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const answer = text(socket);
  socket.write(`${[...lines, 'Connection: close', '', ''].join('\r\n')}`);
  return answer;
}

const PATHS = ['/sign-in', '/dashboard', '/callback?state=x', '/'];

test('no Host header, and no forwarded one, ever becomes an address', async ({ deploy }) => {
  const { app } = await deploy(vercel('production'));
  const forged = [
    ['Host: evil.example'],
    ['Host: evil.example:443', 'X-Forwarded-Proto: https'],
    ['Host: app', 'X-Forwarded-Host: evil.example'],
    ['Host: app', 'X-Forwarded-Host: evil.example', 'Forwarded: host=evil.example'],
    ['Host: app', 'X-Original-Host: evil.example', 'X-Vercel-Deployment-Url: evil.example'],
    ['Host: app', 'Host: evil.example'],
    // None at all, which HTTP/1.0 allows.
    [],
    ['X-Forwarded-Host: evil.example'],
  ];
  for (const headers of forged) {
    const hasHost = headers.some((line) => line.startsWith('Host:'));
    for (const path of PATHS) {
      const request = `GET ${path} HTTP/${hasHost ? '1.1' : '1.0'}`;
      const about = `${request} ${headers.join(', ')}`;
      const answer = await sendRaw(app.url, [request, ...headers]);
      expect(answer, about).toMatch(/^HTTP\/1\.1 (200|303|307) /);
      expect(answer, about).not.toContain('evil');
      const [, location] = /^location: (.*)$/im.exec(answer.split('\r\n\r\n')[0] ?? '') ?? [];
      const to = location ? new URL(location.trim(), `https://${PRODUCTION}`) : undefined;
      const redirectUri = to?.searchParams.get('redirect_uri');
      if (redirectUri) expect(redirectUri, about).toBe(`https://${PRODUCTION}/callback`);
      else if (to) expect(to.origin, about).toBe(`https://${PRODUCTION}`);
    }
  }
  // HTTP/1.1 without a Host is no request (RFC 9112 §3.2).
  expect(await sendRaw(app.url, ['GET /sign-in HTTP/1.1'])).toMatch(/^HTTP\/1\.1 400 /);
});
