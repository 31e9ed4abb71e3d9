import type { ReactNode } from 'react';

/**
 * Replaces the content of a page: what happened, what helps, and as children the buttons that lead
 * on. No client component, so that `app/global-error.tsx` can draw it without a server.
 */
export function Problem({
  title,
  what,
  todo,
  reference,
  children,
}: {
  title: ReactNode;
  what?: ReactNode;
  todo?: ReactNode;
  /** What the server's log has too, for support. */
  reference?: { label: string; value: string } | undefined;
  children: ReactNode;
}) {
  return (
    <div className="grid gap-8">
      <div className="grid gap-4" role="alert">
        <h1 className="text-display">{title}</h1>
        {what && <p className="text-lead">{what}</p>}
        {todo && <p className="text-muted">{todo}</p>}
      </div>
      <div className="flex flex-wrap items-center gap-3">{children}</div>
      {reference && (
        <p className="border-line border-t pt-4 text-muted text-small">
          {reference.label} <code className="select-all text-ink">{reference.value}</code>
        </p>
      )}
    </div>
  );
}
