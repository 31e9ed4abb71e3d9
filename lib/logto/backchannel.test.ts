import { beforeEach, expect, it, vi } from 'vitest';

const store = vi.hoisted(() => ({
  claims: new Set<string>(),
  ended: [] as object[],
  isAway: false,
  async claim(name: string) {
    const isNew = !store.claims.has(name);
    store.claims.add(name);
    return isNew;
  },
  isClaimed: async (name: string) => store.claims.has(name),
  async endAll(whose: object, until: object) {
    if (store.isAway) throw new Error('Redis is away');
    store.ended.push({ ...whose, ...until });
  },
}));
let jti = '';
vi.mock('#lib/session/store.ts', () => ({ sessionStore: () => store }));
vi.mock('#lib/env.ts', () => ({ getEnv: () => ({ LOGTO_APP_ID: 'app' }) }));
vi.mock('#lib/log/log.ts', () => ({ log: { info() {}, warn() {}, error() {} } }));
vi.mock('./discovery.ts', () => ({ getDiscovery: async () => ({ issuer: 'logto' }) }));
vi.mock('./tokens.ts', () => ({ logtoKeys: async () => 'keys' }));
vi.mock('jose', () => ({
  jwtVerify: async () => ({
    payload: {
      ...{ jti, sid: 'sid', iat: 1000 },
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    },
  }),
}));

const load = async () => (await import('./backchannel.ts')).endByLogoutToken;
beforeEach(() => {
  vi.resetModules();
  store.ended = [];
  store.isAway = false;
  jti = crypto.randomUUID();
});

it('a logout token counts once, on any instance', async () => {
  const endByLogoutToken = await load();
  await endByLogoutToken('token');
  await expect(endByLogoutToken('token')).rejects.toThrow('jti was used before');
  vi.resetModules();
  await expect((await load())('token')).rejects.toThrow('jti was used before');
  expect(store.ended).toEqual([{ sid: 'sid', issuedBy: 1_000_000 }]);
});

it('a logout token whose sessions couldn’t be ended may come again', async () => {
  const endByLogoutToken = await load();
  store.isAway = true;
  await expect(endByLogoutToken('token')).rejects.toThrow('Redis is away');
  store.isAway = false;
  await endByLogoutToken('token');
  expect(store.ended).toEqual([{ sid: 'sid', issuedBy: 1_000_000 }]);
});

it('what a logout token couldn’t end is ended when the store is back: Logto doesn’t say it again', async () => {
  vi.useFakeTimers();
  const endByLogoutToken = await load();
  store.isAway = true;
  await expect(endByLogoutToken('token')).rejects.toThrow('Redis is away');
  store.isAway = false;
  await vi.advanceTimersByTimeAsync(2000);
  vi.useRealTimers();
  expect(store.ended).toEqual([{ sid: 'sid', issuedBy: 1_000_000 }]);
});
