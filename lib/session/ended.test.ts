/** A session that is over stays over, whatever still holds it: a late answer, a memory, a copy. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CookieJar } from './jar.ts';
import type { Session } from './session.ts';
import { newJar, newTestSession, restart } from './test-session.ts';

const COOKIE = '__Host-session';
const TOMBSTONES = '__Host-ended';
const HOUR = 3600;

let asked = 0;
let answer: () => void = () => {};
/** Logto is asked, and hasn't answered yet. */
const untilAsked = (times = 1) =>
  vi.waitFor(() => expect(asked).toBeGreaterThanOrEqual(times), 9000);
let logto: 'tokens' | 'over' = 'tokens';
vi.mock('#lib/logto/tokens.ts', () => ({
  refreshGrant: () =>
    new Promise((resolve) => {
      asked += 1;
      const tokens = { access_token: 'access-2', expires_in: HOUR, refresh_token: 'refresh-2' };
      answer = () =>
        resolve(logto === 'over' ? { kind: 'over' } : { kind: 'tokens', answer: tokens });
    }),
}));
vi.mock('#lib/log/log.ts', () => ({ log: { info() {}, warn() {}, error() {} } }));

beforeEach(() => {
  restart();
  vi.useRealTimers();
  asked = 0;
  logto = 'tokens';
});

const load = async () => ({
  ...(await import('./cookie-store.ts')),
  ...(await import('./cookies.ts')),
  ...(await import('./current.ts')),
  ...(await import('./ended.ts')),
  ...(await import('#lib/session-check/session-check.ts')),
});

async function browserWith(session: Session) {
  const { cookieStore, writeCookie } = await load();
  const jar = newJar();
  writeCookie(jar, COOKIE, await cookieStore.create(session), HOUR);
  return jar;
}
const isOpen = async (jar: CookieJar) => {
  const opened = await (await load()).openSession(jar);
  return opened !== undefined && !opened.ended;
};
const due = () => newTestSession({ validatedAt: Date.now() - HOUR * 1000 });

describe('the memory of opened seals decides nothing (CVE-2025-46344)', () => {
  it('does not outlive the end in the seal', async () => {
    const jar = await browserWith(newTestSession());
    expect(await isOpen(jar)).toBe(true);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 7 * 24 * HOUR * 1000 - 60_000 });
    expect(await isOpen(jar)).toBe(true);
    vi.setSystemTime(Date.now() + 61_000);
    expect(await isOpen(jar)).toBe(false);
  });

  it('does not outlive settings that are shorter now, as for company SSO', async () => {
    const jar = await browserWith(newTestSession({ companySso: true }));
    expect(await isOpen(jar)).toBe(true);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 12 * HOUR * 1000 + 1 });
    expect(await isOpen(jar)).toBe(false);
  });

  it('does not outlive a sign-out', async () => {
    const session = newTestSession();
    const jar = await browserWith(session);
    expect(await isOpen(jar)).toBe(true);
    (await load()).rememberEnded(session, newJar());
    expect(await isOpen(jar)).toBe(false);
  });

  it.each([{ sid: 'sid-1' }, { sub: 'alex' }])(
    'does not outlive a revocation of %o',
    async (whose) => {
      const jar = await browserWith(newTestSession({ sid: 'sid-1' }));
      const other = await browserWith(newTestSession({ id: 'other', sub: 'bob', sid: 'sid-2' }));
      expect(await isOpen(jar)).toBe(true);
      await (await load()).cookieStore.endAll(whose, { signedInBy: Date.now() });
      expect(await isOpen(jar)).toBe(false);
      expect(await isOpen(other)).toBe(true);
      // Who signs in afterwards is not concerned.
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1000 });
      expect(await isOpen(await browserWith(newTestSession({ id: 'next', sid: 'sid-1' })))).toBe(
        true,
      );
    },
  );

  it('knows a seal by all of it', async () => {
    const { unseal, seal } = await import('./seal.ts');
    const sealed = await seal('session', { id: 'x' }, HOUR);
    expect(await unseal('session', sealed)).toBeDefined();
    for (const index of [10, 60, sealed.length - 10]) {
      const changed = sealed[index] === 'A' ? 'B' : 'A';
      const damaged = sealed.slice(0, index) + changed + sealed.slice(index + 1);
      expect(await unseal('session', damaged), `at ${index}`).toBeUndefined();
    }
    expect(await unseal('ticket', sealed)).toBeUndefined();
  });
});

