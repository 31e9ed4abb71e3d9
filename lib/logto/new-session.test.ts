import { beforeEach, expect, it, vi } from 'vitest';
import { restart, unsigned } from '#lib/session/test-session.ts';
import type { Verdict } from './guard.ts';

const guard = vi.hoisted(() => ({ verdict: {} as object }));
const revokeRefreshToken = vi.hoisted(() => vi.fn(async (_token: string) => {}));
vi.mock('./guard.ts', () => ({ guardSignIn: async () => guard.verdict as Verdict }));
vi.mock('./tokens.ts', () => ({ revokeRefreshToken }));
vi.mock('./userinfo.ts', () => ({ fetchUserinfo: async () => ({ ssoIdentities: [] }) }));

beforeEach(() => {
  restart();
  vi.spyOn(console, 'log').mockImplementation(() => {});
  revokeRefreshToken.mockClear();
});

const own = { token: 'access', expiresAt: Date.now() / 1000 + 3600 };
const saved = {
  idToken: unsigned({ sub: 'alex', sid: 'sid' }),
  refreshToken: 'refresh-1',
  accessToken: JSON.stringify({ '@': own }),
};
async function signIn(verdict: object, attempt: object = {}) {
  guard.verdict = verdict;
  const { newSession } = await import('./new-session.ts');
  return newSession(saved, { returnTo: '/', ...attempt });
}
const admitted = { kind: 'admitted', connectorId: undefined };

it('each sign-in of a person has a session id of its own (session fixation)', async () => {
  const sessions = [await signIn(admitted), await signIn(admitted)];
  const ids = sessions.map((session) => (session === 'ask_again' ? '' : session.id));
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) {
    expect(id).toMatch(/^[\w-]{24}$/);
    expect(JSON.stringify(saved)).not.toContain(id);
  }
});

it('the guard’s refusal is no session, and leaves neither a grant nor a session at Logto', async () => {
  const end = vi.fn(async () => {});
  for (const code of ['sso_wrong_company', 'sso_required']) {
    const refused = { kind: 'refused', code, connectorId: 'acme', domain: 'other.test', end };
    await expect(signIn(refused)).rejects.toMatchObject({ code });
  }
  expect(end).toHaveBeenCalledTimes(2);
  expect(revokeRefreshToken.mock.calls).toEqual([['refresh-1'], ['refresh-1']]);
});

it('who can’t be told is asked once more, and then refused', async () => {
  expect(await signIn({ kind: 'ask_again' })).toBe('ask_again');
  expect(revokeRefreshToken).toHaveBeenCalledWith('refresh-1');
  const again = signIn({ kind: 'ask_again' }, { again: true });
  await expect(again).rejects.toMatchObject({ code: 'guard_unavailable' });
});

it('who came through a company has a session of a company', async () => {
  const acme = { kind: 'admitted', connectorId: 'acme' };
  expect(await signIn(acme)).toMatchObject({ companySso: true, connectorId: 'acme' });
  expect(await signIn(admitted)).toMatchObject({ companySso: false });
});
