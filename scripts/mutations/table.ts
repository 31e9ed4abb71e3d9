import type { Outcome } from './test-run.ts';

const COLUMNS: Outcome[] = ['killed', 'survived', 'broken'];
const LABEL = 64;

type Result = { row: string; outcome: Outcome };
const count = (results: Result[], outcome: Outcome) =>
  results.filter((one) => one.outcome === outcome).length;

/** A line a row of SECURITY.md, and the sum. */
export function table(results: Result[]): string {
  const rows = Map.groupBy(results, ({ row }) => row);
  const line = (label: string, cells: (string | number)[]) =>
    [label.slice(0, LABEL).padEnd(LABEL), ...cells.map((cell) => String(cell).padStart(8))].join(
      ' ',
    );
  const counts = (some: Result[]) => [some.length, ...COLUMNS.map((one) => count(some, one))];
  const sum = COLUMNS.map((outcome) => `${count(results, outcome)} ${outcome}`).join(', ');
  return [
    line('row', ['patches', ...COLUMNS]),
    ...[...rows].map(([row, some]) => line(row, counts(some))),
    '',
    `${rows.size} rows, ${results.length} patches: ${sum}`,
  ].join('\n');
}
