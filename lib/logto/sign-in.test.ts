import { beforeEach, expect, it, vi } from 'vitest';
import { restart } from '#lib/session/test-session.ts';
import type { SignInRequest } from '#lib/sign-in/link.ts';

const signIn = vi.fn(async (_config: unknown, _options: object) => {
  throw new Error('asked');
});
vi.mock('@logto/next/server-actions', () => ({ signIn }));
vi.mock('next-intl/server', () => ({ getLocale: async () => 'en' }));
vi.mock('./discovery.ts', () => ({ getDiscovery: async () => ({}) }));

beforeEach(() => restart());

/** What the SDK is told to ask Logto for. */
async function askedFor(request: SignInRequest) {
  const { startSignIn } = await import('./sign-in.ts');
  await startSignIn(request).catch(() => {});
  return signIn.mock.lastCall?.[1];
}

const screens = [undefined, 'sign-up', 'sso'] as const;

it.each(screens)('whoever is at Logto doesn’t answer for another: screen %s', async (screen) => {
  const prompt = ['login', 'consent'];
  expect(await askedFor({ screen, again: true })).toMatchObject({ prompt });
  const email = 'bob@people.test';
  expect(await askedFor({ screen, email })).toMatchObject({ prompt, loginHint: email });
});

it.each(screens)('Logto is asked to say when it last asked: screen %s', async (screen) => {
  for (const again of [undefined, true]) {
    const extraParams = { max_age: String(14 * 24 * 3600) };
    expect(await askedFor({ screen, again })).toMatchObject({ extraParams });
  }
});

it('each screen is what it was asked for, and nobody is asked without need', async () => {
  expect(await askedFor({})).not.toHaveProperty('prompt');
  const signUp = await askedFor({ screen: 'sign-up', again: true });
  expect(signUp).toMatchObject({ interactionMode: 'signUp' });
  expect(await askedFor({ screen: 'sign-up' })).not.toHaveProperty('prompt');
  expect(await askedFor({ screen: 'sso' })).toMatchObject({ firstScreen: 'single_sign_on' });
  const directSignIn = { method: 'sso', target: 'acme' };
  expect(await askedFor({ screen: 'sso', connector: 'acme' })).toMatchObject({ directSignIn });
});
