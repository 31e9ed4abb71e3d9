'use client';

import { useLocale } from 'next-intl';
import { Crash } from '#components/crash.tsx';
import { CRASH_WORDS } from '#lib/crash-words.ts';
import { DEFAULT_LOCALE, isLocale } from '#lib/locales.ts';

/** A page that failed while rendering. The digest is what the server's log has too. */
export default function ErrorPage({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  const locale = useLocale();
  const words = CRASH_WORDS[isLocale(locale) ? locale : DEFAULT_LOCALE];
  return <Crash words={words} digest={error.digest} onRetry={retry} />;
}
