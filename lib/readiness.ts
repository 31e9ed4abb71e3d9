import 'server-only';
import { withTimeLimit } from '@logto-okta/clients/time-limit';
import { getEnv } from '#lib/env.ts';
import { isStopping } from '#lib/http/server.ts';
import { fetchDiscovery } from '#lib/logto/discovery.ts';
import { redis } from '#lib/redis.ts';

/** What a probe learns; anybody may read it, so it says which neighbour fails and not how. */
export type Readiness = {
  status: 'ready' | 'not_ready' | 'stopping';
  checks?: Record<string, 'ok' | 'failed'>;
};

/** Milliseconds. Kubernetes' own limit is one second unless told otherwise; docs/operations.md. */
const LIMIT_MS = 2000;
/** Milliseconds. Whoever asks more often gets the last answer: probes are no load on Logto. */
const REMEMBERED_MS = 3000;

async function check(work: (limitMs: number) => Promise<unknown>): Promise<'ok' | 'failed'> {
  return withTimeLimit(work(LIMIT_MS), LIMIT_MS).then(
    () => 'ok',
    () => 'failed',
  );
}

async function ask(): Promise<Readiness> {
  const [logto, store] = await Promise.all([
    check(fetchDiscovery),
    getEnv().REDIS_URL ? check(() => redis((client) => client.ping())) : undefined,
  ]);
  const checks = { logto, ...(store && { redis: store }) };
  const isReady = Object.values(checks).every((one) => one === 'ok');
  return { status: isReady ? 'ready' : 'not_ready', checks };
}

let last: { answer: Promise<Readiness>; until: number } | undefined;

/** Whether Logto, and Redis if it is used, answer; asked at most once in three seconds. */
export async function readiness(): Promise<Readiness> {
  if (isStopping()) return { status: 'stopping' };
  if (last && Date.now() < last.until) return last.answer;
  const answer = ask();
  // One at a time: until it is there, everybody waits for the same one.
  last = { answer, until: Number.POSITIVE_INFINITY };
  const mine = last;
  answer.finally(() => {
    mine.until = Date.now() + REMEMBERED_MS;
  });
  return answer;
}
