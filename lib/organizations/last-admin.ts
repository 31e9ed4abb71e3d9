/**
 * An organization without an administrator can't be managed by anybody in it. Logto compares nothing
 * before a change, and turns (`exclusively`) are those of one process unless there is Redis: two
 * instances can demote each other's last administrator. So the administrators are counted again after
 * each change that takes one away. Of two changes at once the later one's count sees both, and puts
 * its own back; both may, which is one administrator more than needed.
 */
import 'server-only';
import { setTimeout as pause } from 'node:timers/promises';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { ManagementError } from '@logto-okta/clients/logto/errors';
import { after } from 'next/server';
import { audit } from '#lib/log/audit.ts';
import { log } from '#lib/log/log.ts';
import { pathOf } from './api.ts';
import { countWithRole } from './directory.ts';

export type LostAdmin = {
  organizationId: string;
  memberId: string;
  /** Whoever made the change. */
  actorId: string;
  /** Ids of the roles that the member had before. */
  roleIds: string[];
  adminRoleId: string;
};

/** Milliseconds until the next try, after the answer, when Logto didn't answer before it. */
const RETRIES_MS = [2000, 10_000, 30_000];

/** @returns whether the change was put back. @throws ManagementError when it can't be told. */
async function putBackIfLast(api: ManagementClient, lost: LostAdmin): Promise<boolean> {
  const { organizationId, memberId, actorId, roleIds, adminRoleId } = lost;
  if ((await countWithRole(api, organizationId, adminRoleId)) > 0) return false;
  const users = `${pathOf(organizationId)}/users`;
  const to = 'put back the last admin of an organization';
  // Whoever is a member already stays as they are.
  await api.post(users, { to, body: { userIds: [memberId] }, repeatable: true });
  const path = `${users}/${encodeURIComponent(memberId)}/roles`;
  await api.put(path, { to, body: { organizationRoleIds: roleIds } });
  audit('member_change_undone', {
    user: actorId,
    organization: organizationId,
    member: memberId,
    reason: 'last_admin',
  });
  return true;
}

/**
 * Call it after a change that took an administrator away, in the organization's turn. A Logto that
 * doesn't answer is asked again after the response.
 * @returns whether the change was put back.
 */
export async function keepAnAdmin(api: ManagementClient, lost: LostAdmin): Promise<boolean> {
  const about = { organization: lost.organizationId, member: lost.memberId };
  try {
    return await putBackIfLast(api, lost);
  } catch (cause) {
    if (!(cause instanceof ManagementError)) throw cause;
    log.warn('last_admin_unchecked', { ...about, problem: cause.code });
  }
  after(async () => {
    for (const delay of RETRIES_MS) {
      await pause(delay);
      try {
        await putBackIfLast(api, lost);
        return;
      } catch (cause) {
        log.warn('last_admin_unchecked', { ...about, cause });
      }
    }
    log.error('last_admin_unknown', about);
  });
  return false;
}
