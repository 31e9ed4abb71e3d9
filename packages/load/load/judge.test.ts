import { expect, test } from 'vitest';
import { type Answer, judgePage, problemIn } from './judge.ts';
import { namedIn, nameOf } from './people.ts';

const page = (header: string, content: string) =>
  `<html><body><header>${header}</header><main>${content}</main></body></html>`;
const answer = (text: string, more: Partial<Answer> = {}): Answer => ({
  ...{ status: 200, location: undefined, setCookies: [], text },
  ...more,
});
const own = page(nameOf(7), `<h1>${nameOf(7)}</h1> person-00007@load.test <form></form>`);

test('the right page names its person, and nobody else', () => {
  expect(judgePage(answer(own), 7, 'kept')).toBe('right page');
});

test('another person anywhere in a page, in any form of their name, is never missed', () => {
  for (const name of ['Person 00008', 'person00008', 'person-00008@load.test']) {
    expect(judgePage(answer(page(nameOf(7), `${nameOf(7)} ${name}`)), 7, 'kept')).toBe(
      'another person’s page',
    );
    expect(judgePage(answer(name, { status: 500 }), 7, 'lost')).toBe('another person’s page');
  }
});

test('signed out: the cookie is gone, the way leads to a sign-in, or the page is of nobody', () => {
  expect(judgePage(answer(own), 7, 'lost')).toBe('signed out');
  const location = '/sign-in?returnTo=%2Fdashboard';
  expect(judgePage(answer('', { status: 307, location }), 7, 'kept')).toBe('signed out');
  const problem = 'http://localhost:3000/sign-in/problem?code=session_ended';
  expect(judgePage(answer('', { status: 307, location: problem }), 7, 'kept')).toBe('signed out');
  expect(judgePage(answer(page('', '<form>Sign in</form>')), 7, 'kept')).toBe('signed out');
});

test('a page whose content failed or broke off while it was sent is not the right one', () => {
  expect(judgePage(answer(page(nameOf(7), 'Something went wrong')), 7, 'kept')).toBe(
    'page without its person',
  );
  expect(judgePage(answer(own.slice(0, -8)), 7, 'kept')).toBe('page without its person');
});

test('failures by name', () => {
  const unavailable = page('', '<div role="alert">We can’t reach your session</div>');
  expect(judgePage(answer(unavailable, { status: 503 }), 7, 'kept')).toBe('sessions unavailable');
  expect(judgePage(answer('', { status: 502 }), 7, 'kept')).toBe('bad gateway');
  expect(judgePage(answer('', { status: 500 }), 7, 'kept')).toBe('status 500');
  expect(problemIn('/sign-in/problem?code=logto_busy')).toBe('problem logto_busy');
  expect(problemIn('/dashboard?code=logto_busy')).toBeUndefined();
});

test('people are told apart by five digits', () => {
  expect([...namedIn('Person 00012 and person00120')]).toEqual([12, 120]);
});
