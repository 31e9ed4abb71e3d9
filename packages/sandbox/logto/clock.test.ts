/** Time passes at Logto when a test says so: everything that ends there ends by the moved clock. */
import { describe, expect, test } from 'vitest';
import { createClock } from '../engine/clock.ts';
import { tenantForEachTest as experienceForEachTest } from './test-experience.ts';
import { DEAD_GRANT, DEAD_TOKEN, decodeJwt, paramsOf, tenantForEachTest } from './test-tenant.ts';

const tenant = tenantForEachTest();
const advance = (seconds: number) => tenant.logto.clock.advance(seconds);
const DAY = 24 * 3600;

test('an authorization code, after a minute', async () => {
  const inTime = paramsOf(await tenant.signIn()).code;
  advance(55);
  expect((await tenant.exchange(inTime)).status).toBe(200);
  const late = paramsOf(await tenant.authorize({ prompt: 'consent' })).code;
  advance(65);
  expect(await tenant.exchange(late)).toEqual(DEAD_GRANT);
});

test('an access token, after an hour', async () => {
  const tokens = await tenant.tokensOf();
  advance(3590);
  expect((await tenant.userinfo(tokens)).status).toBe(200);
  advance(15);
  expect(await tenant.userinfo(tokens)).toEqual(DEAD_TOKEN);
});

test('a refresh token is replaced from seventy percent of its life, and then lives a new one', async () => {
  const tokens = await tenant.tokensOf();
  advance(9.7 * DAY);
  expect((await tenant.refresh(tokens)).body.refresh_token).toBe(tokens.refresh_token);
  advance(0.2 * DAY);
  const { body } = await tenant.refresh(tokens);
  expect(body.refresh_token).not.toBe(tokens.refresh_token);
  advance(13.9 * DAY);
  expect((await tenant.refresh(body)).status).toBe(200);
});

test('its leeway, after three seconds; using it then ends the grant', async () => {
  const tokens = await tenant.tokensOf();
  advance(10 * DAY);
  const { body: rotated } = await tenant.refresh(tokens);
  advance(2);
  expect((await tenant.refresh(tokens)).status).toBe(200);
  advance(4);
  expect(await tenant.refresh(tokens)).toEqual(DEAD_GRANT);
  expect(await tenant.refresh(rotated)).toEqual(DEAD_GRANT);
});

test('the session, after fourteen days without use', async () => {
  await tenant.signIn();
  advance(13.9 * DAY);
  expect((await tenant.authorize()).url.pathname).toBe('/callback');
  // That was a use: the fourteen days begin anew.
  advance(13.9 * DAY);
  expect((await tenant.authorize()).url.pathname).toBe('/callback');
  advance(14.1 * DAY);
  expect((await tenant.authorize()).url.pathname).toBe('/sign-in');
});

test('a session too old for max_age', async () => {
  await tenant.signIn();
  expect((await tenant.authorize({ max_age: '3600' })).url.pathname).toBe('/callback');
  advance(3700);
  expect((await tenant.authorize({ max_age: '3600' })).url.pathname).toBe('/sign-in');
});

test('a sign-in under way, after an hour', async () => {
  await tenant.authorize();
  advance(3700);
  await expect(tenant.browser.enterPassword('alex')).rejects.toThrow('session.not_found');
});

test('what is dated now is dated by the machine, whose clock the application has too', async () => {
  advance(30 * DAY);
  const { iat, exp } = decodeJwt((await tenant.tokensOf()).id_token).payload;
  expect(iat).toBeCloseTo(Date.now() / 1000, -1);
  expect(exp - iat).toBe(3600);
});

describe('lifetimes that a test has set', () => {
  test('of each kind', async () => {
    const { lifetimes, clock } = tenant.logto;
    Object.assign(lifetimes, { accessToken: 60, idToken: 120, refreshToken: 300 });
    const tokens = await tenant.tokensOf();
    expect(tokens.expires_in).toBe(60);
    const { iat, exp } = decodeJwt(tokens.id_token).payload;
    expect(exp - iat).toBe(120);
    clock.advance(61);
    expect(await tenant.userinfo(tokens)).toEqual(DEAD_TOKEN);
    clock.advance(240);
    expect(await tenant.refresh(tokens)).toEqual(DEAD_GRANT);
  });

  test('of a code', async () => {
    tenant.logto.lifetimes.authorizationCode = 10;
    const { code } = paramsOf(await tenant.signIn());
    advance(11);
    expect(await tenant.exchange(code)).toEqual(DEAD_GRANT);
  });

  test('of a session, by the tenant’s setting', async () => {
    tenant.logto.tenant.configs.session.ttl = 600;
    await tenant.signIn();
    advance(601);
    expect((await tenant.authorize()).url.pathname).toBe('/sign-in');
  });

  test('of a token for an organization', async () => {
    tenant.logto.lifetimes.accessToken = 90;
    const tokens = await tenant.tokensOf({
      scope: 'openid offline_access urn:logto:scope:organizations',
      resource: 'urn:logto:resource:organizations',
    });
    const { body } = await tenant.refresh(tokens, { organization_id: 'acmeorg00001' });
    expect(body.expires_in).toBe(90);
  });
});

describe('the lock-out', () => {
  const experience = experienceForEachTest();
  test('ends when its time is over', async () => {
    experience.tenant.signInExperience.sentinelPolicy = { maxAttempts: 2, lockoutDuration: 10 };
    const visitor = await experience.visitor();
    for (const wrong of ['no', 'no', 'no']) await visitor.password('username', 'alex', wrong);
    const locked = 'session.verification_blocked_too_many_attempts';
    experience.wait(9 * 60);
    expect((await visitor.password('username', 'alex')).body.code).toBe(locked);
    experience.wait(61 * 60);
    const late = await experience.visitor();
    expect((await late.password('username', 'alex')).status).toBe(200);
  });
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('a clock does not go by %d', (seconds) => {
  expect(() => createClock().advance(seconds)).toThrow(RangeError);
});
