/** From `proxy.ts` to the page of the same request, and to nobody else. */
import { beforeEach, expect, it } from 'vitest';
import { handOver, takeOver } from './handover.ts';
import { newTestSession, restart } from './test-session.ts';

beforeEach(() => restart());

const session = newTestSession();
const handed = () => {
  const headers = new Headers();
  handOver(headers, { session, value: 'cookie-of-alex' });
  return headers;
};

it('arrives with the cookie that it was made for, once', () => {
  const headers = handed();
  expect(takeOver(headers, 'cookie-of-alex')).toBe(session);
  expect(takeOver(headers, 'cookie-of-alex')).toBeUndefined();
});

it('is nothing for another cookie, and stays there for its own', () => {
  const headers = handed();
  expect(takeOver(headers, 'cookie-of-mallory')).toBeUndefined();
  expect(takeOver(headers, 'cookie-of-alex')).toBe(session);
});

it('a ticket of the client’s own doesn’t reach the page (CVE-2024-29901)', () => {
  const known = handed();
  const headers = new Headers([...known, ['cookie', 'x']]);
  handOver(headers, undefined);
  expect([...headers]).toEqual([['cookie', 'x']]);
  expect(takeOver(new Headers({ 'x-session-handover': 'made-up' }), 'cookie-of-alex')).toBe(
    undefined,
  );
});
