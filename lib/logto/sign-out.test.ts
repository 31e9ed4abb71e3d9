import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newJar, newTestSession, restart } from '#lib/session/test-session.ts';

const ends = {
  ...{ here: vi.fn(), inApp: vi.fn(), atLogto: vi.fn(), bySdk: vi.fn() },
  ...{ revocation: vi.fn(), oneAtLogto: vi.fn(), discovery: vi.fn() },
};
vi.mock('#lib/session/current.ts', () => ({ endCurrentSession: ends.here }));
vi.mock('#lib/session/store.ts', () => ({ sessionStore: () => ({ endAll: ends.inApp }) }));
const sessionOfSid = { payload: { uid: 'uid', iat: 0 } };
vi.mock('./admin.ts', () => ({
  ...{ managementApi: () => ({}), endSessionsAtLogto: ends.atLogto },
  ...{ sessionsOf: async () => [], sessionBySid: () => sessionOfSid },
  endSessionAtLogto: ends.oneAtLogto,
}));
vi.mock('./tokens.ts', () => ({ revokeRefreshToken: ends.revocation }));
vi.mock('@logto/next/server-actions', () => ({ signOut: ends.bySdk }));
vi.mock('./discovery.ts', () => ({ fetchDiscovery: ends.discovery }));
vi.mock('./config.ts', () => ({
  sdkConfig: (storage: object) => storage,
  ...{ postLogoutRedirectUri: () => 'https://app.example/', dropSdkCookie: async () => {} },
}));
let jar = newJar();
vi.mock('#lib/session/jar.ts', () => ({ pageJar: async () => jar }));

const toLogto = Object.assign(new Error('to Logto'), { digest: 'NEXT_REDIRECT;https://l' });
const away = new Error('away');
let events: string[];

beforeEach(() => {
  vi.useFakeTimers();
  restart();
  jar = newJar();
  events = [];
  vi.spyOn(console, 'log').mockImplementation((line) => void events.push(JSON.parse(line).event));
  for (const end of Object.values(ends)) end.mockReset().mockResolvedValue(undefined);
  ends.here.mockResolvedValue(newTestSession());
  ends.bySdk.mockRejectedValue(toLogto);
});

afterEach(async () => {
  await (await import('#lib/session/pending-ends.ts')).drainPendingEnds(0);
  vi.useRealTimers();
});

const here = async () => (await import('./sign-out.ts')).endSession();
const everywhere = async () => (await import('./sign-out.ts')).endAllSessions();
const notices = () => [...jar.cookies.values()];

describe('sign out everywhere', () => {
  it('says nothing when all of it was done', async () => {
    await expect(everywhere()).rejects.toBe(toLogto);
    expect(events).toEqual(['signed_out']);
    expect(notices()).toEqual([]);
  });

  it.each([['inApp'], ['atLogto']] as const)(
    'goes on when ends.%s fails, is on record, and says that devices may be left',
    async (failing) => {
      ends[failing].mockRejectedValue(away);
      await expect(everywhere()).rejects.toBe(toLogto);
      const until = { signedInBy: expect.any(Number) };
      expect(ends.inApp).toHaveBeenCalledWith({ sub: 'alex' }, until);
      expect(ends.atLogto).toHaveBeenCalledWith({}, 'alex', undefined);
      expect(ends.revocation).toHaveBeenCalledWith('refresh-1');
      expect(ends.bySdk).toHaveBeenCalledWith({ initial: {} }, 'https://app.example/');
      expect(events).toEqual(['signed_out', 'end_failed', 'sign_out_not_everywhere']);
      expect(notices()).toEqual(['signed_out_not_everywhere']);
    },
  );

  it('tries again what failed, for the sessions that there were', async () => {
    ends.inApp.mockRejectedValueOnce(away);
    ends.atLogto.mockRejectedValueOnce(away);
    await expect(everywhere()).rejects.toBe(toLogto);
    await vi.advanceTimersByTimeAsync(2000);
    expect(ends.inApp.mock.calls[1]).toEqual(ends.inApp.mock.calls[0]);
    const which = ends.atLogto.mock.calls[1]?.[2];
    const began = (loginTs: number) => which({ payload: { uid: 'u', iat: 0, loginTs } });
    expect(began(Date.now() / 1000 - 60)).toBe(true);
    expect(began(Date.now() / 1000 + 60)).toBe(false);
    expect(events.filter((event) => event === 'end_done_later')).toHaveLength(2);
  });

  it('is on record when Logto is away altogether', async () => {
    ends.atLogto.mockRejectedValue(away);
    ends.bySdk.mockRejectedValue(away);
    await expect(everywhere()).rejects.toMatchObject({ name: 'AppError' });
    expect(events[0]).toBe('signed_out');
  });
});

