/** Signing out with the SDK as it is: what it asks Logto for. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newTestSession, restart } from '#lib/session/test-session.ts';

const ISSUER = 'https://logto.example/oidc';
const current = vi.hoisted(() => ({ session: undefined as object | undefined }));
vi.mock('#lib/session/current.ts', () => ({ endCurrentSession: async () => current.session }));
const sdkCookies = { get: () => undefined, set: () => {}, delete: () => {}, getAll: () => [] };
vi.mock('next/headers', () => ({ cookies: async () => sdkCookies }));

const asked: { path: string; form: Record<string, string> }[] = [];
beforeEach(() => {
  restart();
  asked.length = 0;
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.stubGlobal('fetch', async (url: string | URL, init?: RequestInit) => {
    const { pathname } = new URL(url);
    if (!pathname.endsWith('/openid-configuration')) {
      const form = Object.fromEntries(new URLSearchParams(String(init?.body)));
      asked.push({ path: pathname, form });
      return new Response(null, { status: 200 });
    }
    return Response.json({
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/auth`,
      token_endpoint: `${ISSUER}/token`,
      userinfo_endpoint: `${ISSUER}/me`,
      revocation_endpoint: `${ISSUER}/token/revocation`,
      jwks_uri: `${ISSUER}/jwks`,
      end_session_endpoint: `${ISSUER}/session/end`,
    });
  });
});
afterEach(() => vi.unstubAllGlobals());

it('revokes the refresh token, and ends the session at Logto', async () => {
  current.session = newTestSession({ refreshToken: 'refresh-of-alex' });
  const { endSession } = await import('./sign-out.ts');
  const thrown = (await endSession().catch((error: unknown) => error)) as { digest?: string };
  expect(asked).toContainEqual({
    path: '/oidc/token/revocation',
    form: expect.objectContaining({ token: 'refresh-of-alex' }),
  });
  expect(thrown.digest).toContain(`${ISSUER}/session/end?`);
  expect(thrown.digest).toContain(encodeURIComponent('https://app.example/'));
});
