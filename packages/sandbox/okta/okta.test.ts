/** The org as a person meets it: sign-in pages, refusals, sessions. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { PASSWORD } from '../seed.ts';
import { alertOf, openBrowser } from './test-browser.ts';
import { AFTER_LOGOUT, decodeJwtPart, orgForEachTest, paramsOf, REDIRECT } from './test-org.ts';

const okta = orgForEachTest();
afterEach(() => {
  vi.useRealTimers();
});

const LOGIN_REQUIRED = {
  error: 'login_required',
  error_description: 'The client specified not to prompt, but the user is not logged in.',
  state: 's1',
};
const NOT_ASSIGNED = {
  error: 'access_denied',
  error_description: 'User is not assigned to the client application.',
  state: 's1',
};

test('starts without a word on the console', async () => {
  const script = `
    const { startOkta } = await import('./packages/sandbox/okta/org.ts');
    const client = { id: 'id', secret: 'secret', redirectUris: ['http://localhost/callback'] };
    await (await startOkta({ port: 0, users: [], client })).close();`;
  const output = await promisify(execFile)(process.execPath, ['-e', script]);
  expect(output).toEqual({ stdout: '', stderr: '' });
});

describe('password', () => {
  test('user name, then password, then back to the app', async () => {
    const first = await okta.authorize();
    expect(first.status).toBe(200);
    expect(first.html).toMatch(/<h1>Sign In<\/h1>[\s\S]*Username[\s\S]*name="rememberMe"/);
    const second = await okta.browser.submit(first, { identifier: 'Emma@acme.test' });
    expect(second.html).toMatch(
      /Emma@acme\.test[\s\S]*name="credentials.passcode" type="password"/,
    );
    const back = await okta.browser.submit(second, { 'credentials.passcode': PASSWORD });
    expect(back.url.origin + back.url.pathname).toBe(REDIRECT);
    // No `iss`: Okta does not send one.
    expect(paramsOf(back)).toEqual({ code: expect.stringMatching(/^.{20,}$/), state: 's1' });
  });

  test('cookies keep to their own names', async () => {
    await okta.toPassword('emma@acme.test');
    await okta.signIn('emma@acme.test');
    const names = new Set(okta.browser.cookieNames().map((name) => name.replace(/\.sig$/, '')));
    expect([...names].sort()).toEqual(['idx', 'okta_interaction', 'okta_resume']);
  });

  test.each([
    ['a wrong password', 'emma@acme.test', 'wrong', 'Password is incorrect'],
    ['an unknown user', 'nobody@acme.test', PASSWORD, 'Unable to sign in'],
    ['a deactivated user', 'dan@acme.test', PASSWORD, 'Unable to sign in'],
  ])('%s is refused and may start over', async (_, login, password, message) => {
    const refused = await okta.signIn(login, {}, password);
    expect(alertOf(refused)).toBe(message);
    expect(okta.browser.cookieNames()).not.toContain('idx');

    const cancel = refused.html.match(/href="([^"]+)" data-se="cancel"/)?.[1];
    const again = await okta.browser.open(cancel ?? '');
    const password2 = await okta.browser.submit(again, { identifier: 'emma@acme.test' });
    const back = await okta.browser.submit(password2, { 'credentials.passcode': PASSWORD });
    expect(paramsOf(back)).toHaveProperty('code');
  });

  test('a suspended user is refused', async () => {
    okta.userOf('emma@acme.test').status = 'SUSPENDED';
    expect(alertOf(await okta.signIn('emma@acme.test'))).toBe('Unable to sign in');
  });

  test('an empty user name stays on its page', async () => {
    const page = await okta.toPassword(' ');
    expect(alertOf(page)).toBe('This field cannot be left blank');
    expect(page.html).toContain('name="identifier"');
  });

  test('a user who is not assigned goes back refused, silently the next time', async () => {
    expect(paramsOf(await okta.signIn('nina@acme.test'))).toEqual(NOT_ASSIGNED);
    expect(paramsOf(await okta.authorize())).toEqual(NOT_ASSIGNED);
    expect((await okta.authorize({ prompt: 'login' })).html).toContain('name="identifier"');
    okta.userOf('nina@acme.test').assigned = true;
    expect(paramsOf(await okta.authorize())).toHaveProperty('code');
  });

  test('two sign-ins in one browser do not disturb each other', async () => {
    const one = await okta.toPassword('emma@acme.test', { state: 'one' });
    await okta.toPassword('vera@acme.test', { state: 'two' });
    const back = await okta.browser.submit(one, { 'credentials.passcode': PASSWORD });
    expect(paramsOf(back)).toMatchObject({ state: 'one', code: expect.any(String) });
  });

  test("another browser cannot enter somebody's sign-in", async () => {
    const page = await okta.toPassword('emma@acme.test');
    const stranger = openBrowser(okta.url);
    const answer = await stranger.submit(page, { 'credentials.passcode': PASSWORD });
    expect(answer.status).toBe(400);
    expect(stranger.cookieNames()).toEqual([]);
  });
});

describe('one-time code', () => {
  const submitCode = async (code: string, params?: Record<string, string>) =>
    okta.browser.submit(await okta.signIn('theo@acme.test', params), {
      'credentials.passcode': code,
    });
  const REFUSED = 'Your code doesn&#39;t match our records. Please try again.';

  test('is asked for after the password, and shows in amr', async () => {
    const page = await okta.signIn('theo@acme.test');
    expect(page.html).toContain('Verify with Google Authenticator');
    expect(page.html).toMatch(/name="credentials.passcode" type="text"[^>]*autocomplete="off"/);
    const back = await okta.browser.submit(page, { 'credentials.passcode': okta.oneTimeCode() });
    const { body } = await okta.exchange(paramsOf(back).code);
    expect(decodeJwtPart(body.id_token.split('.')[1]).amr).toEqual(['mfa', 'otp', 'pwd']);
  });

  test('a wrong one is refused; the next may be right', async () => {
    const refused = await submitCode(okta.oneTimeCode(5));
    expect(alertOf(refused)).toBe(REFUSED);
    const fields = { 'credentials.passcode': okta.oneTimeCode() };
    expect(paramsOf(await okta.browser.submit(refused, fields))).toHaveProperty('code');
  });

  test('works once', async () => {
    const code = okta.oneTimeCode();
    expect(paramsOf(await submitCode(code))).toHaveProperty('code');
    expect(alertOf(await submitCode(code, { prompt: 'login' }))).toBe(REFUSED);
    okta.wait(30);
    const next = await submitCode(okta.oneTimeCode(), { prompt: 'login' });
    expect(paramsOf(next)).toHaveProperty('code');
  });

  test('an older one than the last is refused, though its time is not quite over', async () => {
    expect(paramsOf(await submitCode(okta.oneTimeCode()))).toHaveProperty('code');
    expect(alertOf(await submitCode(okta.oneTimeCode(-1), { prompt: 'login' }))).toBe(REFUSED);
  });

  test('cannot stand in for the password', async () => {
    const { url } = await okta.toPassword('theo@acme.test');
    const form = new URLSearchParams({ 'credentials.passcode': okta.oneTimeCode() });
    const page = await okta.browser.open(`${url.pathname}/code`, form);
    expect(page.html).toContain('type="password"');
  });
});

describe('session', () => {
  test('prompt=none needs one', async () => {
    expect(paramsOf(await okta.authorize({ prompt: 'none' }))).toEqual(LOGIN_REQUIRED);
    await okta.signIn('emma@acme.test');
    expect(paramsOf(await okta.authorize({ prompt: 'none' }))).toHaveProperty('code');
  });

  test('a second request goes straight through, as the same user', async () => {
    const first = decodeJwtPart((await okta.tokensOf('emma@acme.test')).id_token.split('.')[1]);
    const { body } = await okta.exchange(paramsOf(await okta.authorize({ nonce: 'n2' })).code);
    const second = decodeJwtPart(body.id_token.split('.')[1]);
    const { sub, auth_time, amr } = first;
    expect(second).toMatchObject({ sub, auth_time, amr, nonce: 'n2' });
  });

  test.each<Record<string, string>>([{ prompt: 'login' }, { max_age: '0' }])(
    '%o asks again',
    async (params) => {
      await okta.signIn('emma@acme.test');
      const page = await okta.authorize(params);
      expect(page.html).toContain('name="identifier"');
      const back = await okta.signIn('emma@acme.test', params);
      expect(paramsOf(back)).toHaveProperty('code');
    },
  );

  test('prompt=login may be answered by somebody else', async () => {
    await okta.signIn('emma@acme.test');
    // oidc-provider ends the first session by a form that posts itself.
    const handover = await okta.signIn('vera@acme.test', { prompt: 'login' });
    const { body } = await okta.exchange(paramsOf(await okta.browser.submit(handover)).code);
    expect(decodeJwtPart(body.id_token.split('.')[1]).name).toBe('Vera Lind');
  });

  test('max_age counts from the sign-in', async () => {
    await okta.signIn('emma@acme.test');
    const request = { max_age: '60', prompt: 'none' };
    expect(paramsOf(await okta.authorize(request))).toHaveProperty('code');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 62_000 });
    expect(paramsOf(await okta.authorize(request))).toEqual(LOGIN_REQUIRED);
  });

  test('ends for a user who was deactivated', async () => {
    await okta.signIn('emma@acme.test');
    okta.userOf('emma@acme.test').status = 'DEPROVISIONED';
    expect((await okta.authorize()).html).toContain('name="identifier"');
    expect(paramsOf(await okta.authorize({ prompt: 'none' }))).toEqual(LOGIN_REQUIRED);
  });

  test('ends by a logout of the app, which goes back to it', async () => {
    const { id_token } = await okta.tokensOf('emma@acme.test');
    const logout = (query: Record<string, string>) =>
      okta.browser.open(`/oauth2/v1/logout?${new URLSearchParams(query)}`);

    expect((await logout({ id_token_hint: `${id_token}x` })).status).toBe(400);
    const elsewhere = { id_token_hint: id_token, post_logout_redirect_uri: 'http://evil.test/' };
    expect((await logout(elsewhere)).status).toBe(400);
    expect(paramsOf(await okta.authorize({ prompt: 'none' }))).toHaveProperty('code');

    const home = { id_token_hint: id_token, post_logout_redirect_uri: AFTER_LOGOUT, state: 'bye' };
    expect((await logout(home)).url.href).toBe(`${AFTER_LOGOUT}?state=bye`);
    expect(paramsOf(await okta.authorize({ prompt: 'none' }))).toEqual(LOGIN_REQUIRED);
  });

  test("ends at Okta's own sign-out address, for a copy of its cookie too", async () => {
    await okta.signIn('nina@acme.test');
    const copy = okta.browser.copy();
    expect(paramsOf(await copy.open(okta.authorizeUrl()))).toEqual(NOT_ASSIGNED);
    expect((await okta.browser.open('/login/signout')).status).toBe(200);
    const silent = okta.authorizeUrl({ prompt: 'none' });
    expect(paramsOf(await copy.open(silent))).toEqual(LOGIN_REQUIRED);
    expect(paramsOf(await okta.signIn('emma@acme.test'))).toHaveProperty('code');
  });
});
