import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  answers,
  dropped,
  limited,
  type ResponseFault,
  silent,
} from '@logto-okta/sandbox/engine/faults';
import {
  forged,
  otherKey,
  rotatedKeys,
  skewed,
  tampered,
} from '@logto-okta/sandbox/engine/forged-tokens';
import type { BrowserContext } from '@playwright/test';
import type { JWK } from 'oidc-provider';
import { callback, startAttempt } from './attempt.ts';
import { expect, people, screensOf, test } from './fixtures.ts';
import { alterIdTokens } from './forge.ts';
import { sessionCookie } from './session-cookie.ts';
import { signInByRequests } from './sign-in-requests.ts';
import type { World } from './world.ts';

const DEEP_LINK = '/dashboard?tab=billing';
const AT_TOKEN = { path: '/oidc/token' };
const SIGN_IN = `/sign-in?returnTo=${encodeURIComponent(DEEP_LINK)}`;

/** Signs in without a screen. @returns the problem that it ends with. */
async function problemOfSignIn(context: BrowserContext, { app }: World) {
  const answer = await signInByRequests(context.request, app.url, people.alex);
  const { pathname, searchParams } = new URL(answer.url());
  expect(pathname).toBe('/sign-in/problem');
  return searchParams.get('code');
}

test.describe('an answer that is no answer', () => {
  test('no sign-in going on in this browser', async ({ page, problem }) => {
    await page.goto(callback({ code: 'x', state: 'y' }));
    await expect(problem.heading).toHaveText('This sign-in has expired');
    await expect(problem.reference).toHaveText(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/);
  });

  test('state of another sign-in; the page wanted is kept (auth0/nextjs-auth0#1753)', async ({
    page,
    problem,
    logto,
    baseURL,
  }) => {
    await startAttempt(page, SIGN_IN);
    await page.goto(callback({ code: 'x', state: 'not-mine' }));
    await expect(problem.heading).toHaveText('This isn’t the sign-in you started');

    await problem.tryAgain.click();
    await logto.signIn(people.alex.login, people.alex.password);
    await page.waitForURL(`${baseURL}${DEEP_LINK}`);
  });

  test('no state', async ({ page, problem }) => {
    await startAttempt(page);
    await page.goto(callback({ code: 'x' }));
    expect(problem.code()).toBe('state_missing');
  });

  test('no code', async ({ page, problem }) => {
    const state = await startAttempt(page);
    await page.goto(callback({ state }));
    expect(problem.code()).toBe('code_missing');
  });

  test('another issuer (the SDK doesn’t look)', async ({ page, problem }) => {
    const state = await startAttempt(page);
    await page.goto(callback({ code: 'x', state, iss: 'https://elsewhere.example/oidc' }));
    expect(problem.code()).toBe('issuer_mismatch');
  });

  test('parameters twice or far too long', async ({ page, problem }) => {
    const state = await startAttempt(page);
    await page.goto(`${callback({ code: 'x', state })}&state=${state}`);
    expect(problem.code()).toBe('callback_malformed');
    await page.goto(callback({ code: 'x'.repeat(6000), state }));
    expect(problem.code()).toBe('callback_malformed');
  });

  test('an error shown by a link, without our state, is not believed', async ({
    page,
    problem,
  }) => {
    await startAttempt(page);
    await page.goto(
      callback({ error: 'access_denied', error_description: 'Call +1 555 0100', state: 'x' }),
    );
    expect(problem.code()).toBe('state_mismatch');
    await expect(page.getByText('555')).toHaveCount(0);
  });
});

