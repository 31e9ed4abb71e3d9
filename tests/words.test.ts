import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES } from '#lib/errors.ts';
import { CRASH_WORDS } from '#lib/i18n/crash-words.ts';
import { LOCALES, type Locale } from '#lib/i18n/locales.ts';
import en from '../messages/en.json';

type Words = { [key: string]: string | Words };
const textsByKey = (words: Words, prefix = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[prefix + key, value] as [string, string]]
      : textsByKey(value, `${prefix}${key}.`),
  );
const wordsOf = (locale: Locale): Words => ({
  ...JSON.parse(readFileSync(`messages/${locale}.json`, 'utf8')),
  crash: CRASH_WORDS[locale],
});

/** `{name}` and `{count, plural, …}` */
const placeholders = (text: string) => (text.match(/\{\w+(?=[,}])/g) ?? []).sort().join(' ');
const ownWords = (text: string) => text.replace(/\{[^{}]*\}/g, '').match(/\p{L}{2,}/gu) ?? [];

/** The letters of languages that have their own. */
const SCRIPTS: { [locale: string]: RegExp } = { th: /\p{Script=Thai}/u };

/** What a language lacks, compared with English. */
function holes(locale: string, words: Words): string[] {
  const texts = new Map(textsByKey(words));
  const english = textsByKey({ ...en, crash: CRASH_WORDS.en });
  const extra = [...texts.keys()].filter((key) => !english.some(([one]) => one === key));
  return [
    ...extra.map((key) => `${key} is in no other language`),
    ...english.flatMap(([key, original]) => {
      const text = texts.get(key);
      if (text === undefined) return `${key} is missing`;
      if (text.trim() === '') return `${key} is empty`;
      if (placeholders(text) !== placeholders(original)) return `${key} has other placeholders`;
      if (locale === 'en') return [];
      // A name or a loanword may be the same; a sentence is one that nobody translated.
      if (text === original && ownWords(text).length > 2) return `${key} is still English`;
      const script = SCRIPTS[locale];
      return script && !script.test(text) ? `${key} has none of the language's letters` : [];
    }),
  ];
}

describe('messages', () => {
  it('every language has its file', () => {
    expect(readdirSync('messages').sort()).toEqual(
      LOCALES.map((locale) => `${locale}.json`).sort(),
    );
  });

  it.each(LOCALES)('%s says all that English says, with the same placeholders', (locale) => {
    expect(holes(locale, wordsOf(locale))).toEqual([]);
  });

  it('notices what a new language lacks', () => {
    const english = textsByKey(wordsOf('en'));
    expect(holes('de', wordsOf('en')).length).toBeGreaterThan(english.length / 2);
    const german = Object.fromEntries(english.map(([key, text]) => [key, `Deutsch: ${text}`]));
    expect(holes('de', german)).toEqual([]);
    const withPlaceholder = english.find(([, text]) => placeholders(text))?.[0] ?? '';
    const [gone, blank, copied] = english
      .filter(([, text]) => ownWords(text).length > 2 && !placeholders(text))
      .map(([key]) => key);
    delete german[gone ?? ''];
    german[withPlaceholder] = 'Deutsch';
    german[blank ?? ''] = ' ';
    german[copied ?? ''] = english.find(([key]) => key === copied)?.[1] ?? '';
    german.added = 'Neu';
    expect(holes('de', german).sort()).toEqual(
      [
        'added is in no other language',
        `${gone} is missing`,
        `${withPlaceholder} has other placeholders`,
        `${blank} is empty`,
        `${copied} is still English`,
      ].sort(),
    );
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
