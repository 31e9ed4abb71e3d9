'use client';

import './globals.css';
import { Crash } from '#components/crash.tsx';
import en from '../messages/en.json';
import th from '../messages/th.json';

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
        <title>{en.crash.title}</title>
        <Crash words={en.crash} digest={error.digest} onRetry={retry} />
        <div lang="th">
          <Crash words={th.crash} digest={undefined} onRetry={retry} />
        </div>
      </body>
    </html>
  );
}
