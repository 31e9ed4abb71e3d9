import { cases } from '@logto-okta/clients/tests/fuzz';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deleteCookie, readCookie, writeCookie } from './cookies.ts';
import type { CookieJar } from './jar.ts';

/** A browser: what one response sets, the next request brings. */
function browser(initial: Record<string, string> = {}) {
  const kept = new Map(Object.entries(initial));
  const jar: CookieJar = {
    get: (name) => kept.get(name) || undefined,
    names: () => [...kept.keys()],
    set: (name, value) => kept.set(name, value),
    remove: (name) => kept.delete(name),
  };
  return { jar, kept };
}

const MAX_LENGTH = 4 * 3800;
const BROWSER_LIMIT = 4096;
const value = fc
  .tuple(fc.integer({ min: 1, max: MAX_LENGTH }), fc.constantFrom(...'abcXYZ019-_*~.'))
  .map(([length, character]) => character.repeat(length));
const step = fc.oneof(
  value.map((text) => ({ kind: 'write' as const, text })),
  fc.constant({ kind: 'delete' as const }),
);

describe('a value spread over cookies', () => {
  it('is the last one written, or none, after any sequence of writes and deletions', () => {
    const property = fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const { jar, kept } = browser({ other: 'stays' });
      for (const one of steps) {
        if (one.kind === 'write') writeCookie(jar, 'session', one.text, 60);
        else deleteCookie(jar, 'session');
        expect(readCookie(jar, 'session')).toBe(one.kind === 'write' ? one.text : undefined);
        const ours = [...kept].filter(([name]) => name.startsWith('session'));
        const length = ours.reduce((sum, [, chunk]) => sum + chunk.length, 0);
        // No chunk of an earlier, longer value is left behind (a stale chunk is a broken seal).
        expect(length).toBe(one.kind === 'write' ? one.text.length : 0);
        for (const [name, chunk] of ours) {
          expect(name.length + chunk.length).toBeLessThan(BROWSER_LIMIT);
        }
      }
      expect(kept.get('other')).toBe('stays');
    });
    fc.assert(property, cases(1000));
  });

  it('is read from whatever a client sends without throwing, and deleted whole', () => {
    const names = fc.constantFrom(
      ...['session', 'session.0', 'session.1', 'session.2', 'session.3', 'session.4', 'session.x'],
    );
    const sent = fc.dictionary(names, fc.string({ maxLength: 50 }), { noNullPrototype: true });
    const property = fc.property(sent, (cookies) => {
      const { jar, kept } = browser(cookies);
      const read = readCookie(jar, 'session');
      expect(read === undefined || read.length > 0).toBe(true);
      deleteCookie(jar, 'session');
      expect(readCookie(jar, 'session')).toBeUndefined();
      for (const name of ['session', 'session.1', 'session.2', 'session.3']) {
        expect(kept.get(name) || undefined).toBeUndefined();
      }
    });
    fc.assert(property, cases(1000));
  });
});
