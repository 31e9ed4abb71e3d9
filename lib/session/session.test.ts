/** Opening a seal once for many requests saves time and must not change what any of them sees. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newJar, newTestSession, restart } from './test-session.ts';

const COOKIE = '__Host-session';
const HOUR = 3600;

beforeEach(restart);
afterEach(() => {
  vi.useRealTimers();
});

async function browser() {
  const { cookieStore } = await import('./cookie-store.ts');
  const { openSession } = await import('./current.ts');
  const { absoluteEnd, endOf, parseSession } = await import('./session.ts');
  const jar = newJar();
  const now = Date.now();
  const session = newTestSession({ signedInAt: now, touchedAt: now, validatedAt: now });
  jar.set(COOKIE, await cookieStore.create(session), HOUR);
  return { jar, session, open: () => openSession(jar), absoluteEnd, endOf, parseSession };
}

describe('a session that was opened before', () => {
  it('is the same object for each request, which none can change for the others', async () => {
    const { open, session } = await browser();
    const [one, other] = [await open(), await open()];
    expect(one?.session).toEqual(session);
    expect(other?.session).toBe(one?.session);
    expect(() => Object.assign(one?.session ?? {}, { sub: 'somebody-else' })).toThrow(TypeError);
    expect(() => Object.assign(one?.session.accessTokens ?? {}, { x: 1 })).toThrow(TypeError);
  });

  it('is over at its end all the same', async () => {
    const { open, endOf, session } = await browser();
    expect(await open()).toBeDefined();
    vi.useFakeTimers({ toFake: ['Date'], now: endOf(session) - 1000 });
    expect(await open()).toBeDefined();
    vi.setSystemTime(endOf(session) + 1);
    expect(await open()).toBeUndefined();
  });

  it('is over so long after the person was asked, however it began', async () => {
    const { absoluteEnd, isAlive } = await import('./session.ts');
    const hour = HOUR * 1000;
    const asked = Date.now() - 11 * hour;
    const session = newTestSession({ companySso: true, authenticatedAt: asked });
    expect(absoluteEnd(session)).toBe(asked + 12 * hour);
    expect(isAlive(session)).toBe(true);
    expect(isAlive({ ...session, authenticatedAt: asked - hour })).toBe(false);
    expect(isAlive({ ...session, companySso: false, authenticatedAt: asked - hour })).toBe(true);
    // Of an earlier version, which didn't know.
    const { authenticatedAt: _, ...earlier } = session;
    expect(absoluteEnd(earlier)).toBe(session.signedInAt + 12 * hour);
  });

  it('is ended for whoever brings it, once Logto has said so', async () => {
    const { open, session } = await browser();
    expect((await open())?.ended).toBe(false);
    const { rememberEndedFor } = await import('./ended.ts');
    rememberEndedFor({ sub: session.sub });
    expect((await open())?.ended).toBe(true);
  });

  it('is over when nothing vouches for it: no refresh token, and no token of its own', async () => {
    const { isAlive } = await import('./session.ts');
    const without = newTestSession({ refreshToken: undefined });
    expect(isAlive(without)).toBe(true);
    expect(isAlive({ ...without, accessTokens: {} })).toBe(false);
    expect(isAlive({ ...without, accessTokens: {}, refreshToken: 'refresh' })).toBe(true);
  });

  it('was one by its shape: data that isn’t is refused again and again', async () => {
    const { parseSession, session } = await browser();
    const wrong = { ...session, sub: 7 };
    for (const data of [wrong, wrong, null, 'x', [], {}])
      expect(parseSession(data)).toBeUndefined();
  });
});

describe('the end of a session (CVE-2025-46344)', () => {
  const limits = {
    SESSION_IDLE_SECONDS: '100',
    SESSION_MAX_SECONDS: '300',
    SESSION_SSO_MAX_SECONDS: '200',
  };
  const at = Date.now();
  it.each([
    ['used a moment ago', 99, { touchedAt: 0 }, true],
    ['idle for too long', 101, { touchedAt: 0 }, false],
    ['used until its absolute end', 299, { touchedAt: 290 }, true],
    ['used past its absolute end', 301, { touchedAt: 300 }, false],
    ['of a company, used until its end', 199, { touchedAt: 190, companySso: true }, true],
    ['of a company, used past its end', 201, { touchedAt: 200, companySso: true }, false],
  ] as const)('%s', async (_name, seconds, { touchedAt, ...fields }, isOpen) => {
    // Written while the settings allowed more, so that the seal alone is good for longer.
    restart();
    vi.useFakeTimers({ toFake: ['Date'], now: at });
    const times = { signedInAt: at, validatedAt: at, touchedAt: at + touchedAt * 1000 };
    const { cookieStore } = await import('./cookie-store.ts');
    const value = await cookieStore.create(newTestSession({ ...times, ...fields }));
    restart(limits);
    const { openSession } = await import('./current.ts');
    const jar = newJar({ [COOKIE]: value });
    vi.setSystemTime(at + seconds * 1000);
    expect((await openSession(jar)) !== undefined).toBe(isOpen);
  });

  it('is asked for also where the seal is good for longer', async () => {
    restart(limits);
    const { isAlive } = await import('./session.ts');
    const session = newTestSession();
    const start = session.signedInAt;
    expect(isAlive(session, start + 99_000)).toBe(true);
    expect(isAlive(session, start + 101_000)).toBe(false);
    const used = { ...session, touchedAt: start + 299_000 };
    expect(isAlive(used, start + 299_500)).toBe(true);
    expect(isAlive(used, start + 301_000)).toBe(false);
    // From the future.
    expect(isAlive(session, start - 120_000)).toBe(false);
  });
});

it('a session’s id is new, long and random (session fixation)', async () => {
  const { newSessionId } = await import('./session.ts');
  const ids = Array.from({ length: 1000 }, newSessionId);
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^[\w-]{24}$/);
});
