/** Each has a file in `messages/`; a language names itself in its own words. */
export const LOCALE_NAMES = { en: 'English', th: 'ไทย' } as const;
export type Locale = keyof typeof LOCALE_NAMES;
export const LOCALES = Object.keys(LOCALE_NAMES) as Locale[];
export const DEFAULT_LOCALE: Locale = 'en';
export const LOCALE_COOKIE = 'locale';
export const isLocale = (value: unknown): value is Locale => LOCALES.includes(value as Locale);
