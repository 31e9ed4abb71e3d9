'use client';

import '@fontsource-variable/noto-sans-thai';
import './globals.css';
import { GeistSans } from 'geist/font/sans';
import { unstable_isUnrecognizedActionError as isOutdated } from 'next/navigation';
import { Crash } from '#components/crash.tsx';
import { CRASH_WORDS, OUTDATED_WORDS } from '#lib/i18n/crash-words.ts';
import { DEFAULT_LOCALE, LOCALES } from '#lib/i18n/locales.ts';

/** The layout itself failed: no provider to ask for words, so every language is on the page. */
export default function GlobalError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  const outdated = isOutdated(error);
  const words = outdated ? OUTDATED_WORDS : CRASH_WORDS;
  const again = outdated ? () => window.location.reload() : retry;
  return (
    <html lang={DEFAULT_LOCALE} className={GeistSans.variable}>
      <body className="mx-auto max-w-[68ch] px-4 py-16">
        <title>{words[DEFAULT_LOCALE].title}</title>
        <main className="grid gap-12">
          {LOCALES.map((locale) => (
            <div key={locale} lang={locale}>
              <Crash
                words={words[locale]}
                digest={locale === DEFAULT_LOCALE ? error.digest : undefined}
                onRetry={again}
              />
            </div>
          ))}
        </main>
      </body>
    </html>
  );
}