test.describe('Logto says no', () => {
  const refusals = {
    access_denied: 'access_denied',
    login_required: 'login_required',
    invalid_scope: 'request_refused',
    invalid_target: 'request_refused',
    temporarily_unavailable: 'logto_busy',
    something_new: 'request_refused',
  };
  for (const [error, code] of Object.entries(refusals)) {
    test(`error=${error} ends on the page for ${code}`, async ({ page, problem, world }) => {
      const state = await startAttempt(page, SIGN_IN);
      const issuer = `${world.logtoUrl}/oidc`;
      await page.goto(callback({ error, error_description: 'because', state, iss: issuer }));
      expect(problem.code()).toBe(code);
      await expect(problem.tryAgain).toHaveAttribute('href', SIGN_IN);
    });
  }

  test('a code it doesn’t know', async ({ page, problem }) => {
    const state = await startAttempt(page);
    await page.goto(callback({ code: 'made-up-code', state }));
    expect(problem.code()).toBe('code_rejected');
  });

  test('our secret is wrong', async ({ page, problem, logto, world }) => {
    const app = await world.startApp({ LOGTO_APP_SECRET: 'not-the-secret-of-this-application' });
    await page.goto(`${app.url}/sign-in`);
    await logto.signIn(people.alex.login, people.alex.password);
    await expect(problem.heading).toHaveText('This site isn’t set up correctly');
    expect(problem.code()).toBe('client_rejected');
    await app.stop();
  });

  test('at our address for Logto, something else answers', async ({ page, problem, world }) => {
    const other = createServer((_request, response) => response.end('<h1>It works!</h1>'));
    await new Promise<void>((resolve) => other.listen(0, 'localhost', resolve));
    const { port } = other.address() as AddressInfo;
    const app = await world.startApp({ LOGTO_ENDPOINT: `http://localhost:${port}` });
    await page.goto(`${app.url}/sign-in`);
    expect(problem.code()).toBe('settings_wrong');
    await app.stop();
    other.close();
  });
});

test.describe('Logto is in trouble', () => {
  test('unreachable: every control of the home page explains it', async ({ page, world }) => {
    const app = await world.startApp({ LOGTO_ENDPOINT: 'http://localhost:9' });
    const { home, problem } = screensOf(page);
    for (const control of [home.signIn, home.createAccount, home.continueWithSso]) {
      await page.goto(app.url);
      await control.click();
      await expect(problem.heading).toHaveText('The sign-in service can’t be reached');
    }
    await app.stop();
  });

  test('the connection breaks at the last step; trying again reaches the page wanted', async ({
    page,
    problem,
    logto,
    faults,
    baseURL,
  }) => {
    await page.goto(SIGN_IN);
    Object.assign(faults, limited({ request: dropped }, AT_TOKEN));
    await logto.signIn(people.alex.login, people.alex.password);
    await expect(problem.heading).toHaveText('The sign-in service can’t be reached');
    delete faults.request;
    await problem.tryAgain.click();
    await page.waitForURL(`${baseURL}${DEEP_LINK}`);
  });

  test('it never answers', async ({ page, problem, logto, faults }) => {
    await page.goto('/sign-in');
    Object.assign(faults, limited({ request: silent }, AT_TOKEN));
    await logto.signIn(people.alex.login, people.alex.password);
    await expect(problem.heading).toHaveText('The sign-in service can’t be reached', {
      timeout: 20_000,
    });
  });

  const troubles = [
    {
      status: 500,
      body: '{"code":"oidc.server_error","message":"x","error":"server_error"}',
      code: 'logto_failed',
    },
    { status: 502, body: '<html>Bad gateway</html>', code: 'logto_failed' },
    { status: 429, body: 'slow down', code: 'logto_busy' },
    { status: 400, body: '{"error":"invalid_grant"}', code: 'logto_failed' },
  ];
  for (const { status, body, code } of troubles) {
    test(`${status} ${body.slice(0, 25)} at the token endpoint`, async ({
      context,
      home,
      world,
      faults,
    }) => {
      Object.assign(faults, limited({ request: answers(status, body) }, AT_TOKEN));
      expect(await problemOfSignIn(context, world)).toBe(code);
      await home.open();
      await expect(home.signIn).toBeVisible();
    });
  }
});

