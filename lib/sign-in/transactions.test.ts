import { beforeEach, expect, it, vi } from 'vitest';
import { newJar, noise, restart } from '#lib/session/test-session.ts';
import type { Attempt } from './transactions.ts';

let jar = newJar();
vi.mock('#lib/session/jar.ts', () => ({ pageJar: async () => jar }));

const SESSION = '__Host-session';
const attempts = () => [...jar.cookies.keys()].filter((name) => name.startsWith('__Host-sign-in.'));
const header = () => [...jar.cookies].map((pair) => pair.join('=')).join('; ').length;
const attempt = (returnTo = '/'): Attempt => ({ codeVerifier: 'v'.repeat(86), returnTo });
/** As large as a session gets. */
const withSession = () => {
  jar.set(SESSION, 's'.repeat(3800), 60);
  jar.set(`${SESSION}.1`, 's'.repeat(2600), 60);
};

beforeEach(() => {
  restart();
  jar = newJar();
});

it('the newest are kept, however fast they come', async () => {
  const { findAttempt, saveAttempt } = await import('./transactions.ts');
  for (let index = 0; index < 20; index++) {
    await saveAttempt(`state-${index}`, attempt(`/page-${index}`));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect(attempts()).toHaveLength(5);
  for (let index = 0; index < 20; index++) {
    const found = await findAttempt(`state-${index}`);
    expect(found?.returnTo).toBe(index < 15 ? undefined : `/page-${index}`);
  }
});

it('beside a long session, attempts make room for each other (431: auth0/nextjs-auth0#1917)', async () => {
  const { findAttempt, saveAttempt } = await import('./transactions.ts');
  withSession();
  for (let index = 0; index < 6; index++) {
    await saveAttempt(`state-${index}`, attempt());
    expect(header()).toBeLessThan(8000);
    expect(await findAttempt(`state-${index}`)).toMatchObject(attempt());
  }
});

it('a target that fits in no header is forgotten before the sign-in is', async () => {
  const { findAttempt, saveAttempt } = await import('./transactions.ts');
  withSession();
  await saveAttempt('state', attempt(`/${noise(2000)}`));
  expect(header()).toBeLessThan(8000);
  expect(await findAttempt('state')).toMatchObject(attempt('/'));
});

it('a session that is new gets its room from the others', async () => {
  const { finishAttempt, saveAttempt } = await import('./transactions.ts');
  for (let index = 0; index < 5; index++)
    await saveAttempt(`state-${index}`, attempt('/'.padEnd(300, 'q')));
  withSession();
  expect(header()).toBeGreaterThan(8000);
  await finishAttempt('state-4', attempt('/'.padEnd(300, 'q')));
  expect(header()).toBeLessThan(8000);
});

it('is found by its own state and by no other (login CSRF)', async () => {
  const { findAttempt, saveAttempt } = await import('./transactions.ts');
  await saveAttempt('state-of-mine', attempt('/mine'));
  expect(await findAttempt('state-of-mine')).toMatchObject({ returnTo: '/mine' });
  for (const state of ['state-of-another', '', 'state-of-min', 'state-of-mine ']) {
    expect(await findAttempt(state), state).toBeUndefined();
  }
});

it('the way back of a problem is this browser’s own: an address only names it', async () => {
  const { findWayBack, saveWayBack } = await import('./transactions.ts');
  const way = { returnTo: '/reports', screen: 'sso', connector: 'acme' } as const;
  const name = await saveWayBack(way);
  expect(await findWayBack(name)).toMatchObject(way);
  for (const other of ['', name.slice(1), `${name}x`, 'x'.repeat(16), [name], undefined]) {
    expect(await findWayBack(other)).toBeUndefined();
  }
  const { problemPath } = await import('#lib/sign-in/problems.ts');
  expect(await problemPath('session_ended', { returnTo: '/a?connector=evil' })).toMatch(
    /^\/sign-in\/problem\?code=session_ended&way=[\w-]{16}$/,
  );
  expect(await problemPath('session_ended', {})).toBe('/sign-in/problem?code=session_ended');
  // Of another browser it names nothing.
  jar = newJar();
  expect(await findWayBack(name)).toBeUndefined();
});
