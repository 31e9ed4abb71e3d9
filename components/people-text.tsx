import { Fragment } from 'react';

/**
 * A sentence with names of people in it, each between FSI and PDI (`isolated` of `lib/logto/display-name.ts`):
 * a name written from right to left, or in both directions, leaves the words around it in their order.
 */
export function PeopleText({ children }: { children: string }) {
  return children.split(/\u2068([^\u2069]*)\u2069/).map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence never move
    index % 2 === 1 ? <bdi key={index}>{part}</bdi> : <Fragment key={index}>{part}</Fragment>,
  );
}
