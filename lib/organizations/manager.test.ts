import { beforeEach, expect, it, vi } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { forgetLimits } from '#lib/http/limits.ts';
import { newTestSession, restart } from '#lib/session/test-session.ts';
import { byManager } from './manager.ts';

const given = vi.hoisted(() => ({ session: vi.fn(), asked: vi.fn() }));
vi.mock('#lib/session/current.ts', () => ({ readSession: given.session }));
/** Asks Logto. */
vi.mock('#lib/auth.ts', () => ({ requireOrganizationMemberInAction: given.asked }));
vi.mock('next/navigation', () => ({
  redirect: (path: string) => {
    throw new Error(`goes to ${path}`);
  },
}));

const CHANGES_A_MINUTE = 60;
const change = vi.fn(async () => ({ ok: true, value: undefined }) as const);
const tryIt = () => byManager('o1', 'manage:members', change);

beforeEach(() => {
  restart();
  forgetLimits();
  vi.spyOn(console, 'log').mockImplementation(() => {});
  change.mockClear();
  given.session.mockReset().mockResolvedValue(newTestSession());
  given.asked.mockReset().mockResolvedValue({ user: { id: 'alex' } });
});

it('a member without the permission has Logto asked so often, and no more', async () => {
  given.asked.mockRejectedValue(new Error('goes to the page'));
  for (let tries = 0; tries < CHANGES_A_MINUTE; tries += 1) {
    await expect(tryIt()).rejects.toThrow('goes to the page');
  }
  await expect(tryIt()).resolves.toEqual({ ok: false, reason: 'too_many' });
  expect(given.asked).toHaveBeenCalledTimes(CHANGES_A_MINUTE);
  expect(change).not.toHaveBeenCalled();
  // Somebody else isn't kept from anything.
  given.session.mockResolvedValue(newTestSession({ sub: 'emma' }));
  await expect(tryIt()).rejects.toThrow('goes to the page');
});

it('a change counts once', async () => {
  for (let tries = 0; tries < CHANGES_A_MINUTE; tries += 1) await tryIt();
  expect(change).toHaveBeenCalledTimes(CHANGES_A_MINUTE);
});

it('while Redis is away the page says so, and Logto isn’t asked', async () => {
  given.session.mockRejectedValue(new AppError('sessions_unavailable'));
  await expect(tryIt()).rejects.toThrow('goes to /organizations/o1');
  expect(given.asked).not.toHaveBeenCalled();
});

it('who isn’t signed in is sent to sign in, not counted', async () => {
  given.session.mockResolvedValue(undefined);
  given.asked.mockRejectedValue(new Error('goes to sign in'));
  for (let tries = 0; tries <= CHANGES_A_MINUTE; tries += 1) {
    await expect(tryIt()).rejects.toThrow('goes to sign in');
  }
});
