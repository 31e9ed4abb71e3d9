/** What the org asks for beyond the password, and when it has had enough. */
import { Secret, TOTP } from 'otpauth';
import { describe, expect, test } from 'vitest';
import { oktaUsers, PASSWORD } from '../seed.ts';
import { alertOf } from './test-browser.ts';
import { decodeJwtPart, orgForEachTest, paramsOf } from './test-org.ts';

const TARA = 'tara@acme.test';
const secretOf = (wanted: string) =>
  oktaUsers.find(({ login }) => login === TARA)?.factors?.find(({ type }) => type === wanted)
    ?.secret ?? '';
const GOOGLE = secretOf('google_authenticator');
const VERIFY = secretOf('okta_verify');
const codeOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) }).generate();
const MISMATCH = 'Your code doesn&#39;t match our records. Please try again.';

describe('more than one factor', () => {
  const okta = orgForEachTest();
  const toChoice = (params?: Record<string, string>) => okta.signIn(TARA, params);

  test('the page offers each', async () => {
    const { html } = await toChoice();
    expect(html.match(/data-se="authenticator-button"/g)).toHaveLength(2);
    expect(html).toContain('aria-label="Select Google Authenticator."');
    expect(html).toContain('aria-label="Select to enter a code from the Okta Verify app."');
    expect(html).not.toContain('name="credentials.');
  });

  test('Google Authenticator has the field of the password', async () => {
    const page = await okta.browser.submit(await toChoice(), { factor: 'google_authenticator' });
    expect(page.html).toContain('Verify with Google Authenticator');
    const back = await okta.browser.submit(page, { 'credentials.passcode': codeOf(GOOGLE) });
    const { body } = await okta.exchange(paramsOf(back).code);
    expect(decodeJwtPart(body.id_token.split('.')[1]).amr).toEqual(['mfa', 'otp', 'pwd']);
  });

  test('Okta Verify has a field of its own, and takes no code of the other', async () => {
    const page = await okta.browser.submit(await toChoice(), { factor: 'okta_verify' });
    expect(page.html).toContain('name="credentials.totp" type="text"');
    expect(page.html).not.toContain('name="credentials.passcode"');
    const refused = await okta.browser.submit(page, { 'credentials.totp': codeOf(GOOGLE) });
    expect(alertOf(refused)).toBe(MISMATCH);
    const back = await okta.browser.submit(refused, { 'credentials.totp': codeOf(VERIFY) });
    expect(paramsOf(back)).toHaveProperty('code');
  });

  test('may be changed for the other on the way', async () => {
    const page = await okta.browser.submit(await toChoice(), { factor: 'okta_verify' });
    const other = page.html.match(/href="([^"]+)" data-se="switchAuthenticator"/)?.[1] ?? '';
    const choice = await okta.browser.open(other);
    expect(choice.html).toContain('data-se="authenticator-button"');
    const code = await okta.browser.submit(choice, { factor: 'google_authenticator' });
    const back = await okta.browser.submit(code, { 'credentials.passcode': codeOf(GOOGLE) });
    expect(paramsOf(back)).toHaveProperty('code');
  });

  test('a code counts as used for its own factor only', async () => {
    const google = await okta.browser.submit(await toChoice(), { factor: 'google_authenticator' });
    await okta.browser.submit(google, { 'credentials.passcode': codeOf(GOOGLE) });
    const again = await toChoice({ prompt: 'login' });
    const verify = await okta.browser.submit(again, { factor: 'okta_verify' });
    const back = await okta.browser.submit(verify, { 'credentials.totp': codeOf(VERIFY) });
    expect(paramsOf(back)).toHaveProperty('code');
  });

  test('somebody with one goes straight to it, and has nothing to change to', async () => {
    const page = await okta.signIn('theo@acme.test');
    expect(page.html).toContain('name="credentials.passcode" type="text"');
    expect(page.html).not.toContain('switchAuthenticator');
    await okta.browser.open(`${page.url.pathname}/factors`);
    const same = await okta.browser.open(page.url);
    expect(same.html).toContain('name="credentials.passcode" type="text"');
  });

  test('cannot be chosen before the password', async () => {
    const { url } = await okta.toPassword('theo@acme.test');
    const form = new URLSearchParams({ factor: 'google_authenticator' });
    const page = await okta.browser.open(`${url.pathname}/factor`, form);
    expect(page.html).toContain('type="password"');
  });
});

