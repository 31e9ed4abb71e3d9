/** What a million people a day would need, by arithmetic alone from what was measured. */

/** CPU in milliseconds of an instance, each the whole of it. */
export type Costs = {
  viewMs: number;
  /** With the page that it ends at. */
  signInMs: number;
  /** A view that asks Logto again, the view included. */
  refreshMs: number;
  redisViewMs: number;
  redisCallsAView: number;
  redisBytesASession: number;
  /** Resident bytes of an instance at the end. */
  instanceBytes: number;
};

/** Guesses about people, to be replaced by one's own numbers. */
export const ASSUMED = {
  people: 1_000_000,
  viewsADay: 20,
  /** Visits in which the session is older than `SESSION_REVALIDATE_SECONDS`, and renewals in each. */
  refreshesADay: 4,
  /** Everybody comes through their company, whose sessions last twelve hours. */
  signInsADay: 1,
  /** Of a day's views in its busiest hour; of its sign-ins, as people begin to work together. */
  viewsInPeakHour: 0.12,
  signInsInPeakHour: 0.25,
  /** How busy a core may be in that hour. */
  utilization: 0.6,
  /** Sessions kept of one person: devices, and those that nobody ended. */
  sessionsAPerson: 2,
  /** Calls of one sign-in at Logto: token, userinfo, the person's sessions. */
  logtoCallsASignIn: 3,
};

export function estimate(costs: Costs, assumed = ASSUMED) {
  const inPeakSecond = (aDay: number, share: number) => (assumed.people * aDay * share) / 3600;
  const views = inPeakSecond(assumed.viewsADay, assumed.viewsInPeakHour);
  const refreshes = inPeakSecond(assumed.refreshesADay, assumed.viewsInPeakHour);
  const signIns = inPeakSecond(assumed.signInsADay, assumed.signInsInPeakHour);
  const plainViews = views - refreshes;
  const busyCores =
    (plainViews * costs.viewMs + refreshes * costs.refreshMs + signIns * costs.signInMs) / 1000;
  return {
    ...{ views, refreshes, signIns, plainViews, busyCores },
    cores: Math.ceil(busyCores / assumed.utilization),
    redisCalls: views * costs.redisCallsAView,
    redisCores: (views * costs.redisViewMs) / 1000,
    redisBytes: assumed.people * assumed.sessionsAPerson * costs.redisBytesASession,
    logtoCalls: refreshes + signIns * assumed.logtoCallsASignIn,
  };
}

const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const some = (value: number) => value.toFixed(value < 10 ? 1 : 0);

const percent = (share: number) => `${Math.round(share * 100)} %`;

/** What is guessed, in words. */
export const assumptions = (assumed = ASSUMED): string =>
  `Assumed of each person: ${assumed.viewsADay} views a day, ${percent(assumed.viewsInPeakHour)} of them in the busiest hour, ${assumed.refreshesADay} of them with a refresh;
sign-ins a day: ${assumed.signInsADay}, through the company, ${percent(assumed.signInsInPeakHour)} in the busiest hour; sessions kept: ${assumed.sessionsAPerson}. Cores may be ${percent(assumed.utilization)} busy in that hour.`;

/** The same as Markdown, with each step of the arithmetic. */
export function estimateTable(costs: Costs, assumed = ASSUMED): string {
  const is = estimate(costs, assumed);
  const { people, viewsADay, refreshesADay, signInsADay, utilization } = assumed;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const rows = [
    [
      'views in the busiest second',
      `${whole(people)} × ${viewsADay} × ${assumed.viewsInPeakHour} / 3,600`,
      whole(is.views),
    ],
    [
      'of them with a refresh',
      `${whole(people)} × ${refreshesADay} × ${assumed.viewsInPeakHour} / 3,600`,
      whole(is.refreshes),
    ],
    [
      'sign-ins in the busiest second',
      `${whole(people)} × ${signInsADay} × ${assumed.signInsInPeakHour} / 3,600`,
      whole(is.signIns),
    ],
    [
      'busy cores',
      `(${whole(is.plainViews)} × ${some(costs.viewMs)} + ${whole(is.refreshes)} × ${some(costs.refreshMs)} + ${whole(is.signIns)} × ${some(costs.signInMs)}) ms`,
      some(is.busyCores),
    ],
    ['cores, one instance each', `${some(is.busyCores)} / ${utilization}`, whole(is.cores)],
    [
      'memory of the instances',
      `${whole(is.cores)} × ${whole(costs.instanceBytes / 1e6)} MB`,
      gigabytes(is.cores * costs.instanceBytes),
    ],
    [
      'commands a second at Redis',
      `${whole(is.views)} × ${some(costs.redisCallsAView)}`,
      whole(is.redisCalls),
    ],
    [
      'busy cores of Redis',
      `${whole(is.views)} × ${costs.redisViewMs.toFixed(2)} ms`,
      is.redisCores.toFixed(2),
    ],
    [
      'memory of Redis',
      `${whole(people)} × ${assumed.sessionsAPerson} × ${whole(costs.redisBytesASession)} bytes`,
      gigabytes(is.redisBytes),
    ],
    [
      'calls a second at Logto',
      `${whole(is.refreshes)} + ${whole(is.signIns)} × ${assumed.logtoCallsASignIn}`,
      whole(is.logtoCalls),
    ],
  ];
  return [
    '| | arithmetic | |',
    '| --- | --- | --- |',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}
