/** The words of the sign-in pages by language, keyed as Logto's are, for `.well-known/phrases`. */
import { readFileSync } from 'node:fs';

const read = (language: string): Record<string, Record<string, unknown>> =>
  JSON.parse(readFileSync(new URL(`./phrases/${language}.json`, import.meta.url), 'utf8'));

export const phrases = { en: read('en'), th: read('th') };
