import type { ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';

/**
 * What just happened. Announced by screen readers; the colour only repeats what the words say.
 *
 * @param quiet for one inside of something that is announced already.
 */
export function NoticeBar({
  tone,
  quiet = false,
  children,
}: {
  tone: 'good' | 'warn';
  quiet?: boolean;
  children: ReactNode;
}) {
  return (
    <p
      role={quiet ? undefined : 'status'}
      className={cn(
        'rounded-base border px-4 py-3',
        tone === 'good' ? 'border-good text-good' : 'border-warn text-warn',
      )}
    >
      {children}
    </p>
  );
}
