import { expect, it, vi } from 'vitest';
import { newTestSession, restart } from '#lib/session/test-session.ts';

vi.mock('next/headers', () => ({}));

it('each call of the SDK has a storage of its own (CVE-2025-67490, logto-io/js#1124)', async () => {
  restart();
  const { sdkConfig, sdkStorage } = await import('./config.ts');
  const [alex, bob] = ['alex', 'bob'].map((sub) =>
    sdkStorage(newTestSession({ sub, idToken: `id-of-${sub}`, refreshToken: `refresh-of-${sub}` })),
  );
  if (!alex || !bob) throw new Error('no storage');
  const wrappers = [alex, bob].map((storage) => sdkConfig(storage).sessionWrapper);
  const [ofAlex, ofBob] = wrappers;
  const read = (wrapper: typeof ofAlex) => wrapper?.unwrap('', '');
  expect(await read(ofAlex)).toEqual({ idToken: 'id-of-alex', refreshToken: 'refresh-of-alex' });
  expect(await read(ofBob)).toEqual({ idToken: 'id-of-bob', refreshToken: 'refresh-of-bob' });
  await ofBob?.wrap({ idToken: 'new-of-bob' }, '');
  expect(bob.saved).toEqual({ idToken: 'new-of-bob' });
  expect(alex.saved).toBeUndefined();
  // What one of them changes in its copy stays there.
  Object.assign((await read(ofAlex)) ?? {}, { idToken: 'changed' });
  expect(await read(ofAlex)).toMatchObject({ idToken: 'id-of-alex' });
});

it('Logto leads back to the configured address only', async () => {
  restart({ BASE_URL: 'https://sign-in.example' });
  const { postLogoutRedirectUri, redirectUri } = await import('./config.ts');
  expect(redirectUri()).toBe('https://sign-in.example/callback');
  expect(postLogoutRedirectUri()).toBe('https://sign-in.example/');
});
