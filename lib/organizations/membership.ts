/**
 * Changes of an organization's members as Logto has them. Nothing here asks who may: `members.ts`
 * does for people, `app/api/` for clients. Import it from there only.
 */
import 'server-only';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { audit } from '#lib/audit.ts';
import type { ManagementClient } from '#lib/logto/management/client.ts';
import type { OrganizationRole } from '#lib/permissions.ts';
import { sessionStore } from '#lib/session/store.ts';
import { confirmed, done, type Outcome, pathOf, refuse, roleId, withApi } from './api.ts';
import { revokeInvitationsOf } from './invitation-authority.ts';
import { keepInTrail } from './trail.ts';

const memberSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  username: z.string().nullish(),
  primaryEmail: z.string().nullish(),
  avatar: z.string().nullish(),
  lastSignInAt: z.number().nullish(),
  organizationRoles: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type ListedMember = z.output<typeof memberSchema>;

/** @throws ManagementError */
export const listAllMembers = (api: ManagementClient, organizationId: string) =>
  api.list(`${pathOf(organizationId)}/users`, {
    to: 'list members of an organization',
    item: memberSchema,
  });

const isAdmin = ({ organizationRoles }: ListedMember) =>
  organizationRoles.some(({ name }) => name === 'admin');

/** What to call them: the best that Logto knows. */
export const nameOf = ({ name, username, primaryEmail }: ListedMember) =>
  name ?? username ?? primaryEmail ?? undefined;

export const rolesOf = ({ organizationRoles }: ListedMember) =>
  organizationRoles.map(({ name }) => name).sort();

/** A person, or a client of the API, which has no page to be looked up on. */
export type Actor = { id: string; isClient?: boolean };

export type MemberChange = {
  organizationId: string;
  memberId: string;
  /** What the caller saw, so that a stale page doesn't undo what somebody else decided. */
  shownRoles?: string[];
};

/** Runs `work` with the member as Logto has it now, one change of an organization at a time. */
async function changeMember(
  { organizationId, memberId, shownRoles }: MemberChange,
  keepsAdmin: boolean,
  work: (api: ManagementClient, member: ListedMember) => Promise<Outcome>,
): Promise<Outcome> {
  const outcome = await sessionStore().exclusively(`organization:${organizationId}`, () =>
    withApi(async (api) => {
      const all = await listAllMembers(api, organizationId);
      const member = all.find(({ id }) => id === memberId);
      if (!member) return refuse('not_a_member');
      if (shownRoles && !isDeepStrictEqual(rolesOf(member), shownRoles.toSorted())) {
        return refuse('changed_meanwhile');
      }
      const isLast = isAdmin(member) && all.filter(isAdmin).length === 1;
      if (isLast && !keepsAdmin) return refuse('last_admin');
      return work(api, member);
    }),
  );
  return outcome ?? refuse('unavailable');
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
  return changeMember(change, role === 'admin', async (api, before) => {
    const id = await roleId(api, role);
    if (!id) return refuse('role_unknown');
    const wanted = { organizationRoleIds: [id] };
    const to = "change a member's role";
    await confirmed(api.put(`${memberPath(change)}/roles`, { to, body: wanted }));
    const { organizationId: organization, memberId: member } = change;
    const from = rolesOf(before);
    audit('member_role_changed', { user: actor.id, organization, member, role, from: from.join() });
    await revokeInvitationsOf(api, organization, member);
    // A client may well say again what is so already.
    if (from.join() === role) return done(undefined);
    const changed = { what: 'role_changed' as const, from, to: [role] };
    await keepInTrail(api, organization, { ...who(actor), member, ...changed });
    return done(undefined);
  });
}

export function removeFromOrganization(actor: Actor, change: MemberChange): Promise<Outcome> {
  return changeMember(change, false, async (api, before) => {
    await confirmed(api.delete(memberPath(change), 'remove a member'));
    const { organizationId: organization, memberId: member } = change;
    audit('member_removed', { user: actor.id, organization, member });
    await revokeInvitationsOf(api, organization, member);
    const removed = { what: 'removed' as const, name: nameOf(before) };
    await keepInTrail(api, organization, { ...who(actor), member, ...removed });
    return done(undefined);
  });
}