describe('lock-out', () => {
  const okta = orgForEachTest({ maxAttempts: 3 });
  const failTimes = async (times: number) => {
    for (let i = 0; i < times; i++) await okta.signIn('emma@acme.test', {}, 'wrong');
  };

  test('comes after so many failures, without saying so, and ends by hand', async () => {
    await failTimes(3);
    expect(alertOf(await okta.signIn('emma@acme.test'))).toBe('Unable to sign in');
    expect(paramsOf(await okta.signIn('vera@acme.test'))).toHaveProperty('code');
    okta.org.unlock('emma@acme.test');
    const params = { prompt: 'login' };
    const handover = await okta.signIn('emma@acme.test', params);
    expect(paramsOf(await okta.browser.submit(handover))).toHaveProperty('code');
  });

  test('one failure less is forgotten by a sign-in', async () => {
    await failTimes(2);
    expect(paramsOf(await okta.signIn('emma@acme.test'))).toHaveProperty('code');
    await okta.browser.open('/login/signout');
    await failTimes(2);
    expect(paramsOf(await okta.signIn('emma@acme.test'))).toHaveProperty('code');
  });

  test('codes count too, and a right password does not reset them', async () => {
    const tryCode = async (code: string) =>
      okta.browser.submit(await okta.signIn('theo@acme.test'), { 'credentials.passcode': code });
    expect(alertOf(await tryCode(okta.oneTimeCode(5)))).toBe(MISMATCH);
    expect(alertOf(await tryCode(okta.oneTimeCode(5)))).toBe(MISMATCH);
    const last = await okta.signIn('theo@acme.test');
    const third = await okta.browser.submit(last, { 'credentials.passcode': okta.oneTimeCode(5) });
    const right = { 'credentials.passcode': okta.oneTimeCode() };
    expect(alertOf(await okta.browser.submit(third, right))).toBe('Unable to sign in');
    expect(alertOf(await okta.signIn('theo@acme.test'))).toBe('Unable to sign in');
  });

  test('nobody to unlock is an error', () => {
    expect(() => okta.org.unlock('nobody@acme.test')).toThrow('no user nobody@acme.test');
  });
});

describe('lock-out as it is by default', () => {
  const okta = orgForEachTest();

  test.each([
    [9, undefined],
    [10, 'Unable to sign in'],
  ])('after %i failures', async (failures, message) => {
    let page = await okta.toPassword('emma@acme.test');
    for (let i = 0; i < failures; i++) {
      page = await okta.browser.submit(page, { 'credentials.passcode': 'wrong' });
    }
    expect(alertOf(await okta.browser.submit(page, { 'credentials.passcode': PASSWORD }))).toBe(
      message,
    );
  });
});

describe('the stay-signed-in page', () => {
  const okta = orgForEachTest({ staySignedInPage: true });

  test.each([
    ['yes', 'stay-signed-in-btn'],
    ['no', 'do-not-stay-signed-in-btn'],
  ])('%s', async (stay, mark) => {
    const page = await okta.signIn('emma@acme.test');
    expect(page.html).toContain(`value="${stay}"`);
    expect(page.html).toContain(`data-se="${mark}"`);
    expect(okta.browser.cookieNames()).not.toContain('idx');
    const back = await okta.browser.submit(page, { stay });
    expect(paramsOf(back)).toHaveProperty('code');
    expect(okta.browser.isKept('idx')).toBe(stay === 'yes');
  });

  test('comes after the code, not instead of it', async () => {
    const page = await okta.signIn('theo@acme.test');
    const form = new URLSearchParams({ stay: 'yes' });
    const still = await okta.browser.open(`${page.url.pathname}/stay`, form);
    expect(still.html).toContain('name="credentials.passcode" type="text"');
    const code = { 'credentials.passcode': okta.oneTimeCode() };
    const after = await okta.browser.submit(still, code);
    expect(after.html).toContain('data-se="stay-signed-in-btn"');
    expect(paramsOf(await okta.browser.submit(after, { stay: 'no' }))).toHaveProperty('code');
  });
});
