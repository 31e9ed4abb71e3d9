/** The numbers of a benchmark as Markdown. */
import type { LoadResult } from './processes.ts';
import type { SignInTimes } from './sign-ins.ts';

export type Side = {
  name: string;
  path: string;
  cookie?: string;
  results: (LoadResult & { cpuMs: number; rss: number })[];
};
export type Outcome = {
  mode: string;
  noAuth: Side;
  signedIn: Side;
  /** Requests a second, signed in to not, of each round. */
  ratios: number[];
  /** CPU a request, not signed in to signed in: other programs on the machine disturb it less. */
  cpuRatios: number[];
  signIns: SignInTimes;
  /** Characters of the two pages. */
  sizes: number[];
  cookieBytes: number;
  logtoCallsAView: number;
  redisCallsAView: number;
};

export function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
}

/** The median, and between what it lay. */
const spread = (values: number[], digits: number) =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;

export const heading = (about: Record<string, string>) =>
  Object.entries(about)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

const row = (...cells: string[]) => `| ${cells.join(' | ')} |`;

export function table(outcomes: Outcome[]): string {
  const rows = outcomes.flatMap(({ mode, noAuth, signedIn }) =>
    [noAuth, signedIn].map(({ name, results }) =>
      row(
        ...[
          mode,
          name,
          spread(
            results.map(({ perSecond }) => perSecond),
            0,
          ),
        ],
        ...[
          spread(
            results.map(({ cpuMs }) => cpuMs),
            2,
          ),
          spread(
            results.map(({ p50 }) => p50),
            0,
          ),
        ],
        ...[
          spread(
            results.map(({ p99 }) => p99),
            0,
          ),
          `${Math.round(median(results.map(({ rss }) => rss)) / 2 ** 20)} MB`,
        ],
      ),
    ),
  );
  const more = outcomes.map((one) =>
    row(
      ...[
        one.mode,
        spread(one.ratios, 3),
        spread(one.cpuRatios, 3),
        `${one.cookieBytes}`,
        one.logtoCallsAView.toFixed(4),
      ],
      ...[
        one.redisCallsAView.toFixed(2),
        spread(one.signIns.start, 1),
        spread(one.signIns.callback, 1),
      ],
      ...[spread(one.signIns.provider, 1), one.sizes.join(' / ')],
    ),
  );
  return [
    row('sessions in', 'page', 'requests/s', 'CPU ms a request', 'p50 ms', 'p99 ms', 'memory'),
    row(...Array.from({ length: 7 }, () => '---')),
    ...rows,
    '',
    row(
      'sessions in',
      'ratio of requests/s',
      'by CPU',
      'cookie bytes',
      'calls to Logto a view',
      'calls to Redis a view',
      '`/sign-in` ms',
      '`/callback` ms',
      'of it Logto ms',
      'characters of the pages',
    ),
    row(...Array.from({ length: 10 }, () => '---')),
    ...more,
  ].join('\n');
}
