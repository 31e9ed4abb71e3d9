import Negotiator from 'negotiator';
import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { DEFAULT_LOCALE, isLocale, LOCALE_COOKIE, LOCALES, type Locale } from './locales.ts';

/** The person's choice, else their browser's, else English. */
async function requestLocale(): Promise<Locale> {
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value;
  if (isLocale(chosen)) return chosen;
  const accepted = (await headers()).get('accept-language') ?? '';
  const negotiator = new Negotiator({ headers: { 'accept-language': accepted } });
  const [best] = negotiator.languages([...LOCALES]);
  return isLocale(best) ? best : DEFAULT_LOCALE;
}

export default getRequestConfig(async () => {
  const locale = await requestLocale();
  const { default: messages } = await import(`../../messages/${locale}.json`);
  // Times are shown relative, and exactly only in the browser, which knows the person's zone.
  return { locale, messages, timeZone: 'UTC' };
});
