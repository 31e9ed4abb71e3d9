/** An invitation in the hands of whoever was invited. */
import 'server-only';
import { z } from 'zod';
import { audit } from '#lib/audit.ts';
import { requireUser, requireUserInAction, type User } from '#lib/auth.ts';
import { cleanText } from '#lib/display-name.ts';
import { isSameEmail } from '#lib/email-address.ts';
import type { ManagementClient } from '#lib/logto/management/client.ts';
import { refusalNow } from '#lib/logto/rejudge.ts';
import { readSession, revalidateSoon } from '#lib/session/current.ts';
import { orSayUnavailable } from '#lib/unavailable.ts';
import { done, type Outcome, pathOf, refuse, withApi } from './api.ts';
import { findRecord, isOpen, setStatus, toInvitation } from './invitation-records.ts';
import { forgetOrganization } from './kept.ts';

export type OwnInvitation = {
  id: string;
  organizationId: string;
  /** By this person, earlier: sent twice, or the link opened again. */
  accepted: boolean;
  organizationName: string;
  roles: string[];
  expiresAt: Date;
};

/** An invitation as the person invited sees it; nobody else learns what it is for. */
export async function ownInvitation(invitationId: string): Promise<Outcome<OwnInvitation>> {
  const user = await requireUser(`/invitations/${invitationId}`);
  return withApi(async (api) => {
    const invitation = await findRecord(api, invitationId);
    const accepted = invitation?.status === 'Accepted' && invitation.acceptedUserId === user.id;
    if (!invitation || !(accepted || isOpen(invitation))) return refuse('invitation_gone');
    if (accepted && !(await isMember(api, user.id, invitation.organizationId))) {
      return refuse('invitation_gone');
    }
    if (!accepted && !isSameEmail(invitation.invitee, user.email)) {
      return refuse('invitation_for_another');
    }
    const { name } = await api.get(pathOf(invitation.organizationId), {
      to: 'read an organization',
      schema: z.object({ name: z.string() }),
    });
    const { id, roles, expiresAt } = toInvitation(invitation);
    const { organizationId } = invitation;
    const organizationName = cleanText(name) ?? organizationId;
    return done({ id, organizationId, accepted, organizationName, roles, expiresAt });
  });
}

async function isMember(api: ManagementClient, userId: string, organizationId: string) {
  const all = await api.get(`/users/${encodeURIComponent(userId)}/organizations`, {
    to: "list a person's organizations",
    schema: z.array(z.object({ id: z.string() })),
  });
  return all.some(({ id }) => id === organizationId);
}

/** @throws ManagementError */
async function mayHaveAddress({ email }: User): Promise<boolean> {
  const session = await readSession();
  return session !== undefined && !(await refusalNow(session, { email }));
}

/** @returns the organization's id. */
export async function acceptInvitation(invitationId: string): Promise<Outcome<string>> {
  const page = `/invitations/${encodeURIComponent(invitationId)}`;
  const user = await requireUserInAction(page);
  // The address is the key to the invitation: it must be one that the guard lets in today.
  const isTheirs = await withApi(async () => done(await mayHaveAddress(user)));
  if (!isTheirs.done) return isTheirs;
  if (!isTheirs.value) return refuse('invitation_for_another');
  const own = await ownInvitation(invitationId);
  if (!own.done) return own;
  const { organizationId } = own.value;
  const accepted = own.value.accepted
    ? done(undefined)
    : await withApi((api) =>
        setStatus(api, invitationId, { status: 'Accepted', acceptedUserId: user.id }),
      );
  if (!accepted.done) return accepted;
  if (!own.value.accepted) {
    audit('invitation_accepted', { user: user.id, organization: organizationId });
  }
  forgetOrganization(organizationId);
  // The ID token of this session doesn't know the organization yet.
  await orSayUnavailable(page, revalidateSoon());
  return done(organizationId);
}
