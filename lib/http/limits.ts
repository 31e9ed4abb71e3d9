/**
 * How often somebody may do what costs others something: an e-mail, a request to Logto. Counted in
 * Redis where there is one, for all instances; otherwise in this process.
 */
import 'server-only';
import { withTimeLimit } from '@logto-okta/clients/time-limit';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { getEnv } from '#lib/env.ts';
import { log } from '#lib/log/log.ts';
import { redis } from '#lib/redis.ts';
import { hashOf } from '#lib/session/memory.ts';

/** `points` in `duration` seconds. */
const LIMITS = {
  /** Per network address. Generous: everybody of a company may have the same one. */
  sign_in: { points: 300, duration: 60 },
  /** Per person and organization; each sends an e-mail. */
  invitations: { points: 20, duration: 600 },
  /**
   * Invitations looked up at Logto, per person, or per network address of people who aren't signed
   * in; and by all together whose address isn't known, behind a proxy that nobody declared.
   */
  invitation_lookups: { points: 120, duration: 60 },
  invitation_lookups_unknown: { points: 600, duration: 60 },
  /** Changes of members and invitations, per person. */
  changes: { points: 60, duration: 60 },
  /** Views of an organization's pages, per person. */
  views: { points: 120, duration: 60 },
  /** Per caller of the API. */
  api_reads: { points: 600, duration: 60 },
  api_changes: { points: 120, duration: 60 },
  /** Per network address, before it is known who calls. */
  api_calls: { points: 1800, duration: 60 },
} as const;
export type LimitName = keyof typeof LIMITS;

/** Milliseconds. Whoever waits for Redis longer is counted by this process alone. */
const REDIS_WAIT_MS = 500;

/** On `globalThis`: pages, actions and routes are bundled apart, and count together. */
const KEY = Symbol.for('northgate.limits');
type Counters = Map<string, RateLimiterAbstract>;
const holder = globalThis as { [KEY]?: Counters };

function counter<T extends RateLimiterAbstract>(name: string, make: () => T): T {
  holder[KEY] ??= new Map();
  const known = holder[KEY].get(name) as T | undefined;
  if (known) return known;
  const made = make();
  holder[KEY].set(name, made);
  return made;
}

/** For tests. */
export const forgetLimits = () => void delete holder[KEY];

/** What is over the limit is an answer here, not an exception. */
async function consume(limiter: RateLimiterAbstract, key: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key);
  } catch (answer) {
    if (answer instanceof RateLimiterRes) return answer;
    throw answer;
  }
}

const inMemory = (name: LimitName, key: string) =>
  consume(
    counter(`memory ${name}`, () => new RateLimiterMemory(LIMITS[name])),
    key,
  );

const inRedis = (name: LimitName, key: string) =>
  redis((storeClient) =>
    consume(
      counter(
        `redis ${name}`,
        () =>
          new RateLimiterRedis({
            ...LIMITS[name],
            ...{ storeClient, useRedisPackage: true, keyPrefix: `northgate:limit:${name}` },
          }),
      ),
      key,
    ),
  );

async function counted(name: LimitName, key: string): Promise<RateLimiterRes> {
  if (!getEnv().REDIS_URL) return inMemory(name, key);
  try {
    // As all keys there: a copy of Redis is no list of people and addresses.
    return await withTimeLimit(inRedis(name, hashOf(key)), REDIS_WAIT_MS);
  } catch {
    // `redis.ts` has logged that it doesn't answer.
    return inMemory(name, key);
  }
}

/**
 * Counts one use.
 * @param who whose: a person's id, a client's, a network address; undefined counts for nobody.
 * @returns seconds to wait when it was one too many.
 */
export async function overLimit(
  name: LimitName,
  who: string | undefined,
): Promise<number | undefined> {
  if (who === undefined) return undefined;
  const { consumedPoints, msBeforeNext } = await counted(name, who);
  const { points } = LIMITS[name];
  if (consumedPoints <= points) return undefined;
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  // Once: whoever goes on may do so thousands of times.
  if (consumedPoints === points + 1) log.warn('limit_reached', { limit: name, by: who, seconds });
  return seconds;
}