describe('a renewal that is answered after the sign-out (auth0/nextjs-auth0#1282, workos/authkit-nextjs#474)', () => {
  it('brings nothing back in this process', async () => {
    const { passGate, rememberEnded } = await load();
    const session = due();
    const late = await browserWith(session);
    const passed = passGate(late);
    await vi.waitFor(() => expect(answer).toBeDefined());
    await untilAsked();
    rememberEnded(session, newJar());
    answer();
    expect(await passed).toEqual({ gate: 'signed_out' });
    expect(late.cookies.has(COOKIE)).toBe(false);
    expect(late.get(TOMBSTONES)).toBeTruthy();
  });

  it('brings nothing back in another process, which the browser tells', async () => {
    const { passGate, readCookie, rememberEnded } = await load();
    const session = due();
    const late = await browserWith(session);
    const passed = passGate(late);
    await untilAsked();
    answer();
    expect(await passed).toMatchObject({ gate: 'signed_in' });
    const browser = newJar(Object.fromEntries(late.cookies));
    rememberEnded(session, browser);
    expect(readCookie(browser, COOKIE)).toBeTruthy();

    restart();
    const stillThere = newJar(Object.fromEntries(late.cookies));
    expect(await (await load()).passGate(stillThere)).toMatchObject({ gate: 'signed_in' });
    restart();
    expect(await (await load()).passGate(browser)).toEqual({ gate: 'signed_out' });
    expect(browser.cookies.has(COOKIE)).toBe(false);
  });
});

it('what Logto ended is said once, and stays over with the old cookie', async () => {
  const { passGate } = await load();
  const jar = await browserWith(due());
  const copy = newJar(Object.fromEntries(jar.cookies));
  logto = 'over';
  const passed = passGate(jar);
  await untilAsked();
  answer();
  expect(await passed).toEqual({ gate: 'ended' });
  expect(jar.cookies.has(COOKIE)).toBe(false);
  expect(await passGate(copy)).toEqual({ gate: 'signed_out' });
});

it('the browser’s list of ended sessions stays short and takes nonsense', async () => {
  const { rememberEnded, hasEnded } = await load();
  const jar = newJar({ [TOMBSTONES]: `nonsense.${'x'.repeat(5000)}..<script>` });
  for (let index = 0; index < 9; index++) rememberEnded({ id: `session-${index}` }, jar);
  expect(jar.get(TOMBSTONES)).toMatch(/^[\w-]{16}(\.[\w-]{16}){4}$/);
  restart();
  const other = await load();
  expect(other.hasEnded(newTestSession({ id: 'session-8' }), jar)).toBe('here');
  expect(other.hasEnded(newTestSession({ id: 'session-0' }), jar)).toBeUndefined();
  expect(hasEnded).toBeDefined();
});

describe('a logout token of Logto’s (OpenID Connect Back-Channel Logout 1.0)', () => {
  const logout = 1_900_000_000_000;
  const session = (id: string, issuedAt: number | undefined, signedInAt = Date.now()) =>
    newTestSession({ ...{ id, sid: 'sid-1', signedInAt }, ...(issuedAt && { issuedAt }) });
  const isOver = async (one: Session) => (await load()).hasEnded(one, newJar()) === 'elsewhere';

  it.each([{ sid: 'sid-1' }, { sub: 'alex' }])(
    'ends what began before it, by Logto’s clock, and nothing later (%o)',
    async (whose) => {
      const { cookieStore } = await load();
      await cookieStore.endAll(whose, { issuedBy: logout });
      expect(await isOver(session('earlier', logout - 5000))).toBe(true);
      expect(await isOver(session('same second', logout))).toBe(true);
      expect(await isOver(session('later', logout + 1000))).toBe(false);
      // An older one that comes late changes nothing of that.
      await cookieStore.endAll(whose, { issuedBy: logout - 60_000 });
      expect(await isOver(session('earlier', logout - 5000))).toBe(true);
      expect(await isOver(session('later', logout + 1000))).toBe(false);
    },
  );

  it('ends a session of an earlier version that may have begun before it', async () => {
    const { cookieStore } = await load();
    await cookieStore.endAll({ sid: 'sid-1' }, { issuedBy: logout });
    expect(await isOver(session('near', undefined, logout + 200_000))).toBe(true);
    expect(await isOver(session('later', undefined, logout + 400_000))).toBe(false);
  });
});
