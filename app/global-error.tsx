'use client';

import '@fontsource-variable/noto-sans-thai';
import './globals.css';
import { GeistSans } from 'geist/font/sans';
import { Crash } from '#components/crash.tsx';
import { CRASH_WORDS } from '#lib/crash-words.ts';

/** The layout itself failed: no provider to ask for words, so both languages stand here. */
export default function GlobalError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return (
    <html lang="en" className={GeistSans.variable}>
      <body className="mx-auto max-w-[68ch] px-4 py-16">
        <title>{CRASH_WORDS.en.title}</title>
        <main className="grid gap-12">
          <Crash words={CRASH_WORDS.en} digest={error.digest} onRetry={retry} />
          <div lang="th">
            <Crash words={CRASH_WORDS.th} digest={undefined} onRetry={retry} />
          </div>
        </main>
      </body>
    </html>
  );
}