test.describe('an ID token that must not be believed', () => {
  const forgeries: {
    name: string;
    code: string;
    forge: (keys: JWK[]) => ResponseFault | Promise<ResponseFault>;
  }[] = [
    {
      name: 'issued ten minutes ahead of our clock',
      code: 'clock_skew',
      forge: (keys) => skewed(keys, 600),
    },
    {
      name: 'issued and expired hours ago',
      code: 'clock_skew',
      forge: (keys) => skewed(keys, -8000),
    },
    {
      name: 'for another application',
      code: 'id_token_invalid',
      forge: (keys) => forged(keys, { claims: { aud: 'another' } }),
    },
    {
      name: 'from another issuer',
      code: 'id_token_invalid',
      forge: (keys) => forged(keys, { claims: { iss: 'https://elsewhere.example' } }),
    },
    {
      name: 'signed with a key nobody knows',
      code: 'id_token_invalid',
      forge: (keys) => forged(keys, { header: { kid: 'unknown-key' } }),
    },
    {
      name: 'signed by a stranger in the name of our key',
      code: 'id_token_invalid',
      forge: async ([key]) => forged([], { signWith: await otherKey({ ...key } as JWK) }),
    },
    {
      name: 'not signed at all (alg none)',
      code: 'id_token_invalid',
      forge: (keys) => forged(keys, { header: { alg: 'none' } }),
    },
    {
      name: 'changed after it was signed',
      code: 'id_token_invalid',
      forge: () => tampered({ sub: 'somebody-else' }),
    },
  ];
  for (const { name, code, forge } of forgeries) {
    test(name, async ({ context, home, faults, world }) => {
      faults.response = await forge(world.sandbox?.logto.signingKeys ?? []);
      expect(await problemOfSignIn(context, world)).toBe(code);
      await home.open();
      await expect(home.signIn).toBeVisible();
    });
  }
});

test('keys that Logto has rotated are fetched anew: the sign-in succeeds', async ({
  page,
  home,
  logto,
  faults,
  world,
}) => {
  await page.goto('/sign-in');
  faults.response = await rotatedKeys(world.sandbox?.logto.signingKeys ?? []);
  await logto.signIn(people.alex.login, people.alex.password);
  await expect(home.heading).toHaveText('Hello, Alex Morgan');
});

test('an account that is too large for a session is told so, and nobody is signed in', async ({
  context,
  home,
  faults,
  world,
}) => {
  // Compressed they are no shorter.
  const roles = Array.from({ length: 400 }, () => randomUUID());
  alterIdTokens({ world, faults }, (claims) => ({ ...claims, roles }));
  expect(await problemOfSignIn(context, world)).toBe('session_too_large');
  await home.open();
  await expect(home.signIn).toBeVisible();
});

test('a member of fifty organizations signs in and stays signed in (logto-io/js#779)', async ({
  page,
  home,
  logto,
  dashboard,
  tenant,
  world,
}) => {
  const fiona = await tenant.memberOf(50, 'Fiona Fifty');
  await page.goto('/dashboard');
  await logto.signIn(fiona.username, fiona.password);
  await expect(dashboard.heading).toHaveText(fiona.name);
  await expect(page.getByRole('listitem')).toHaveCount(50);
  const cookies = await page.context().cookies(world.app.url);
  const header = cookies.reduce((sum, { name, value }) => sum + name.length + value.length + 3, 0);
  expect(header).toBeLessThan(8000);
  await home.open();
  await expect(home.signOut).toBeVisible();
});

test('a failure’s reference is in the log, and no secret is on the page or in the log (CVE-2024-51752)', async ({
  page,
  problem,
  world,
}) => {
  const state = await startAttempt(page);
  const code = 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6';
  await page.goto(callback({ code, state }));
  const reference = (await problem.reference.textContent()) ?? '';
  const html = await page.content();
  const log = world.app.log();
  expect(log).toContain(`"reference":"${reference}"`);
  const secrets = [code, state, ...(await page.context().cookies()).map(({ value }) => value)];
  for (const secret of secrets.filter((one) => one.length > 8)) {
    expect(html).not.toContain(secret);
    expect(log).not.toContain(secret);
  }
});

test('the problem page believes nothing that stands in its address', async ({ page, problem }) => {
  await page.goto(
    '/sign-in/problem?code=<b>x</b>&ref=<b>y</b>&returnTo=//elsewhere.example&screen=<b>&connector=..',
  );
  await expect(problem.heading).toHaveText('You couldn’t be signed in');
  await expect(problem.reference).toHaveCount(0);
  await expect(problem.tryAgain).toHaveAttribute('href', '/sign-in');
});

test('signing out while Logto is down: over here, and said so (docs/vendors.md L9)', async ({
  home,
  signInAsAlex,
  faults,
  page,
  baseURL,
}) => {
  await signInAsAlex();
  faults.request = dropped;
  await home.signOut.click();
  await expect(home.notice).toContainText('You’re signed out of this site.');
  await expect(home.signIn).toBeVisible();
  const names = (await page.context().cookies()).map(({ name }) => name);
  expect(names).not.toContain(sessionCookie(baseURL));
});
