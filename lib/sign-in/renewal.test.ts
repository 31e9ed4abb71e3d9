import { beforeEach, describe, expect, it, vi } from 'vitest';
import { newJar, newTestSession } from '#lib/session/test-session.ts';

const request = vi.hoisted(() => ({ headers: new Headers(), session: undefined as unknown }));
const revalidated = vi.hoisted(() => ({ times: 0 }));
let jar = newJar();
vi.mock('next/headers', () => ({ headers: async () => request.headers }));
vi.mock('next/navigation', () => ({
  redirect: (to: string) => {
    throw new Error(`to ${to}`);
  },
}));
vi.mock('#lib/session/current.ts', () => ({
  readSession: async () => request.session,
  revalidateSoon: async () => {
    revalidated.times += 1;
  },
}));
vi.mock('#lib/session/jar.ts', () => ({ pageJar: async () => jar }));
vi.mock('#lib/session/names.ts', () => ({ cookieName: (name: string) => name }));
const { renewNow, renewOnce } = await import('./renewal.ts');

beforeEach(() => {
  jar = newJar();
  request.headers = new Headers({ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' });
  request.session = newTestSession({ id: crypto.randomUUID() });
  revalidated.times = 0;
});

describe('a page that knows better than the session', () => {
  it('sends the browser through the renewal once, and not again at once', async () => {
    await expect(renewOnce('/organizations/a?page=2')).rejects.toThrow(
      'to /session/renew?returnTo=%2Forganizations%2Fa%3Fpage%3D2',
    );
    await renewNow();
    expect(revalidated.times).toBe(1);
    // However the page still differs: no loop.
    await renewOnce('/organizations/a?page=2');
  });

  it.each<[string, Record<string, string>]>([
    ['the answer to a form', { 'next-action': 'x' }],
    ['the answer to a form without JavaScript', { 'content-type': 'multipart/form-data' }],
    ['what a script fetches', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  ])('sends nobody away from %s', async (_, more) => {
    for (const [name, value] of Object.entries(more)) request.headers.set(name, value);
    await renewOnce('/dashboard');
  });

  it('has nothing to renew without a session, or without a refresh token', async () => {
    request.session = newTestSession({ refreshToken: undefined });
    await renewOnce('/dashboard');
    request.session = undefined;
    await renewOnce('/dashboard');
  });
});

it('a client that drops the marker doesn’t have Logto asked each time', async () => {
  for (let time = 0; time < 5; time++) {
    jar = newJar();
    await renewNow();
  }
  expect(revalidated.times).toBe(1);
});
