import { beforeEach, describe, expect, it, vi } from 'vitest';
import { restart, unsigned } from '#lib/session/test-session.ts';
import type { Attempt } from '#lib/sign-in/transactions.ts';
import type { Verdict } from './guard.ts';

const HOUR_S = 3600;
const logto = vi.hoisted(() => ({
  verdict: {} as Verdict,
  ssoIdentities: undefined as object[] | undefined,
  guard: vi.fn(),
  revoke: vi.fn(),
}));
vi.mock('./guard.ts', () => ({ guardSignIn: logto.guard }));
vi.mock('./tokens.ts', () => ({ revokeRefreshToken: logto.revoke }));
vi.mock('./userinfo.ts', () => ({
  fetchUserinfo: async () => ({ organizationNames: {}, ssoIdentities: logto.ssoIdentities }),
}));
vi.mock('#lib/logto/companies.ts', () => ({
  companyByIssuer: async (issuer: string) =>
    issuer === 'https://acme'
      ? { ok: true, value: { id: 'acme' } }
      : { ok: false, reason: 'unknown' },
}));

const throughCompany: Verdict = { kind: 'admitted', connectorId: 'acme' };
const byPassword: Verdict = { kind: 'admitted', connectorId: undefined };
let events: { event: string; reason?: string }[];

beforeEach(() => {
  restart();
  logto.verdict = byPassword;
  logto.ssoIdentities = [];
  logto.guard.mockReset().mockImplementation(async () => logto.verdict);
  logto.revoke.mockReset().mockResolvedValue(undefined);
  events = [];
  vi.spyOn(console, 'log').mockImplementation((line) => void events.push(JSON.parse(line)));
});

type Answer = Partial<Attempt> & {
  /** Seconds from the last question to the ID token; null: it doesn't say. */
  asked: number | null;
  /** Seconds from the start of the sign-in to its answer. */
  tookSeconds?: number;
  /** Seconds that Logto's clock is ahead of ours. */
  ahead?: number;
  stored?: { refreshToken: string | undefined; scope: string | undefined };
};

async function answered({ asked, tookSeconds = 2, ahead = 0, stored, ...attempt }: Answer) {
  const now = Date.now();
  const iat = Math.floor(now / 1000) + ahead;
  const { newSession } = await import('./new-session.ts');
  const saved = {
    idToken: unsigned({ sub: 'emma', iat, ...(asked !== null && { auth_time: iat - asked }) }),
    ...(stored
      ? stored.refreshToken && { refreshToken: stored.refreshToken }
      : { refreshToken: 'refresh' }),
    accessToken: JSON.stringify({
      '': { token: 'access', expiresAt: iat + HOUR_S, scope: stored?.scope },
    }),
  };
  return newSession(saved, { returnTo: '/', startedAt: now - tookSeconds * 1000, ...attempt });
}

describe('somebody of a company whom Logto didn’t ask', () => {
  beforeEach(() => {
    logto.verdict = throughCompany;
  });

  it.each([{ asked: HOUR_S }, { asked: 60 }, { asked: null }])(
    'is asked once more, at the company’s connector ($asked s)',
    async ({ asked }) => {
      expect(await answered({ asked })).toEqual({ kind: 'ask_again', connector: 'acme' });
      expect(logto.revoke).toHaveBeenCalledWith('refresh');
      expect(events.map(({ event }) => event)).not.toContain('sign_in_refused');
    },
  );

  it.each([-240, 0, 240])(
    'is told from somebody asked just now; clocks %i s apart',
    async (ahead) => {
      expect(await answered({ asked: 5, tookSeconds: 4, ahead })).toMatchObject({
        kind: 'session',
      });
      expect(await answered({ asked: 6, tookSeconds: 4, ahead })).toMatchObject({
        kind: 'ask_again',
      });
    },
  );

  it('is refused when they were to be asked: the request was changed on its way', async () => {
    for (const asked of [HOUR_S, null]) {
      const error = answered({ asked, again: true });
      await expect(error).rejects.toMatchObject({ code: 'sign_in_not_fresh' });
    }
  });

  it('is asked again when another sign-in has answered the question since', async () => {
    expect(await answered({ asked: 500, tookSeconds: 1000 })).toMatchObject({ kind: 'ask_again' });
    expect(await answered({ asked: 100, tookSeconds: 1000 })).toMatchObject({ kind: 'session' });
  });

  it.each([
    { what: 'no refresh token', refreshToken: undefined, scope: undefined },
    { what: 'no offline_access', refreshToken: 'refresh', scope: 'openid profile' },
  ])(
    'is refused with $what: without consent a password hides behind a connector',
    async (stored) => {
      const answer = answered({ asked: 1, again: true, stored });
      await expect(answer).rejects.toMatchObject({ code: 'sign_in_not_fresh' });
    },
  );
});

