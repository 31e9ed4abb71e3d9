/** How long tokens live, how refresh tokens change, and what ends them before their time. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { DEAD_GRANT, DEAD_TOKEN, decodeJwt, tenantForEachTest } from './test-tenant.ts';

const tenant = tenantForEachTest();
const DAY = 24 * 3600;
const OPAQUE = /^[\w-]{43}$/;

describe('lifetimes', () => {
  test("the tenant's", async () => {
    const tokens = await tenant.tokensOf();
    tenant.logto.clock.advance(3590);
    expect((await tenant.userinfo(tokens)).status).toBe(200);
    tenant.logto.clock.advance(20);
    expect(await tenant.userinfo(tokens)).toEqual(DEAD_TOKEN);
    tenant.logto.clock.advance(14 * DAY - 3600);
    expect(await tenant.refresh(tokens)).toEqual(DEAD_GRANT);
  });

  test("the application's own", async () => {
    Object.assign(tenant.settings, { idTokenTtl: 60, refreshTokenTtlInDays: 1 });
    const tokens = await tenant.tokensOf();
    const { iat, exp } = decodeJwt(tokens.id_token).payload;
    expect(exp - iat).toBe(60);
    tenant.logto.clock.advance(DAY + 1);
    expect(await tenant.refresh(tokens)).toEqual(DEAD_GRANT);
  });
});

describe('rotation', () => {
  let tokens: Record<string, string>;
  beforeEach(async () => {
    tokens = await tenant.tokensOf();
  });

  test('only when 70 % of the life is over', async () => {
    tenant.logto.clock.advance(9.7 * DAY);
    expect((await tenant.refresh(tokens)).body.refresh_token).toBe(tokens.refresh_token);
    tenant.logto.clock.advance(0.2 * DAY);
    const { body } = await tenant.refresh(tokens);
    expect(body.refresh_token).toMatch(OPAQUE);
    expect(body.refresh_token).not.toBe(tokens.refresh_token);
    // The new one has a whole life ahead of it again.
    tenant.logto.clock.advance(9 * DAY);
    expect((await tenant.refresh(body)).body.refresh_token).toBe(body.refresh_token);
  });

  test('never, where the application says so', async () => {
    tenant.settings.rotateRefreshToken = false;
    tenant.logto.clock.advance(13 * DAY);
    expect((await tenant.refresh(tokens)).body.refresh_token).toBe(tokens.refresh_token);
  });

  test('at once from four processes: each gets a token that works', async () => {
    tenant.logto.clock.advance(10 * DAY);
    const answers = await Promise.all([1, 2, 3, 4].map(() => tenant.refresh(tokens)));
    const rotated = new Set(answers.map(({ body }) => body.refresh_token));
    expect(rotated.size).toBe(4);
    const again = await Promise.all(answers.map(({ body }) => tenant.refresh(body)));
    expect(again.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  test('the old one works three seconds longer; after that its use ends everything', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      tenant.logto.clock.advance(10 * DAY);
      const { body: rotated } = await tenant.refresh(tokens);
      vi.advanceTimersByTime(2900);
      expect((await tenant.refresh(tokens)).status).toBe(200);
      vi.advanceTimersByTime(3100);
      expect((await tenant.userinfo(rotated)).status).toBe(200);
      expect(await tenant.refresh(tokens)).toEqual(DEAD_GRANT);
      expect(await tenant.refresh(rotated)).toEqual(DEAD_GRANT);
      expect(await tenant.userinfo(rotated)).toEqual(DEAD_TOKEN);
      const token = rotated.access_token ?? '';
      expect((await tenant.post('/token/introspection', { token })).body).toEqual({
        active: false,
      });
    } finally {
      vi.useRealTimers();
    }
  });
});

test.each(['suspended', 'deleted'])('somebody %s is out at once', async (what) => {
  const tokens = await tenant.tokensOf();
  if (what === 'deleted') tenant.logto.tenant.users.delete(tenant.user.id);
  else tenant.user.isSuspended = true;
  tenant.logto.endUserSessions('alexpassword');
  expect(await tenant.refresh(tokens)).toEqual(DEAD_GRANT);
  expect(await tenant.userinfo(tokens)).toEqual(DEAD_TOKEN);
  expect((await tenant.authorize()).url.pathname).toBe('/sign-in');
});

test('a test that only marks somebody as suspended sees the same refusals', async () => {
  const tokens = await tenant.tokensOf();
  tenant.user.isSuspended = true;
  expect(await tenant.refresh(tokens)).toEqual(DEAD_GRANT);
  expect(await tenant.userinfo(tokens)).toEqual(DEAD_TOKEN);
});
