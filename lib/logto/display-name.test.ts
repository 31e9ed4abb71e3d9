import { describe, expect, it } from 'vitest';
import { cleanText, displayName, isolated } from './display-name.ts';

/** What moves, hides or forges text around it. */
const HIDDEN = [
  ...['\u0000', '\u0007', '\u001b', '\u007f', '\u009b', '\u200b', '\u200e', '\u200f', '\u061c'],
  ...['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069'],
  ...['\u2060', '\ufeff', '\u00ad', '\u3164', '\u115f', '\u2800', '\u{e0041}', '\ud800'],
];

describe('a name', () => {
  it.each(HIDDEN.map((one) => [one.codePointAt(0)?.toString(16), one]))(
    'with U+%s in it is shown without',
    (_, one) => {
      expect(cleanText(`Mal${one}lory`)).toBe('Mallory');
      expect(cleanText(one)).toBeUndefined();
    },
  );

  it('is one line', () => {
    expect(cleanText('Mallory\r\n{"level":"info"}\tx\u2028y')).toBe('Mallory {"level":"info"} xy');
  });

  it.each(['ไทยดี', 'สมชาย ใจดี', 'Zoë', 'محمد', 'בן', '山田', '👩‍💻', 'O’Brien', 'नमस्‍ते', '42'])(
    '%s stays as it is',
    (name) => expect(cleanText(name)).toBe(name),
  );

  it('has an end', () => {
    expect(cleanText('👩'.repeat(10_000))).toBe('👩'.repeat(128));
  });
});

describe('what to call somebody', () => {
  const given = { name: 'Emma', username: 'emma1', email: 'emma@acme.test' };
  it.each([
    [given, 'Emma'],
    [{ ...given, name: '' }, 'emma1'],
    [{ ...given, name: ' \u00a0\t' }, 'emma1'],
    [{ ...given, name: '\u202e\u200b' }, 'emma1'],
    [{ ...given, name: null, username: '' }, 'emma@acme.test'],
    [{ name: '', username: ' ', email: null }, undefined],
    [{}, undefined],
  ])('is the first that can be read (%#)', (names, wanted) => {
    expect(displayName(names)).toBe(wanted);
  });
});

it('an isolated name leaves the words around it alone', () => {
  expect(isolated('محمد')).toBe('\u2068محمد\u2069');
});
