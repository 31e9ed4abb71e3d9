import { beforeEach, describe, expect, it, vi } from 'vitest';
import { newJar, newTestSession, restart } from '#lib/session/test-session.ts';

const ends = { here: vi.fn(), inApp: vi.fn(), atLogto: vi.fn(), bySdk: vi.fn() };
vi.mock('#lib/session/current.ts', () => ({ endCurrentSession: ends.here }));
vi.mock('#lib/session/store.ts', () => ({ sessionStore: () => ({ endAll: ends.inApp }) }));
vi.mock('./admin.ts', () => ({ managementApi: () => ({}), endSessionsAtLogto: ends.atLogto }));
vi.mock('@logto/next/server-actions', () => ({ signOut: ends.bySdk }));
vi.mock('./discovery.ts', () => ({ fetchDiscovery: async () => ({}) }));
vi.mock('./config.ts', () => ({
  ...{ sdkConfig: (storage: object) => storage, sdkStorage: () => ({ of: 'alex' }) },
  ...{ postLogoutRedirectUri: () => 'https://app.example/', dropSdkCookie: async () => {} },
}));
let jar = newJar();
vi.mock('#lib/session/jar.ts', () => ({ pageJar: async () => jar }));

const toLogto = Object.assign(new Error('to Logto'), { digest: 'NEXT_REDIRECT;https://l' });
const away = new Error('away');
let events: string[];

beforeEach(() => {
  restart();
  jar = newJar();
  events = [];
  vi.spyOn(console, 'log').mockImplementation((line) => void events.push(JSON.parse(line).event));
  for (const end of Object.values(ends)) end.mockReset().mockResolvedValue(undefined);
  ends.here.mockResolvedValue(newTestSession());
  ends.bySdk.mockRejectedValue(toLogto);
});

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
      expect(ends.inApp).toHaveBeenCalledWith({ sub: 'alex' });
      expect(ends.atLogto).toHaveBeenCalledWith({}, 'alex');
      // With this session: its refresh token is revoked.
      expect(ends.bySdk).toHaveBeenCalledWith({ of: 'alex' }, 'https://app.example/');
      expect(events).toEqual(['signed_out', 'sign_out_not_everywhere']);
      expect(notices()).toEqual(['signed_out_not_everywhere']);
    },
  );

  it('is on record when Logto is away altogether', async () => {
    ends.atLogto.mockRejectedValue(away);
    ends.bySdk.mockRejectedValue(away);
    await expect(everywhere()).rejects.toMatchObject({ name: 'AppError' });
    expect(events[0]).toBe('signed_out');
  });
});