describe('signing out while Logto is down', () => {
  beforeEach(() => {
    ends.here.mockResolvedValue(newTestSession({ sid: 'sid' }));
    ends.revocation.mockRejectedValueOnce(away);
    ends.oneAtLogto.mockRejectedValueOnce(away);
    ends.discovery.mockRejectedValueOnce(away);
  });

  it('is finished when Logto is back: the refresh token and the session there', async () => {
    await expect(here()).rejects.toBe(away);
    expect(events).toEqual(['signed_out', 'end_failed', 'end_failed']);
    await vi.advanceTimersByTimeAsync(2000);
    expect(ends.revocation).toHaveBeenCalledTimes(2);
    expect(ends.oneAtLogto).toHaveBeenCalledTimes(2);
    expect(events.slice(3)).toEqual(['end_done_later', 'end_done_later']);
  });

  it('leaves a session at Logto in which the person was asked again meanwhile', async () => {
    await expect(here()).rejects.toBe(away);
    sessionOfSid.payload.iat = Date.now() / 1000 + 1;
    await vi.advanceTimersByTimeAsync(2000);
    sessionOfSid.payload.iat = 0;
    expect(ends.oneAtLogto).toHaveBeenCalledTimes(1);
  });
});

describe('a session whose store is away is finished when it is back', () => {
  let finish: (late: object) => Promise<unknown>;
  const MINUTE_MS = 60_000;
  const backAgain = async () => {
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    await finish(newTestSession({ sid: 'sid' }));
  };
  beforeEach(() => {
    ends.here.mockImplementation(async (given: typeof finish) => {
      finish = given;
      throw away;
    });
  });

  it('here: its refresh token and its session at Logto, as of the click', async () => {
    await expect(here()).rejects.toBe(away);
    expect(events).toEqual([]);
    await backAgain();
    expect(ends.revocation).toHaveBeenCalledWith('refresh-1');
    expect(ends.oneAtLogto).toHaveBeenCalledOnce();
    expect(ends.inApp).not.toHaveBeenCalled();
    expect(events).toEqual(['signed_out']);
    sessionOfSid.payload.iat = Date.now() / 1000 - 30;
    await finish(newTestSession({ sid: 'sid' }));
    sessionOfSid.payload.iat = 0;
    expect(ends.oneAtLogto).toHaveBeenCalledOnce();
  });

  it('everywhere: all of the person’s, that there were at the click', async () => {
    const clicked = Date.now();
    await expect(everywhere()).rejects.toBe(away);
    await backAgain();
    expect(ends.revocation).toHaveBeenCalledWith('refresh-1');
    expect(ends.inApp).toHaveBeenCalledExactlyOnceWith({ sub: 'alex' }, { signedInBy: clicked });
    expect(ends.atLogto).toHaveBeenCalledExactlyOnceWith({}, 'alex', expect.any(Function));
    const which = ends.atLogto.mock.calls[0]?.[2];
    const began = (ms: number) => which({ payload: { uid: 'u', iat: 0, loginTs: ms / 1000 } });
    expect([began(clicked - 1000), began(clicked + 1000)]).toEqual([true, false]);
    expect(events).toEqual(['signed_out']);
  });

  it('everywhere: also when Redis or Logto fails once more', async () => {
    await expect(everywhere()).rejects.toBe(away);
    ends.inApp.mockRejectedValueOnce(away);
    ends.atLogto.mockRejectedValueOnce(away);
    await backAgain();
    await vi.advanceTimersByTimeAsync(2000);
    expect(ends.inApp.mock.calls[1]).toEqual(ends.inApp.mock.calls[0]);
    expect(ends.atLogto).toHaveBeenCalledTimes(2);
    expect(events.filter((event) => event === 'signed_out')).toHaveLength(1);
  });
});
