/** What is broken while people browse, when, and what each fault may be the reason of. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisServer } from '@logto-okta/sandbox/tools/redis';
import type { Fault, Tally } from './tally.ts';

export const INSTANCE_DOWN_MS = 5000;
const REDIS_DOWN_MS = 3000;
const LOGTO_DOWN_MS = 20_000;
/** After Redis is back the app's client waits up to two seconds before it tries again. */
const REDIS_GRACE_MS = 5000;
/** nginx leaves a failed instance alone for two seconds at a time. */
const INSTANCE_GRACE_MS = 5000;
/** A sign-in that met the outage may take this long to be told. */
const LOGTO_GRACE_MS = 15_000;

/** Shares of the traffic's time, when each begins. */
const AT = { instance: 0.12, redis: 0.38, logto: 0.6 };
/** Seconds: in fewer there is no quiet time between the faults. */
export const LEAST_SECONDS = 75;

export type Stage = {
  tally: Tally;
  seconds: number;
  redis: RedisServer;
  controlUrl: string;
  killInstance: () => Promise<void>;
  /** Resolves once it serves again. */
  restartInstance: () => Promise<void>;
};

async function control(url: string, method: string, body?: object) {
  const response = await fetch(`${url}/logto/fault`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`the sandbox answered ${response.status} to ${method}`);
}

const LOST_WAY = ['connection broken', 'no answer', 'bad gateway', 'gateway timeout'];
const OF_REDIS = ['sessions unavailable', 'problem sessions_unavailable'];
const OF_LOGTO = [
  'Logto doesn’t answer the browser',
  'problem logto_unreachable',
  'problem logto_failed',
  'problem guard_unavailable',
];

/** @returns each fault as it really was, once all are over. @throws when one can't be brought about. */
export async function breakThings(stage: Stage, tell: (line: string) => void): Promise<Fault[]> {
  const { tally, seconds, redis, controlUrl } = stage;
  const until = (share: number) => sleep(Math.max(0, seconds * 1000 * share - tally.now()));
  const faults: Fault[] = [];
  async function during(
    name: string,
    fault: Pick<Fault, 'graceMs' | 'explains'>,
    work: () => Promise<void>,
  ) {
    const from = tally.now();
    tell(`${Math.round(from / 1000)} s: ${name}`);
    await work();
    const to = tally.now();
    tell(`${Math.round(to / 1000)} s: it is back`);
    faults.push({ name, from, to, ...fault });
  }

  await until(AT.instance);
  await during(
    'an instance is killed',
    { graceMs: INSTANCE_GRACE_MS, explains: ({ kind }) => LOST_WAY.includes(kind) },
    async () => {
      await stage.killInstance();
      await sleep(INSTANCE_DOWN_MS);
      await stage.restartInstance();
    },
  );
  await until(AT.redis);
  await during(
    'Redis is restarted',
    { graceMs: REDIS_GRACE_MS, explains: ({ kind }) => OF_REDIS.includes(kind) },
    async () => {
      await redis.stop();
      await sleep(REDIS_DOWN_MS);
      await redis.start();
    },
  );
  await until(AT.logto);
  await during(
    'Logto is away',
    {
      graceMs: LOGTO_GRACE_MS,
      // Nobody who is signed in needs Logto: a view has no excuse.
      explains: ({ what, kind }) => what === 'sign-in' && OF_LOGTO.includes(kind),
    },
    async () => {
      await control(controlUrl, 'PUT', { kind: 'unreachable' });
      await sleep(LOGTO_DOWN_MS);
      await control(controlUrl, 'DELETE');
    },
  );
  return faults;
}
