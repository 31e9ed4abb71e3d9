/**
 * Okta's rate limits, off unless asked for: a limit that a test runs into by accident helps nobody.
 * One bucket an endpoint; Okta's own count by client, address and device cookie as well.
 */
import type { ServerResponse } from 'node:http';
import { send } from '#sandbox/engine/http.ts';
import { oktaError } from './answers.ts';

const WINDOW_MS = 60_000;
const LIMITED = /^\/oauth2\/(?:default\/)?v1\/(?:authorize|token)$/;

export function createRateLimiter(now: () => number, initial: number | undefined) {
  let limit = initial;
  const buckets = new Map<string, { count: number; resetsAt: number }>();

  return {
    /** `undefined` lifts the limit. Counting starts anew either way. */
    set(perMinute: number | undefined) {
      limit = perMinute;
      buckets.clear();
    },

    /** Counts a request; true when it was over the limit and has been answered here. */
    refuses(path: string, res: ServerResponse): boolean {
      if (limit === undefined || !LIMITED.test(path)) return false;
      let bucket = buckets.get(path);
      if (!bucket || bucket.resetsAt <= now()) {
        bucket = { count: 0, resetsAt: now() + WINDOW_MS };
        buckets.set(path, bucket);
      }
      bucket.count += 1;
      res.setHeader('X-Rate-Limit-Limit', limit);
      res.setHeader('X-Rate-Limit-Remaining', Math.max(0, limit - bucket.count));
      // Seconds since 1970, not seconds to wait; there is no Retry-After.
      res.setHeader('X-Rate-Limit-Reset', Math.ceil(bucket.resetsAt / 1000));
      if (bucket.count <= limit) return false;
      send(
        res,
        429,
        oktaError('E0000047', 'API call exceeded rate limit due to too many requests.'),
      );
      return true;
    },
  };
}
