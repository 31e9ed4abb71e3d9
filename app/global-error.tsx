'use client';

import './globals.css';
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
    <html lang="en">
      <body className="mx-auto grid max-w-[68ch] gap-12 px-4 py-16">
        <title>{CRASH_WORDS.en.title}</title>
        <Crash words={CRASH_WORDS.en} digest={error.digest} onRetry={retry} />
        <div lang="th">
          <Crash words={CRASH_WORDS.th} digest={undefined} onRetry={retry} />
        </div>
      </body>
    </html>
  );
}