describe.each([
  { guard: 'on', verdict: byPassword },
  { guard: 'on, a company’s person', verdict: throughCompany },
  { guard: 'off', verdict: { kind: 'unguarded' } as const },
])('an answer without the question that was asked for (guard $guard)', ({ verdict }) => {
  it.each([HOUR_S, null])('starts no session (%s s)', async (asked) => {
    logto.verdict = verdict;
    const answer = answered({ asked, mustAsk: true, screen: 'sso' });
    await expect(answer).rejects.toMatchObject({ code: 'sign_in_not_fresh' });
    expect(logto.revoke).toHaveBeenCalledWith('refresh');
    expect(events).toMatchObject([{ event: 'sign_in_refused', reason: 'sign_in_not_fresh' }]);
  });
});

describe('without the guard', () => {
  beforeEach(() => {
    logto.verdict = { kind: 'unguarded' };
  });

  it('somebody with a company is asked once more, at its connector if there is one only', async () => {
    logto.ssoIdentities = [{ issuer: 'https://acme', identityId: '1' }];
    expect(await answered({ asked: HOUR_S })).toEqual({ kind: 'ask_again', connector: 'acme' });
    logto.ssoIdentities.push({ issuer: 'https://globex', identityId: '2' });
    expect(await answered({ asked: HOUR_S })).toEqual({ kind: 'ask_again', connector: undefined });
    // Logto didn't say whether there is one.
    logto.ssoIdentities = undefined;
    expect(await answered({ asked: HOUR_S })).toMatchObject({ kind: 'ask_again' });
    expect(await answered({ asked: 1 })).toMatchObject({ session: { companySso: true } });
  });

  it('others come in by their session at Logto', async () => {
    expect(await answered({ asked: HOUR_S })).toMatchObject({ session: { companySso: false } });
  });
});

describe('somebody of no company', () => {
  it('comes in by their session at Logto, until the end that counts from the question', async () => {
    const result = await answered({ asked: 3 * 24 * HOUR_S });
    const before = Date.now() - 3 * 24 * HOUR_S * 1000;
    if (result.kind !== 'session') throw new Error(result.kind);
    expect(Math.abs((result.session.authenticatedAt ?? 0) - before)).toBeLessThan(1000);
    expect(result.session.signedInAt).toBeGreaterThan(Date.now() - 1000);
  });

  it('is asked once more when nothing says when they were asked', async () => {
    expect(await answered({ asked: null })).toEqual({ kind: 'ask_again', connector: undefined });
  });
});

it('each sign-in of a person has a session id of its own (session fixation)', async () => {
  const results = [await answered({ asked: 1 }), await answered({ asked: 1 })];
  const ids = results.map((result) => (result.kind === 'session' ? result.session.id : ''));
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^[\w-]{24}$/);
});

it('the guard’s refusal is no session, and leaves neither a grant nor a session at Logto', async () => {
  const end = vi.fn(async () => {});
  const undo = vi.fn(async () => ({ account: false, memberships: ['org'], remains: [] }));
  for (const code of ['sso_wrong_company', 'sso_required'] as const) {
    const refusal = { kind: 'refused', code, connectorId: 'acme', domain: 'other.test' } as const;
    logto.verdict = { ...refusal, continueWith: 'globex', end, undo };
    await expect(answered({ asked: 1 })).rejects.toMatchObject({ code, continueWith: 'globex' });
  }
  expect(undo).toHaveBeenCalledTimes(2);
  // Nothing is undone by a sign-in that Logto answered from a session of weeks ago, perhaps.
  await expect(answered({ asked: HOUR_S })).rejects.toMatchObject({ code: 'sso_required' });
  expect(undo).toHaveBeenCalledTimes(2);
  expect(end).toHaveBeenCalledTimes(3);
  expect(logto.revoke.mock.calls).toEqual([['refresh'], ['refresh'], ['refresh']]);
});

it('who can’t be told is asked once more, and then refused', async () => {
  logto.verdict = { kind: 'ask_again' };
  expect(await answered({ asked: 1 })).toMatchObject({ kind: 'ask_again' });
  expect(logto.revoke).toHaveBeenCalledWith('refresh');
  const again = answered({ asked: 1, again: true });
  await expect(again).rejects.toMatchObject({ code: 'guard_unavailable' });
  expect(logto.revoke).toHaveBeenCalledTimes(2);
});

it('who came through a company has a session of a company', async () => {
  expect(await answered({ asked: 1 })).toMatchObject({ session: { companySso: false } });
  logto.verdict = throughCompany;
  const session = { companySso: true, connectorId: 'acme' };
  expect(await answered({ asked: 1 })).toMatchObject({ session });
});
