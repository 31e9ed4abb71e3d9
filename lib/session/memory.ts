import 'server-only';
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/**
 * What this process remembers of sessions between requests. All of it may be lost at any moment
 * (a restart, another instance): it saves work and shortens delays, it decides nothing alone.
 * Every list is bounded, so that nobody can fill the memory from outside.
 *
 * It hangs on `globalThis` because Next bundles `proxy.ts` apart from the pages: each bundle has
 * its own copy of this module, and both have to see the same.
 */
type Memory = {
  /** Contents of seals by their hash. What a seal holds is checked for expiry at each use. */
  opened: LRUCache<string, object>;
  /** `id:`, `sid:` or `sub:` (`ended.ts`) → when it ended, milliseconds since the epoch. */
  ended: LRUCache<string, number>;
  /** Refreshes under way or just over, by the session as it was before. */
  refreshes: LRUCache<string, Promise<unknown>>;
  /** Sessions on their way from `proxy.ts` to the page of the same request, by ticket. */
  handedOver: LRUCache<string, { session: object; valueHash: string }>;
  /** Until when Logto isn't asked for anybody after it failed, milliseconds since the epoch. */
  pausedUntil: number;
  /** The same for a session that it failed alone, by id. */
  paused: LRUCache<string, number>;
};

const DAY_MS = 24 * 3600 * 1000;
const KEY = Symbol.for('northgate.session-memory');
const holder = globalThis as { [KEY]?: Memory };

const newMemory = (): Memory => ({
  opened: new LRUCache({ max: 5000, ttl: DAY_MS }),
  ended: new LRUCache({ max: 50_000, ttl: 30 * DAY_MS }),
  // Long enough for requests that were sent before the refreshed cookie reached the browser.
  refreshes: new LRUCache({ max: 10_000, ttl: 60_000 }),
  // Seconds at the most; what no page has asked for by then, no page will.
  handedOver: new LRUCache({ max: 2000, ttl: 10_000 }),
  pausedUntil: 0,
  // Five minutes at the most (`freshness.ts`).
  paused: new LRUCache({ max: 10_000, ttl: 5 * 60_000 }),
});

export function memory(): Memory {
  holder[KEY] ??= newMemory();
  return holder[KEY];
}

/** As after a restart; for tests. */
export function forgetEverything() {
  delete holder[KEY];
}

/** Keys must not hold what they stand for: a heap dump of keys would be a list of cookies. */
export const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');
