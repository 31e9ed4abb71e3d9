/** The numbers of a run as Markdown, for the terminal and for docs/performance.md. */
import { assumptions, type Costs, estimateTable } from './estimate.ts';
import type { InstancesRow, OrganizationsRow, SessionsRow } from './growth.ts';
import { NEVER } from './judge.ts';
import { byKind, type Event, type Fault, isExplained, type Tally } from './tally.ts';

export type Run = {
  about: string;
  people: number;
  minted: { seconds: number; appMs: number; logtoMs: number };
  traffic: {
    tally: Tally;
    seconds: number;
    thinkSeconds: number;
    faults: Fault[];
    wanted: number;
    begun: number;
    leftOut: number;
    retried: number;
    /** Of the machine's cores, how busy each of these was, on average: 1 is one core. */
    busy: Record<string, number>;
  };
  /** Events in the log of the instances. */
  logged: Record<string, number>;
  /** Views of everybody after the last fault that showed the right page. */
  stillSignedIn: number;
  sessions: SessionsRow[];
  organizations: OrganizationsRow[];
  instances: InstancesRow[];
  refreshMs: number;
  costs: Costs;
};

type Cell = string | number;
const table = (head: string[], rows: Cell[][]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const seconds = (ms: number | undefined) =>
  ms === undefined || Number.isNaN(ms) ? '–' : `${(ms / 1000).toFixed(1)} s`;
const rounded = (ms: number | undefined) => (ms === undefined ? '–' : Math.round(ms));
const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;
const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const list = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([name, count]) => `${count} × ${name}`)
    .join(', ') || 'none';

/** A failure counts for the first fault that explains it. */
const failuresOf = (fault: Fault, { tally, faults }: Run['traffic']) =>
  tally.failures.filter(
    (event) =>
      isExplained(event, [fault]) && faults.find((one) => isExplained(event, [one])) === fault,
  );

const lastAfter = (events: Event[], moment: number) => {
  const late = Math.max(...events.map(({ to }) => to - moment));
  return late > 0 ? seconds(late) : '0 s';
};

function faultRows(traffic: Run['traffic']): Cell[][] {
  return traffic.faults.map((fault) => {
    const events = failuresOf(fault, traffic);
    return [
      fault.name,
      `${Math.round(fault.from / 1000)}–${Math.round(fault.to / 1000)} s`,
      list(byKind(events)),
      events.length > 0 ? lastAfter(events, fault.to) : '–',
      seconds(traffic.tally.firstRightAfter('view', fault.to)),
      seconds(traffic.tally.firstRightAfter('sign-in', fault.to)),
    ];
  });
}

export const unexplained = ({ tally, faults }: Run['traffic']) =>
  tally.failures.filter((event) => !isExplained(event, faults));

const MOST_MOMENTS = 12;
const momentsOf = (events: Event[]) =>
  events
    .slice(0, MOST_MOMENTS)
    .map(({ from, to }) => `${seconds(from)} to ${seconds(to)}`)
    .join(', ');

const OVERLOADED_MS = 2000;
/** Why the numbers, or failures, say more about the machine than about the app. */
export function overload({ traffic }: Run): string | undefined {
  const { p50 } = traffic.tally.latency('view');
  return p50 > OVERLOADED_MS
    ? `Half of the views took longer than ${seconds(p50)}: too much for this machine as it is. Fewer --people, a longer --think, or fewer other programs.`
    : undefined;
}

/** Promises that the run broke, each as a sentence; empty when it broke none. */
export function broken(run: Run): string[] {
  const never = run.traffic.tally.failures.filter(({ kind }) =>
    (NEVER as readonly string[]).includes(kind),
  );
  const others = unexplained(run.traffic).filter((event) => !never.includes(event));
  const ended = run.logged.session_ended ?? 0;
  return [
    ...(never.length > 0 ? [`${list(byKind(never))}.`] : []),
    ...(others.length > 0
      ? [`No fault explains ${list(byKind(others))}: ${momentsOf(others)}.`]
      : []),
    ...(ended > 0 ? [`The instances ended ${ended} sessions by themselves.`] : []),
    ...(run.stillSignedIn < run.people
      ? [`${run.people - run.stillSignedIn} people were not signed in at the end.`]
      : []),
    ...(run.instances.some(({ wrong }) => wrong > 0)
      ? ['Views went wrong without any fault.']
      : []),
  ];
}

