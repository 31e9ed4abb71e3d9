'use client';

import { unstable_isUnrecognizedActionError as isOutdated } from 'next/navigation';
import { useLocale } from 'next-intl';
import { Crash } from '#components/crash.tsx';
import { CRASH_WORDS, OUTDATED_WORDS } from '#lib/i18n/crash-words.ts';
import { DEFAULT_LOCALE, isLocale } from '#lib/i18n/locales.ts';

/** A page that failed while rendering. The digest is what the server's log has too. */
export default function ErrorPage({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  const given = useLocale();
  const locale = isLocale(given) ? given : DEFAULT_LOCALE;
  const outdated: boolean = isOutdated(error);
  if (outdated) {
    const reload = () => window.location.reload();
    return <Crash words={OUTDATED_WORDS[locale]} digest={undefined} onRetry={reload} />;
  }
  const words = CRASH_WORDS[locale];
  return <Crash words={words} digest={error.digest} onRetry={retry} />;
}
