/**
 * What this app changed of an organization's members, kept at the organization in Logto: Logto's
 * own log has no such events (docs/vendors.md L13), and `customData` is the one store that all
 * instances share, with Redis or without. The Management API shows it, and a script of the tenant's
 * own for token claims is handed it; tokens and sign-in pages have nothing of it by themselves, and
 * this app reads it for the Activity page alone.
 *
 * Ids, roles and times. The one name is that of somebody who was removed: by their id the
 * administrators of the organization could no longer tell who it was, and looking them up at Logto
 * would show what they are called now, to people whom that no longer concerns. So it is the name
 * that these administrators knew anyway, and it goes when newer entries push it out; whoever
 * deletes an account for good has to delete it here too (docs/operations.md).
 */
import 'server-only';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { ManagementError } from '@logto-okta/clients/logto/errors';
import { withTimeLimit } from '@logto-okta/clients/time-limit';
import { after } from 'next/server';
import { z } from 'zod';
import { log } from '#lib/log/log.ts';
import { sessionStore } from '#lib/session/store.ts';
import { pathOf } from './api.ts';

/** In the organization's `customData`; whatever else is in there is somebody else's. */
export const TRAIL_KEY = 'memberChanges';
/** About 20 KB: lists of organizations carry it along wherever the Management API gives one. */
export const MOST_ENTRIES = 100;

const id = z.string().min(1).max(64);
const roles = z.array(z.string().max(128)).max(50);
const common = {
  id,
  at: z.iso.datetime(),
  /** Who did it: a person's id, or a client's of the API. */
  by: id,
  byClient: z.literal(true).optional(),
  member: id,
};
const entrySchema = z.discriminatedUnion('what', [
  z.object({ ...common, what: z.literal('role_changed'), from: roles, to: roles }),
  z.object({ ...common, what: z.literal('removed'), name: z.string().max(256).optional() }),
]);
export type TrailEntry = z.output<typeof entrySchema>;
type WithoutOwn<T> = T extends unknown ? Omit<T, 'id' | 'at'> : never;
export type MemberChanged = WithoutOwn<TrailEntry>;

const organizationSchema = z.object({ customData: z.record(z.string(), z.unknown()).default({}) });

/** Administrators may edit it in Logto's console: what isn't an entry is passed over. */
export function trailOf(customData: Record<string, unknown>): TrailEntry[] {
  const kept = customData[TRAIL_KEY];
  if (!Array.isArray(kept)) return [];
  const entries = kept.flatMap((one) => entrySchema.safeParse(one).data ?? []);
  return [...new Map(entries.map((one) => [one.id, one])).values()];
}

/** Oldest first. @throws ManagementError */
export async function readTrail(api: ManagementClient, organizationId: string) {
  return trailOf(await customDataOf(api, organizationId));
}

async function customDataOf(api: ManagementClient, organizationId: string) {
  const to = 'read the changes of an organization';
  const { customData } = await api.get(pathOf(organizationId), { to, schema: organizationSchema });
  return customData;
}

/**
 * @returns whether it is there now without our doing.
 * @throws ManagementError
 */
async function put(api: ManagementClient, organizationId: string, entry: TrailEntry) {
  const customData = await customDataOf(api, organizationId);
  const trail = trailOf(customData);
  const next = [...trail.filter((one) => one.id !== entry.id), entry]
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .slice(-MOST_ENTRIES);
  // Newer ones may have pushed it out.
  if (trail.some((one) => one.id === entry.id) || !next.includes(entry)) return true;
  // Logto replaces the column as a whole, so that the rest goes along.
  await api.patch(pathOf(organizationId), {
    to: 'keep a change of an organization',
    body: { customData: { ...customData, [TRAIL_KEY]: next } },
  });
  return false;
}

/** Milliseconds. Whoever made the change doesn't wait longer than that for its entry. */
const LONGEST_WAIT_MS = 2000;
/** Milliseconds after which it is looked for: longer than others take between reading and writing. */
const CHECKS_MS = [1000, 3000, 9000];

/**
 * Adds an entry; call it in the turn of the organization (`changeMember`), whose changes it keeps
 * in order. Logto compares nothing before it replaces the column: another instance that read it
 * before us may write it back without our entry. So the entry is looked for after the answer has
 * gone out, and put back if it is missing.
 *
 * Never throws: the change itself is made, and in the log.
 */
export async function keepInTrail(
  api: ManagementClient,
  organizationId: string,
  change: MemberChanged,
): Promise<void> {
  const entry = { id: randomUUID(), at: new Date().toISOString(), ...change };
  const about = { organization: organizationId, entry: entry.id };
  const attempt = async () => {
    try {
      return await put(api, organizationId, entry);
    } catch (cause) {
      // The organization is gone, and its trail with it.
      if (cause instanceof ManagementError && cause.code === 'not_found') return true;
      log.warn('member_change_not_kept', { ...about, cause });
      return undefined;
    }
  };
  const first = attempt();
  await withTimeLimit(first, LONGEST_WAIT_MS, () => {});
  after(async () => {
    let was = await first;
    for (const delay of CHECKS_MS) {
      await pause(delay);
      const now = await sessionStore()
        .exclusively(`organization:${organizationId}`, attempt)
        // Turns only spare checks: without Redis it goes on.
        .catch(attempt);
      if (now) return;
      if (now === false && was !== undefined) log.warn('member_change_overwritten', about);
      was = now;
    }
    if (was === undefined) log.error('member_change_lost', about);
  });
}
