/**
 * Changes of an organization's members as Logto has them. Nothing here asks who may: `members.ts`
 * does for people, `app/api/` for clients. Import it from there only.
 */
import 'server-only';
import { isDeepStrictEqual } from 'node:util';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { fail, ok } from '@logto-okta/clients/result';
import { audit } from '#lib/log/audit.ts';
import type { OrganizationRole } from '#lib/permissions.ts';
import { sessionStore } from '#lib/session/store.ts';
import { confirmed, type Outcome, pathOf, roleId, withApi } from './api.ts';
import { countWithRole, nameNow, rolesNow } from './directory.ts';
import { revokeInvitationsOf } from './invitation-authority.ts';
import { forgetOrganization } from './kept.ts';
import { keepAnAdmin } from './last-admin.ts';
import { keepInTrail } from './trail.ts';

/** A person, or a client of the API, which has no page to be looked up on. */
export type Actor = { id: string; isClient?: boolean };

export type MemberChange = {
  organizationId: string;
  memberId: string;
  /** What the caller saw, so that a stale page doesn't undo what somebody else decided. */
  shownRoles?: string[];
};

type Work = {
  /** Whether the member is an administrator afterwards. */
  keepsAdmin: boolean;
  /**
   * Makes the change.
   * @param from the roles that the member had.
   * @returns what is left to do once it stands: the audit log, the organization's own.
   */
  make: (
    api: ManagementClient,
    from: string[],
  ) => Promise<Outcome<{ audited: () => void; kept: () => Promise<void> }>>;
};

/**
 * Runs the change with the member as Logto has them now, one change of an organization at a time. The
 * number of requests doesn't depend on the number of members.
 */
async function changeMember(actor: Actor, change: MemberChange, work: Work): Promise<Outcome> {
  const { organizationId, memberId, shownRoles } = change;
  try {
    const outcome = await sessionStore().exclusively(`organization:${organizationId}`, () =>
      withApi(async (api): Promise<Outcome> => {
        const roles = await rolesNow(api, organizationId, memberId);
        const from = roles.map(({ name }) => name).sort();
        if (shownRoles && !isDeepStrictEqual(from, shownRoles.toSorted())) {
          return fail('changed_meanwhile');
        }
        const admin = work.keepsAdmin ? undefined : roles.find(({ name }) => name === 'admin');
        if (admin && (await countWithRole(api, organizationId, admin.id)) < 2) {
          return fail('last_admin');
        }
        const isPutBack = async () =>
          admin !== undefined &&
          keepAnAdmin(api, {
            ...{ organizationId, memberId, actorId: actor.id, adminRoleId: admin.id },
            roleIds: roles.map(({ id }) => id),
          });
        try {
          const made = await work.make(api, from);
          if (!made.ok) return made;
          made.value.audited();
          if (await isPutBack()) return fail('last_admin');
          await revokeInvitationsOf(api, organizationId, memberId);
          await made.value.kept();
          return ok(undefined);
        } catch (error) {
          // It may have been made all the same.
          if (await isPutBack()) return fail('last_admin');
          throw error;
        }
      }),
    );
    return outcome ?? fail('unavailable');
  } finally {
    forgetOrganization(organizationId);
  }
}

const memberPath = ({ organizationId, memberId }: MemberChange) =>
  `${pathOf(organizationId)}/users/${encodeURIComponent(memberId)}`;

const who = ({ id, isClient }: Actor) => ({ by: id, ...(isClient && { byClient: true as const }) });

/** Replaces all roles of the member by one. Their own session follows at its next re-validation. */
export function setRole(
  actor: Actor,
  change: MemberChange,
  role: OrganizationRole,
): Promise<Outcome> {
  const { organizationId: organization, memberId: member } = change;
  const make: Work['make'] = async (api, from) => {
    const id = await roleId(api, role);
    if (!id) return fail('role_unknown');
    const wanted = { organizationRoleIds: [id] };
    const to = "change a member's role";
    await confirmed(api.put(`${memberPath(change)}/roles`, { to, body: wanted }));
    const about = { user: actor.id, organization, member, role, from: from.join() };
    const changed = { what: 'role_changed' as const, from, to: [role] };
    return ok({
      audited: () => audit('member_role_changed', about),
      // A client may well say again what is so already.
      kept: async () =>
        from.join() === role
          ? undefined
          : keepInTrail(api, organization, { ...who(actor), member, ...changed }),
    });
  };
  return changeMember(actor, change, { keepsAdmin: role === 'admin', make });
}

export function removeFromOrganization(actor: Actor, change: MemberChange): Promise<Outcome> {
  const { organizationId: organization, memberId: member } = change;
  const make: Work['make'] = async (api) => {
    // Afterwards the organization's administrators may no longer look them up.
    const name = await nameNow(api, member);
    await confirmed(api.delete(memberPath(change), 'remove a member'));
    const removed = { what: 'removed' as const, name };
    return ok({
      audited: () => audit('member_removed', { user: actor.id, organization, member }),
      kept: () => keepInTrail(api, organization, { ...who(actor), member, ...removed }),
    });
  };
  return changeMember(actor, change, { keepsAdmin: false, make });
}
