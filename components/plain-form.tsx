'use client';

import type { ReactNode } from 'react';
import { unlessOutdated } from './outdated.ts';

/** Addresses that do what an action does, and stay the same when the app is deployed anew. */
const OTHERWISE = {
  '/sign-in': 'get',
  '/sign-out': 'post',
  '/sign-out?everywhere=1': 'post',
} as const;

/** A browser's own form, which leaves the page. */
function send(path: keyof typeof OTHERWISE, fields: FormData) {
  const form = document.createElement('form');
  form.method = OTHERWISE[path];
  form.action = path;
  for (const [name, value] of fields) {
    if (typeof value !== 'string' || name === 'otherwise') continue;
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}

/**
 * A form whose action leads elsewhere. On a page from before a deploy it goes to `otherwise`, with
 * the same fields; without JavaScript `proxy.ts` sends it there.
 */
export function PlainForm({
  action,
  otherwise,
  className,
  children,
}: {
  action: (form: FormData) => Promise<void>;
  otherwise: keyof typeof OTHERWISE;
  className?: string;
  children: ReactNode;
}) {
  return (
    <form action={unlessOutdated(action, (form) => send(otherwise, form))} className={className}>
      <input type="hidden" name="otherwise" value={otherwise} />
      {children}
    </form>
  );
}
