/** Inviting somebody into an organization. See `members.ts` for who may. */
import 'server-only';
import { MAX_EMAIL_LENGTH, normalizeEmail } from '@logto-okta/clients/email-address';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { ManagementError } from '@logto-okta/clients/logto/errors';
import { fail, ok } from '@logto-okta/clients/result';
import { z } from 'zod';
import { requireOrganizationMember } from '#lib/auth.ts';
import { audit } from '#lib/log/audit.ts';
import { log } from '#lib/log/log.ts';
import type { OrganizationRole } from '#lib/permissions.ts';
import { confirmed, type Outcome, roleId, withApi } from './api.ts';
import { hasInviterAuthority, permissionsNow } from './invitation-authority.ts';
import { forgetInvitation } from './invitation-lookup.ts';
import {
  type Invitation,
  invitationSchema,
  isOpen,
  listRecords,
  setStatus,
  toInvitation,
} from './invitation-records.ts';
import { byManager } from './manager.ts';
import { renewedIfRefused } from './permitted-now.ts';

const DAY_MS = 24 * 3600 * 1000;
export const INVITATION_DAYS = 7;

export async function listInvitations(organizationId: string): Promise<Outcome<Invitation[]>> {
  const page = `/organizations/${organizationId}/invitations`;
  const { user } = await requireOrganizationMember(page, organizationId, 'invite:members');
  const listed: Outcome<Invitation[]> = await withApi(async (api) => {
    const [records, permissions] = await Promise.all([
      listRecords(api, organizationId),
      permissionsNow(api, organizationId, user.id),
    ]);
    // The list has links to become an administrator: not for people who lost the role a minute ago.
    if (!permissions.has('invite:members')) return fail('not_permitted');
    return ok(records.filter(isOpen).map(toInvitation));
  });
  return renewedIfRefused(page, listed);
}

export type Invited = {
  invitation: Invitation;
  /** `unsure`: tried, and Logto didn't say that it went out. */
  email: 'sent' | 'not_offered' | 'unsure';
};

/** The link is shown to whoever invites; an e-mail goes out where Logto has a connector for it. */
export const invite = (
  organizationId: string,
  email: string,
  role: OrganizationRole,
): Promise<Outcome<Invited>> =>
  byManager(
    organizationId,
    'invite:members',
    (inviter) => inviteBy(inviter, organizationId, email, role),
    { sendsMail: true },
  );

async function inviteBy(
  inviter: { id: string },
  organizationId: string,
  email: string,
  role: OrganizationRole,
): Promise<Outcome<Invited>> {
  const invitee = z.email().max(MAX_EMAIL_LENGTH).safeParse(normalizeEmail(email.trim()));
  if (!invitee.success) return fail('email_invalid');
  return withApi(async (api) => {
    const id = await roleId(api, role);
    if (!id) return fail('role_unknown');
    const organizationRoles = [{ id, name: role }];
    const given = { organizationId, inviterId: inviter.id, organizationRoles };
    if (!(await hasInviterAuthority(api, given))) {
      audit('access_refused', { user: inviter.id, organization: organizationId, role });
      return fail('not_permitted');
    }
    const created = await create(api, {
      invitee: invitee.data,
      inviterId: inviter.id,
      organizationId,
      organizationRoleIds: [id],
    });
    if (!created.ok) return created;
    const invitation = toInvitation(created.value);
    audit('invitation_created', { user: inviter.id, organization: organizationId, role });
    return ok({ invitation, email: await sendEmail(api, invitation) });
  });
}

type NewInvitation = {
  invitee: string;
  inviterId: string;
  organizationId: string;
  organizationRoleIds: string[];
};

async function create(api: ManagementClient, wanted: NewInvitation) {
  try {
    const expiresAt = Date.now() + INVITATION_DAYS * DAY_MS;
    const asked = api.post('/organization-invitations', {
      to: 'invite somebody',
      body: { ...wanted, expiresAt, messagePayload: false },
      schema: invitationSchema,
    });
    return ok(await confirmed(asked));
  } catch (error) {
    // Logto's answer to inviting a member says no more than "invalid input".
    const { logtoCode } = error as ManagementError;
    if (error instanceof ManagementError && logtoCode === 'request.invalid_input') {
      return fail('already_a_member');
    }
    throw error;
  }
}

/** The invitation stands, whatever becomes of the e-mail: its link is shown as well. */
async function sendEmail(
  api: ManagementClient,
  { id, link }: Invitation,
): Promise<Invited['email']> {
  try {
    await api.post(`/organization-invitations/${encodeURIComponent(id)}/message`, {
      to: 'send an invitation',
      body: { link },
    });
    return 'sent';
  } catch (error) {
    if (!(error instanceof ManagementError)) throw error;
    const { code, status, logtoCode } = error;
    if (logtoCode === 'connector.not_found') return 'not_offered';
    // Without its message: a connector's has the request in it, secret and all (docs/vendors.md L14).
    log.warn('invitation_email_failed', { problem: code, status, logto: logtoCode });
    return 'unsure';
  }
}

export const withdrawInvitation = (
  organizationId: string,
  invitationId: string,
): Promise<Outcome> =>
  byManager(organizationId, 'invite:members', (inviter) =>
    withdrawBy(inviter, organizationId, invitationId),
  );

const withdrawBy = (
  inviter: { id: string },
  organizationId: string,
  invitationId: string,
): Promise<Outcome> =>
  withApi(async (api) => {
    const all = await listRecords(api, organizationId);
    if (!all.some(({ id, status }) => id === invitationId && status === 'Pending')) {
      return fail('invitation_gone');
    }
    const withdrawn = await setStatus(api, invitationId, { status: 'Revoked' });
    forgetInvitation(invitationId);
    if (!withdrawn.ok) return withdrawn;
    audit('invitation_withdrawn', { user: inviter.id, organization: organizationId });
    return ok(undefined);
  });
