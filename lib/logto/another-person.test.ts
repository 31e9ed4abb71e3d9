import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Session } from '#lib/session/session.ts';
import { newJar, newTestSession, restart, unsigned } from '#lib/session/test-session.ts';
import type { Attempt } from '#lib/sign-in/transactions.ts';

let jar = newJar();
let here: Session | undefined;
vi.mock('#lib/session/jar.ts', () => ({ pageJar: async () => jar }));
vi.mock('#lib/session/current.ts', () => ({ readSession: async () => here }));

const sessionOf = (sub: string, more: Partial<Session> = {}) =>
  newTestSession({ sub, idToken: unsigned({ sub, name: `${sub}’s name` }), ...more });
const [alex, emma, bob] = [sessionOf('alex'), sessionOf('emma'), sessionOf('bob')];

beforeEach(() => {
  restart();
  jar = newJar();
  here = undefined;
});

const load = async () => ({
  ...(await import('./another-person.ts')),
  ...(await import('#lib/session/person-change.ts')),
});

/** What the transaction remembers of who was signed in, and of what they agreed to. */
function transaction(was?: Session, agreed?: [from: Session, to: Session]) {
  const attempt: Attempt = { returnTo: '/reports' };
  if (was) attempt.person = { sub: was.sub, name: was.sub };
  if (agreed) {
    const [from, to] = [agreed[0].sub, agreed[1].sub];
    attempt.replaces = { from, to };
  }
  return attempt;
}

const CASES: {
  name: string;
  was?: Session;
  now?: Session;
  agreed?: [Session, Session];
  asks: boolean;
}[] = [
  { name: 'nobody was here', asks: false },
  { name: 'the same person is here', was: emma, now: emma, asks: false },
  { name: 'the same person was here', was: emma, asks: false },
  { name: 'another person is here', was: alex, now: alex, asks: true },
  { name: 'another person was here, whom Logto has signed out', was: alex, asks: true },
  { name: 'another person has come meanwhile', now: alex, asks: true },
  { name: 'the person here agreed', was: alex, now: alex, agreed: [alex, emma], asks: false },
  { name: 'whoever was here agreed', was: alex, agreed: [alex, emma], asks: false },
  { name: 'they agreed to somebody else', was: alex, now: alex, agreed: [alex, bob], asks: true },
  { name: 'somebody else agreed', was: alex, now: bob, agreed: [alex, emma], asks: true },
];

it.each(CASES)('Emma signs in: $name → asks: $asks', async ({ was, now, agreed, asks }) => {
  here = now;
  const { asksAnotherPerson, readPersonChange } = await load();
  expect(await asksAnotherPerson(emma, transaction(was, agreed))).toBe(asks);
  const change = await readPersonChange();
  if (!asks) expect(change).toBeUndefined();
  else expect(change).toMatchObject({ to: { name: 'emma’s name' }, returnTo: '/reports' });
});

describe('what waits for an answer', () => {
  it('makes a second link ask, too, although Logto has signed the first person out', async () => {
    const { asksAnotherPerson, personToKeep, personHere } = await load();
    await asksAnotherPerson(emma, transaction(alex));
    expect(await personHere()).toBeUndefined();
    expect(await personToKeep()).toMatchObject({ name: 'alex' });
    const { forgetPersonChange } = await load();
    await forgetPersonChange();
    expect(await personToKeep()).toBeUndefined();
  });

  it('goes on through the company that Emma came by, and no other', async () => {
    const { asksAnotherPerson, readPersonChange } = await load();
    const attempt = { ...transaction(alex), connector: 'globex' };
    const through = async (more: Partial<Session>) => {
      await asksAnotherPerson(sessionOf('emma', more), attempt);
      return (await readPersonChange())?.connector;
    };
    expect(await through({ connectorId: 'acme', companySso: true })).toBe('acme');
    expect(await through({ companySso: true })).toBe('globex');
    expect(await through({})).toBeUndefined();
  });

  it('is sealed: nobody shows a question of their own making', async () => {
    const { asksAnotherPerson, readPersonChange } = await load();
    await asksAnotherPerson(emma, transaction(alex));
    const [name = '', value = ''] =
      [...jar.cookies].find(([, one]) => one.startsWith('Fe26')) ?? [];
    expect(value).not.toContain('emma');
    jar.set(name, `${value.slice(0, 60)}${value[60] === 'A' ? 'B' : 'A'}${value.slice(61)}`, 60);
    expect(await readPersonChange()).toBeUndefined();
    const { seal } = await import('#lib/session/seal.ts');
    jar.set(
      name,
      await seal('sign-in', { from: { sub: 'a' }, to: { sub: 'b' }, returnTo: '/' }, 60),
      60,
    );
    expect(await readPersonChange()).toBeUndefined();
  });
});
