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
