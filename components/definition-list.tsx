import type { ReactNode } from 'react';

/** Facts, one a row: the term beside its value, above it on a phone. */
export function DefinitionList({ rows }: { rows: { term: string; value: ReactNode }[] }) {
  return (
    <dl className="divide-y divide-line border-line border-y">
      {rows.map(({ term, value }) => (
        <div key={term} className="grid gap-x-6 py-3 sm:grid-cols-[11rem_1fr]">
          <dt className="text-muted">{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
