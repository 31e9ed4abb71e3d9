import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES } from '#lib/errors.ts';
import { LOCALES } from '#lib/locales.ts';
import en from '../messages/en.json';
import th from '../messages/th.json';

type Words = { [key: string]: string | Words };
const paths = (words: Words, prefix = ''): string[] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : paths(value, `${prefix}${key}.`),
  );
const texts = (words: Words): string[] =>
  Object.values(words).flatMap((value) => (typeof value === 'string' ? [value] : texts(value)));

describe('messages', () => {
  it('every language has its file', () => {
    expect(readdirSync('messages').sort()).toEqual(
      LOCALES.map((locale) => `${locale}.json`).sort(),
    );
  });

  it('the languages say the same things, with the same placeholders', () => {
    expect(paths(th)).toEqual(paths(en));
    const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
    const thai = texts(th);
    texts(en).forEach((text, index) => {
      expect(placeholders(thai[index] ?? ''), text).toEqual(placeholders(text));
    });
  });

  it('Thai is Thai, and nothing is left empty', () => {
    for (const text of texts(th)) expect(text).toMatch(/[\u0E00-\u0E7F]/);
    for (const text of texts(en)) expect(text.trim()).not.toBe('');
  });
});

describe('problems', () => {
  it.each(PROBLEM_CODES)('%s has words and a page for developers', (code) => {
    expect(en.problems[code]).toMatchObject({
      title: expect.any(String),
      what: expect.any(String),
      todo: expect.any(String),
    });
    expect(existsSync(`docs/errors/${code}.md`), `docs/errors/${code}.md`).toBe(true);
  });

  it('no page is about a code that is gone', () => {
    const pages = readdirSync('docs/errors').filter((name) => name !== 'README.md');
    expect(pages.sort()).toEqual(PROBLEM_CODES.map((code) => `${code}.md`).sort());
    expect(Object.keys(en.problems).sort()).toEqual([...PROBLEM_CODES].sort());
  });
});
