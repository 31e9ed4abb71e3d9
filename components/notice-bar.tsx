import type { ReactNode } from 'react';
import { cn } from '#lib/cn.ts';

/** What just happened. Announced by screen readers; the colour only repeats what the words say. */
export function NoticeBar({ tone, children }: { tone: 'good' | 'warn'; children: ReactNode }) {
  return (
    <p
      role="status"
      className={cn(
        'rounded-base border px-4 py-3',
        tone === 'good' ? 'border-good text-good' : 'border-warn text-warn',
      )}
    >
      {children}
    </p>
  );
}
