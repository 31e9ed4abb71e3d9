/**
 * Okta's rate limits. Nobody is refused unless a test asks for it, since a limit that a test runs
 * into by accident helps nobody; but every answer counts, in headers, as Okta's does. One bucket an
 * endpoint; Okta's own count by client, address and device cookie as well.
 */
import type { ServerResponse } from 'node:http';
import { send } from '../engine/http.ts';
import { oktaError } from './answers.ts';

const WINDOW_MS = 60_000;
/** Shown while there is no limit. */
const USUAL_LIMIT = 600;
const LIMITED = /^(\/oauth2\/(?:default\/)?v1\/(?:authorize|token)$|\/api\/v1\/[^/]+)/;

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
      const [, name] = LIMITED.exec(path) ?? [];
      if (!name) return false;
      let bucket = buckets.get(name);
      if (!bucket || bucket.resetsAt <= now()) {
        bucket = { count: 0, resetsAt: now() + WINDOW_MS };
        buckets.set(name, bucket);
      }
      bucket.count += 1;
      const remaining = Math.max(0, (limit ?? USUAL_LIMIT) - bucket.count);
      res.setHeader('X-Rate-Limit-Limit', limit ?? USUAL_LIMIT);
      // Without a limit nothing is ever used up, or a careful client would stop and wait.
      res.setHeader(
        'X-Rate-Limit-Remaining',
        limit === undefined ? Math.max(1, remaining) : remaining,
      );
      // Seconds since 1970, not seconds to wait; there is no Retry-After.
      res.setHeader('X-Rate-Limit-Reset', Math.ceil(bucket.resetsAt / 1000));
      if (limit === undefined || bucket.count <= limit) return false;
      send(
        res,
        429,
        oktaError('E0000047', 'API call exceeded rate limit due to too many requests.'),
      );
      return true;
    },
  };
}
