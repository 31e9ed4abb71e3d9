/** What happened, counted by kind, and which fault explains what isn't a right page. */
import { type Kind, NEVER } from './judge.ts';

export type What = 'view' | 'sign-in' | 'last view';
export type Event = {
  what: What;
  kind: Kind;
  /** Milliseconds since the traffic began. */
  from: number;
  to: number;
};

/** What may go wrong because of a fault, while it lasts and until its `graceMs` are over. */
export type Fault = {
  name: string;
  /** Milliseconds since the traffic began: it happened, it was over. */
  from: number;
  to: number;
  graceMs: number;
  explains: (event: Pick<Event, 'what' | 'kind'>) => boolean;
};

export const isExplained = (event: Event, faults: Fault[]): boolean =>
  !(NEVER as readonly string[]).includes(event.kind) &&
  faults.some(
    (fault) =>
      event.to >= fault.from && event.from <= fault.to + fault.graceMs && fault.explains(event),
  );

export function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const SHARE_OF_LAST = 0.05;

export function createTally() {
  const failures: Event[] = [];
  const right: Record<What, { to: number; ms: number }[]> = {
    view: [],
    'sign-in': [],
    'last view': [],
  };
  let again = 0;
  let recentViewMs = 0;
  const began = performance.now();
  const now = () => performance.now() - began;

  return {
    now,
    failures,
    /** @param from by `now`. */
    add(what: What, kind: Kind, from: number, beganAgain = false) {
      const to = now();
      if (beganAgain) again += 1;
      if (what === 'view') recentViewMs += (to - from - recentViewMs) * SHARE_OF_LAST;
      if (kind === 'right page') right[what].push({ to, ms: to - from });
      else failures.push({ what, kind, from, to });
    },
    count: (what: What) => right[what].length,
    /** Milliseconds that the last views took, the latest counting most. */
    recentViewMs: () => recentViewMs,
    /** Sign-ins that had to be begun a second time. */
    begunAgain: () => again,
    /** Milliseconds: the median and the 99th of a hundred. */
    latency(what: What) {
      const sorted = right[what].map(({ ms }) => ms).sort((one, other) => one - other);
      return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), max: sorted.at(-1) };
    },
    /** Milliseconds from `moment` to the first right answer that came after it. */
    firstRightAfter(what: What, moment: number): number {
      const first = right[what].find(({ to }) => to >= moment);
      return first ? first.to - moment : Number.NaN;
    },
  };
}
export type Tally = ReturnType<typeof createTally>;

/** Kind → how often. */
export function byKind(events: Event[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { what, kind } of events) {
    const name = `${what}: ${kind}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
