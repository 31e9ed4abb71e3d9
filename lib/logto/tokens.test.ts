import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { restart } from '#lib/session/test-session.ts';

beforeEach(() => restart());
afterEach(() => vi.unstubAllGlobals());

const revokeAt = async (status: number) => {
  vi.stubGlobal('fetch', async () => new Response(null, { status }));
  return (await import('./tokens.ts')).revokeRefreshToken('refresh');
};

it.each([400, 401, 429, 500, 503])(
  'a revocation that isn’t confirmed isn’t done (%i)',
  async (status) => {
    await expect(revokeAt(status)).rejects.toThrow(`${status}`);
  },
);

it('a revocation that Logto confirms is done', async () => {
  await expect(revokeAt(200)).resolves.toBeUndefined();
});
