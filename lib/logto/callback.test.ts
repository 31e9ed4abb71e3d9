import { beforeEach, expect, it, vi } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { HOME } from '#lib/sign-in/return-to.ts';
import type { Attempt } from '#lib/sign-in/transactions.ts';

const browser = vi.hoisted(() => ({
  attempts: {} as Record<string, Attempt>,
  latest: undefined as Attempt | undefined,
  session: (): object | undefined => undefined,
}));
const handleSignIn = vi.hoisted(() => vi.fn(async () => {}));
vi.mock('@logto/next/server-actions', () => ({ handleSignIn }));
vi.mock('./config.ts', () => ({}));
vi.mock('./new-session.ts', () => ({}));
vi.mock('#lib/session/store.ts', () => ({}));
vi.mock('#lib/sign-in/transactions.ts', () => ({
  findAttempt: async (state: string) => browser.attempts[state],
  latestAttempt: async () => browser.latest,
}));
vi.mock('#lib/session/current.ts', () => ({ readSession: async () => browser.session() }));
const { completeSignIn } = await import('./callback.ts');

const open = (query: string) => completeSignIn(new URLSearchParams(query));
const finished: Attempt = { returnTo: '/dashboard?tab=1' };

beforeEach(() => {
  browser.attempts = { finished };
  browser.latest = { returnTo: '/latest' };
  browser.session = () => undefined;
});

it('an answer that is opened again leads whoever is signed in to where it led', async () => {
  browser.session = () => ({});
  expect(await open('state=finished&code=c')).toEqual({ returnTo: finished.returnTo });
  expect(await open('state=unknown&code=c')).toEqual({ returnTo: HOME });
});

it('an answer that is opened again while sessions can’t be read is explained, with its page', async () => {
  browser.session = () => {
    throw new AppError('sessions_unavailable');
  };
  expect(await open('state=finished&code=c')).toMatchObject({
    error: { code: 'sessions_unavailable' },
    attempt: finished,
  });
  expect(await open('state=unknown&code=c')).toMatchObject({
    error: { code: 'sessions_unavailable' },
    attempt: browser.latest,
  });
});

it('an unknown state is answered with no other transaction, also not with one under way (login CSRF)', async () => {
  browser.latest = { returnTo: '/latest', codeVerifier: 'verifier' };
  browser.attempts = { latest: browser.latest };
  for (const query of ['state=unknown&code=c', 'code=c', 'state=latest&state=unknown&code=c']) {
    const outcome = await open(query);
    const error = { code: expect.stringMatching(/^(state_|callback_malformed)/) };
    expect(outcome, query).toMatchObject({ error, attempt: browser.latest });
  }
  expect(handleSignIn).not.toHaveBeenCalled();
});
