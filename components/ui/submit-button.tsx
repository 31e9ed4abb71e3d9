'use client';

import { type ReactNode, useContext, useEffect, useState } from 'react';
import { useFormStatus } from 'react-dom';
import { cn } from '#components/ui/cn.ts';
import { type ButtonVariant, buttonClass } from './button.tsx';
import { FormResult } from './form-result.ts';

/**
 * A form's button. While the form is on its way it says so, keeps its width, and doesn't send
 * twice. Without JavaScript it is a plain submit button.
 */
export function SubmitButton({
  children,
  pendingLabel,
  variant = 'primary',
  className,
}: {
  children: ReactNode;
  pendingLabel: string;
  variant?: ButtonVariant;
  className?: string;
}) {
  const pending = useFormStatus().pending;
  const leaves = useContext(FormResult) === undefined;
  const shown = useShownAgain(pending) && (pending || leaves);
  return (
    <button
      type="submit"
      aria-disabled={shown || undefined}
      onClick={(event) => shown && event.preventDefault()}
      className={buttonClass(variant, className)}
    >
      <span className="grid">
        <span className={cn('col-start-1 row-start-1', shown && 'invisible')} aria-hidden={shown}>
          {children}
        </span>
        <span className={cn('col-start-1 row-start-1', !shown && 'invisible')} aria-hidden={!shown}>
          {pendingLabel}
        </span>
      </span>
    </button>
  );
}

/**
 * Pending until the browser leaves: an action that ends on another site has answered long before
 * that site appears. Coming back by the back button shows the page as it was, so it is reset then.
 */
function useShownAgain(pending: boolean): boolean {
  const [left, setLeft] = useState(false);
  useEffect(() => {
    if (pending) setLeft(true);
  }, [pending]);
  useEffect(() => {
    const reset = () => setLeft(false);
    addEventListener('pageshow', reset);
    return () => removeEventListener('pageshow', reset);
  }, []);
  return pending || left;
}
