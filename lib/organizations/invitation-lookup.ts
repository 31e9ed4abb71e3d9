/**
 * Invitations for their public page. Whoever has the link may look, so lookups are cached, shared
 * and limited: the Management API's rate limit is also that of the SSO guard.
 */
import 'server-only';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { ManagementError } from '@logto-okta/clients/logto/errors';
import { LOGTO_ID } from '@logto-okta/clients/logto-id';
import { fail, ok, type Result } from '@logto-okta/clients/result';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { overLimit } from '#lib/http/limits.ts';
import { log } from '#lib/log/log.ts';
import { managementApi } from '#lib/logto/admin.ts';
import { displayName } from '#lib/logto/display-name.ts';
import { pathOf } from './api.ts';
import { hasInviterAuthority } from './invitation-authority.ts';
import { findRecord, type InvitationRecord, isOpen } from './invitation-records.ts';

export type FoundInvitation = {
  record: InvitationRecord;
  organizationName: string;
  inviterName: string | undefined;
  /** Whether the inviter may still invite to these roles. */
  isAuthorized: boolean;
};
export type Lookup = Result<FoundInvitation, 'gone' | 'unavailable'>;
type Asked = Result<FoundInvitation, 'gone'>;

/** Milliseconds. An open invitation may be withdrawn at any moment; the others are final. */
const OPEN_TTL_MS = 3000;
const FINAL_TTL_MS = 60_000;
/** Milliseconds for which the public page doesn't ask again after a failure. */
const PAUSE_MS = 5000;
type Memory = {
  lookups: LRUCache<string, Asked>;
  pausedUntil: number;
};
/** Shared by `proxy.ts` and pages, which Next bundles apart. */
const KEY = Symbol.for('northgate.invitation-lookups');
const holder = globalThis as { [KEY]?: Memory };

function memory(): Memory {
  holder[KEY] ??= {
    lookups: new LRUCache<string, Asked>({
      max: 1000,
      ttl: FINAL_TTL_MS,
      // Concurrent visitors share one lookup.
      fetchMethod: async (id, _stale, { options }) => {
        const found = await ask(id);
        if (found.ok && isOpen(found.value.record)) options.ttl = OPEN_TTL_MS;
        return found;
      },
    }),
    pausedUntil: 0,
  };
  return holder[KEY];
}

/** Call it after changing one. */
export const forgetInvitation = (id: string) => memory().lookups.delete(id);

/** For tests. */
export function forgetAllInvitations() {
  delete holder[KEY];
}

/** Who looks: the person who is signed in, or the network address if it can be told. */
export type Visitor = { userId: string } | { address: string | undefined };

/** What is in the cache costs nothing, and is for everybody. */
export async function lookUpInvitation(id: string, visitor: Visitor): Promise<Lookup> {
  const { lookups, pausedUntil } = memory();
  if (!lookups.has(id)) {
    const isPaused = !('userId' in visitor) && Date.now() < pausedUntil;
    if (isPaused || !(await mayAskLogto(visitor))) return fail('unavailable');
  }
  try {
    return (await lookups.fetch(id)) ?? fail('unavailable');
  } catch (error) {
    memory().pausedUntil = Date.now() + PAUSE_MS;
    const problem = error instanceof ManagementError ? error.code : 'unexpected';
    log.warn('invitation_not_read', { problem, cause: error });
    return fail('unavailable');
  }
}

/**
 * The page for `proxy.ts` to answer with when this one can't be looked up: a page can't answer 503
 * itself. It finds the same lookup, a moment later, in the cache.
 */
export async function unavailableInvitationPage(pathname: string, visitor: Visitor) {
  const [, id = ''] = /^\/invitations\/([^/]+)$/.exec(pathname) ?? [];
  const found = LOGTO_ID.test(id) ? await lookUpInvitation(id, visitor) : undefined;
  const isUnavailable = found?.ok === false && found.reason === 'unavailable';
  return isUnavailable ? '/invitations/unavailable' : undefined;
}

/**
 * Counts one request about an invitation. One stranger must not use up what others need: only people
 * whose address can't be told are counted together.
 */
export async function mayAskLogto(visitor: Visitor): Promise<boolean> {
  const who = 'userId' in visitor ? visitor.userId : visitor.address;
  const wait = await (who === undefined
    ? overLimit('invitation_lookups_unknown', 'everybody')
    : overLimit('invitation_lookups', who));
  return wait === undefined;
}

async function ask(id: string): Promise<Asked> {
  const api = managementApi();
  if (!api)
    throw new ManagementError('credentials_rejected', 'No credentials for the Management API.');
  const record = await findRecord(api, id);
  if (!record || !(isOpen(record) || record.status === 'Accepted')) return fail('gone');
  const [organizationName, inviterName, isAuthorized] = await Promise.all([
    nameOf(api, pathOf(record.organizationId)),
    record.inviterId ? nameOf(api, `/users/${encodeURIComponent(record.inviterId)}`) : undefined,
    isOpen(record) ? hasInviterAuthority(api, record) : true,
  ]);
  // Deleted a moment ago, and its invitations with it.
  if (organizationName === undefined) return fail('gone');
  return ok({
    record,
    organizationName: organizationName || record.organizationId,
    inviterName: inviterName || undefined,
    isAuthorized,
  });
}

const namedSchema = z.object({ name: z.string().nullish(), username: z.string().nullish() });

/** Of an organization or a person: empty without a name, undefined for what doesn't exist. */
async function nameOf(api: ManagementClient, path: string): Promise<string | undefined> {
  try {
    const { name, username } = await api.get(path, { to: 'read a name', schema: namedSchema });
    return displayName({ name, username }) ?? '';
  } catch (error) {
    if (error instanceof ManagementError && error.status === 404) return undefined;
    throw error;
  }
}
