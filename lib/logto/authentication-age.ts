import type { Claims } from './claims.ts';

/** Milliseconds. Both moments are in whole seconds: the age may seem almost a second longer than it is. */
const MARGIN_MS = 1000;
/**
 * Milliseconds from the question to the ID token at most: Logto redirects at once, and its codes live a
 * minute. A sign-in that was begun long ago doesn't take a question that another one has answered since.
 */
const LONGEST_MS = 120_000;

/**
 * Milliseconds from when Logto last asked the person to when it issued the ID token. Both moments are
 * by Logto's clock, so ours may differ from it. Undefined when the token doesn't say: `max_age` and
 * `prompt` were removed from the request on its way (docs/vendors.md L4).
 */
export function authenticationAge({ auth_time, iat }: Claims): number | undefined {
  if (auth_time == null || iat === undefined) return undefined;
  return Math.max(0, (iat - auth_time) * 1000);
}

/**
 * Whether Logto asked the person inside this round trip, instead of answering by a session of its
 * own. It asks through the company's connector where the person has one; `iat`, `sid` and the records
 * of the session at Logto prove nothing of the kind.
 *
 * @param startedAt when the browser was sent to Logto; milliseconds, by our clock as `now`.
 */
export const isFresh = (age: number | undefined, startedAt: number, now: number) =>
  age !== undefined && age <= Math.min(LONGEST_MS, Math.max(0, now - startedAt)) + MARGIN_MS;
