/**
 * Names of organizations as they are today. A session's are those of its sign-in, or none: they may
 * not have fitted into the cookie (logto-io/js#1139).
 */
import 'server-only';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { withTimeLimit } from '@logto-okta/clients/time-limit';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { log } from '#lib/log/log.ts';
import { managementApi } from './admin.ts';

/** Milliseconds until a name is asked for again. */
const MAX_AGE_MS = 5 * 60_000;
/** Milliseconds for which a person isn't asked about again, whatever the answer lacked. */
const PERSON_PAUSE_MS = 60_000;
/** Milliseconds for which nothing is asked after a failure. */
const FAILURE_PAUSE_MS = 15_000;
/** Milliseconds that a page waits; a late answer is for the next one. */
const PATIENCE_MS = 800;

type Memory = {
  /** By organization, for everybody in it. A name that can't be asked for anew is still shown. */
  names: LRUCache<string, string>;
  /** Lookups under way or just over, by person. */
  lookups: LRUCache<string, Promise<void>>;
  pausedUntil: number;
};
const newMemory = (): Memory => ({
  names: new LRUCache({
    ...{ max: 20_000, ttl: MAX_AGE_MS },
    ...{ allowStale: true, noDeleteOnStaleGet: true },
    // The wall clock, which tests can move.
    perf: Date,
  }),
  lookups: new LRUCache({ max: 10_000, ttl: PERSON_PAUSE_MS, perf: Date }),
  pausedUntil: 0,
});
let memory = newMemory();

/** For tests. */
export function forgetNames() {
  memory = newMemory();
}

/**
 * Names by id, of as many as are known. At most one request to Logto, and none while the names are
 * cached: one person's answer serves everybody in the same organizations.
 */
export async function organizationNames(
  userId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { names, lookups, pausedUntil } = memory;
  const api = managementApi();
  if (api && ids.some((id) => !names.has(id)) && Date.now() >= pausedUntil) {
    const lookup = lookups.get(userId) ?? ask(api, userId);
    lookups.set(userId, lookup, { noUpdateTTL: true });
    await withTimeLimit(lookup, PATIENCE_MS, () => {});
  }
  return new Map(
    ids.flatMap((id) => {
      const name = names.get(id);
      return name ? [[id, name]] : [];
    }),
  );
}

async function ask(api: ManagementClient, userId: string): Promise<void> {
  const { names, lookups } = memory;
  try {
    const all = await api.get(`/users/${encodeURIComponent(userId)}/organizations`, {
      to: "list a person's organizations",
      schema: z.array(z.object({ id: z.string(), name: z.string() })),
    });
    for (const { id, name } of all) names.set(id, name.trim() || id);
  } catch (error) {
    lookups.delete(userId);
    memory.pausedUntil = Date.now() + FAILURE_PAUSE_MS;
    log.warn('organization_names_unavailable', { cause: error });
  }
}
