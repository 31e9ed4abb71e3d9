/**
 * An invitation is worth what its inviter may do now: somebody who was removed or demoted must not
 * come back, or bring others in, by invitations from before.
 */
import 'server-only';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { z } from 'zod';
import { audit } from '#lib/log/audit.ts';
import { log } from '#lib/log/log.ts';
import { neededToInvite } from '#lib/permissions.ts';
import { pathOf } from './api.ts';
import { type InvitationRecord, listRecords, setStatus } from './invitation-records.ts';

type Invitation = Pick<InvitationRecord, 'organizationId' | 'inviterId' | 'organizationRoles'>;

/**
 * Permissions in the organization by Logto's word now; none for people who aren't members, and none
 * for suspended ones, whose memberships Logto leaves as they are.
 * @throws ManagementError
 */
export async function permissionsNow(
  api: ManagementClient,
  organizationId: string,
  userId: string,
): Promise<Set<string>> {
  const user = encodeURIComponent(userId);
  const [scopes, isSuspended] = await Promise.all([
    api.get(`${pathOf(organizationId)}/users/${user}/scopes`, {
      to: "list a member's permissions",
      schema: z.array(z.object({ name: z.string() })),
    }),
    api
      .get(`/users/${user}`, {
        to: 'read whether a person is suspended',
        schema: z.object({ isSuspended: z.boolean() }),
      })
      .then((person) => person.isSuspended),
  ]);
  return new Set(isSuspended ? [] : scopes.map(({ name }) => name));
}

const covers = (permissions: Set<string>, { organizationRoles }: Invitation) =>
  neededToInvite(organizationRoles.map(({ name }) => name)).every((one) => permissions.has(one));

/**
 * Whether the inviter may still invite to these roles. Invitations without an inviter are those of
 * operators and machine clients, whose right is the tenant's to withdraw.
 *
 * @throws ManagementError
 */
export async function hasInviterAuthority(
  api: ManagementClient,
  invitation: Invitation,
): Promise<boolean> {
  const { organizationId, inviterId } = invitation;
  if (!inviterId) return true;
  return covers(await permissionsNow(api, organizationId, inviterId), invitation);
}

/** Revokes one whose inviter has no authority any more. @throws ManagementError */
export async function revokeUnauthorized(
  api: ManagementClient,
  { id, organizationId, inviterId }: Pick<InvitationRecord, 'id' | 'organizationId' | 'inviterId'>,
): Promise<void> {
  // An invitation that was used or withdrawn meanwhile needs no revocation.
  const revoked = await setStatus(api, id, { status: 'Revoked' });
  if (!revoked.ok) return;
  audit('invitation_revoked', {
    user: inviterId ?? '',
    organization: organizationId,
    invitation: id,
  });
}

/**
 * Call it after a member was removed or got another role: revokes the pending invitations for which
 * their permissions no longer suffice. Never fails: the change itself is done by then, and each
 * invitation is checked again when it is accepted.
 */
export async function revokeInvitationsOf(
  api: ManagementClient,
  organizationId: string,
  inviterId: string,
): Promise<void> {
  try {
    const pending = (await listRecords(api, organizationId, { inviterId })).filter(
      (one) => one.inviterId === inviterId && one.status === 'Pending',
    );
    if (pending.length === 0) return;
    const permissions = await permissionsNow(api, organizationId, inviterId);
    for (const one of pending) {
      if (!covers(permissions, one)) await revokeUnauthorized(api, one);
    }
  } catch (error) {
    log.warn('invitations_not_revoked', { organization: organizationId, cause: error });
  }
}
