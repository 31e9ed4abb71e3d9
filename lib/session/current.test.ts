/** Signing out while the store of sessions is away. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { newJar, newTestSession, restart } from './test-session.ts';

let jar = newJar();
vi.mock('./jar.ts', () => ({ pageJar: async () => jar }));
const store = { idOf: async () => 'session-of-alex', open: vi.fn(), end: vi.fn() };
vi.mock('./store.ts', () => ({ sessionStore: () => store }));

const away = new AppError('sessions_unavailable');
const finish = vi.fn(async () => {});
const signOut = async () => (await import('./current.ts')).endCurrentSession(finish);

beforeEach(async () => {
  vi.useFakeTimers();
  restart();
  vi.spyOn(console, 'log').mockImplementation(() => {});
  const { sessionCookieName } = await import('./names.ts');
  jar = newJar({ [sessionCookieName()]: 'value' });
  store.open.mockReset().mockImplementation(async () => newTestSession());
  store.end.mockReset().mockResolvedValue(undefined);
  finish.mockClear();
});
afterEach(async () => {
  await (await import('#lib/session/pending-ends.ts')).drainPendingEnds(0);
  vi.useRealTimers();
});

const isAlex = expect.objectContaining({ sub: 'alex' });

it('is finished once when the store is back, and the browser has no cookie meanwhile', async () => {
  store.open.mockRejectedValueOnce(away).mockRejectedValueOnce(away);
  await expect(signOut()).rejects.toBe(away);
  expect(jar.names().map((name) => jar.get(name))).not.toContain('value');
  await vi.advanceTimersByTimeAsync(1000);
  expect(finish).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(store.end).toHaveBeenCalledExactlyOnceWith(isAlex);
  expect(finish).toHaveBeenCalledExactlyOnceWith(isAlex);
});

it('is finished also when the store had ended it, and only its answer was lost', async () => {
  store.end.mockImplementationOnce(async () => {
    store.open.mockResolvedValue(undefined);
    throw away;
  });
  await expect(signOut()).rejects.toBe(away);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(finish).toHaveBeenCalledExactlyOnceWith(isAlex);
});

it('needs nothing later when the store answers', async () => {
  await expect(signOut()).resolves.toEqual(isAlex);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(finish).not.toHaveBeenCalled();
});