function trafficPart({ people, traffic, minted, stillSignedIn, logged }: Run): string {
  const { tally, seconds: lasted, faults } = traffic;
  const rows = (['view', 'sign-in'] as const).map((what) => {
    const { p50, p99, max } = tally.latency(what);
    const failed = tally.failures.filter((event) => event.what === what).length;
    const perSecond = (tally.count(what) / lasted).toFixed(1);
    return [what, tally.count(what), perSecond, failed, rounded(p50), rounded(p99), rounded(max)];
  });
  const quiet = unexplained(traffic);
  const busy = Object.entries(traffic.busy).map(([name, cores]) => `${name} ${cores.toFixed(2)}`);
  return `${whole(people)} people had signed in before, ${(people / minted.seconds).toFixed(1)} a second. For ${lasted} seconds each then looked at a page every ${traffic.thinkSeconds} seconds or so,
while ${traffic.wanted} sign-ins a second were asked for: ${whole(traffic.begun)} were begun, ${(traffic.begun / lasted).toFixed(1)} a second; ${whole(traffic.leftOut)} were left out because
sixteen were under way, or views took longer than a second. Cores in use meanwhile, on average: ${busy.join(', ')}.

${table(['', 'right', 'a second', 'failed', 'p50 ms', 'p99 ms', 'longest ms'], rows)}

| promise | |
| --- | --- |
| pages of another person | ${tally.failures.filter(({ kind }) => kind === 'another person’s page').length} |
| signed out | ${tally.failures.filter(({ kind }) => kind === 'signed out').length} |
| signed in at the end | ${whole(stillSignedIn)} of ${whole(people)} |
| failures that no fault explains | ${quiet.length > 0 ? list(byKind(quiet)) : 0} |

${table(
  [
    'fault',
    'when',
    'failures',
    'the last one after it was over',
    'first right view',
    'first sign-in',
  ],
  faultRows({ ...traffic, faults }),
)}

nginx gave ${traffic.retried} requests to another instance when the first one failed. ${tally.begunAgain()} sign-ins were begun a
second time. The instances logged ${list(logged)}.`;
}

function growthPart({ sessions, organizations, instances }: Run): string {
  const [first] = sessions;
  return `${table(
    ['sessions', 'memory of Redis', 'a session more', 'memory of each instance'],
    sessions.map(({ sessions: count, redisBytes, rss }) => [
      whole(count),
      megabytes(redisBytes),
      first && count > 0 ? `${whole((redisBytes - first.redisBytes) / count)} bytes` : '–',
      rss.map(megabytes).join(', '),
    ]),
  )}

${table(
  ['organizations', 'session in cookies', 'session in Redis: cookie', 'Redis'],
  organizations.map(({ organizations: count, cookieBytes, ticketBytes, redisBytes }) => [
    count,
    cookieBytes ? `${whole(cookieBytes)} bytes` : 'refused: too long',
    `${whole(ticketBytes)} bytes`,
    `${whole(redisBytes)} bytes`,
  ]),
)}

${table(
  [
    'instances',
    'views/s, as many as can be',
    'CPU of the app a view',
    'of nginx',
    'of Redis',
    'commands at Redis a view',
  ],
  instances.map(({ instances: count, perSecond, appMs, nginxMs, redisMs, redisCalls }) => [
    ...[count, Math.round(perSecond), `${appMs.toFixed(2)} ms`, `${nginxMs.toFixed(2)} ms`],
    ...[`${redisMs.toFixed(3)} ms`, redisCalls.toFixed(2)],
  ]),
)}`;
}

export const report = (run: Run): string => `${run.about}

${trafficPart(run)}

### Growth

${growthPart(run)}

A sign-in takes ${run.minted.appMs.toFixed(1)} ms of an instance's CPU, with the page it ends at; the sandbox's Logto, which is not the real one,
takes ${run.minted.logtoMs.toFixed(1)} ms for its part. A view that asks Logto again takes ${run.refreshMs.toFixed(1)} ms.

### A million people a day

An estimate from these costs, and from guesses about people that are yours to replace (\`ASSUMED\` in \`packages/load/load/estimate.ts\`).
${assumptions()}

${estimateTable(run.costs)}
`;
