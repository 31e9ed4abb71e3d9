'use client';

import { type ComponentProps, useContext } from 'react';
import { FormResult } from './form-result.ts';

const CONTROL =
  'min-h-11 w-full rounded-base border border-control-line bg-raised px-3 text-ink disabled:text-muted';

type Labelled = { label: string; name: string };

/** What was sent and refused stays in the field. */
const useKept = (name: string) => useContext(FormResult)?.values[name];

export function TextField({ label, id, ...props }: ComponentProps<'input'> & Labelled) {
  const kept = useKept(props.name);
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-semibold">
        {label}
      </label>
      <input id={id} {...props} defaultValue={kept ?? props.defaultValue} className={CONTROL} />
    </div>
  );
}

export function SelectField({ label, id, ...props }: ComponentProps<'select'> & Labelled) {
  const chosen = useKept(props.name) ?? props.defaultValue;
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-semibold">
        {label}
      </label>
      {/* A new element for another default: React doesn't reset a select to it (facebook/react#30580). */}
      <select id={id} key={String(chosen)} {...props} defaultValue={chosen} className={CONTROL} />
    </div>
  );
}
