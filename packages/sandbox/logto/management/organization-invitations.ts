/** `/api/organization-invitations`: asking somebody in, by e-mail address. */
import type { IncomingMessage } from 'node:http';
import { z } from 'zod/v3';
import { sendInvitation } from '../email.ts';
import { LogtoError } from '../errors.ts';
import { newId } from '../ids.ts';
import { join, membersOf } from '../membership.ts';
import { byIds, type Tenant } from '../tenant.ts';
import { deleted, refusal } from './common.ts';
import { type ManagementApi, type ManagementTable, route } from './route.ts';
import { findUser } from './users.ts';

type Status = 'Pending' | 'Accepted' | 'Expired' | 'Revoked';
export type Invitation = {
  tenantId: string;
  id: string;
  inviterId: string | null;
  /** As it was written: another case is another invitation. */
  invitee: string;
  acceptedUserId: string | null;
  organizationId: string;
  status: Status;
  createdAt: number;
  updatedAt: number;
  /** Milliseconds. */
  expiresAt: number;
  /** Relation. */
  roleIds: string[];
};

const text = z.string().optional();
const message = z
  .object({ code: text, link: text, locale: text, uiLocales: text })
  .catchall(z.unknown());
const invitationBody = z.object({
  inviterId: z.string().max(21).nullable().optional(),
  invitee: z.string().email(),
  organizationId: z.string().min(1).max(21),
  expiresAt: z.number(),
  organizationRoleIds: z.string().array().optional(),
  messagePayload: message.or(z.literal(false)).default(false),
});
const statusBody = z.object({
  acceptedUserId: z.string().max(21).nullable().optional(),
  status: z.enum(['Accepted', 'Revoked']),
});

const invalid = (why: string, status = 422) =>
  refusal(status, 'request.invalid_input', `Input is invalid. ${why}`);

/** Time alone makes a pending invitation an expired one. */
const statusOf = ({ status, expiresAt }: Invitation, now: number): Status =>
  status === 'Pending' && expiresAt < now ? 'Expired' : status;

function bodyOf({ organizationRoles }: Tenant, invitation: Invitation, now: number) {
  const { roleIds, ...shown } = invitation;
  return {
    ...shown,
    status: statusOf(invitation, now),
    organizationRoles: byIds(organizationRoles, roleIds)
      .map(({ id, name }) => ({ id, name }))
      .sort((one, other) => one.name.localeCompare(other.name)),
  };
}

async function create(
  tenant: Tenant,
  body: z.infer<typeof invitationBody>,
  from: { now: number; req: IncomingMessage },
) {
  const { now } = from;
  const { invitee, organizationId, inviterId = null, organizationRoleIds = [], expiresAt } = body;
  if (expiresAt <= now) throw invalid('The value of `expiresAt` must be in the future.', 400);
  if (membersOf(tenant, organizationId).some(({ primaryEmail }) => primaryEmail === invitee)) {
    throw invalid('The invitee is already a member of the organization.');
  }
  const isOpen = (one: Invitation) =>
    one.organizationId === organizationId &&
    one.invitee === invitee &&
    statusOf(one, now) === 'Pending';
  if ([...tenant.invitations.values()].some(isOpen)) {
    throw new LogtoError(422, 'entity.unique_integrity_violation');
  }
  const areThere =
    tenant.organizations.has(organizationId) &&
    (inviterId === null || tenant.users.has(inviterId)) &&
    organizationRoleIds.every((id) => tenant.organizationRoles.has(id));
  if (!areThere) throw new LogtoError(422, 'entity.relation_foreign_key_not_found');
  const invitation: Invitation = {
    tenantId: 'default',
    id: newId(21),
    inviterId,
    invitee,
    acceptedUserId: null,
    organizationId,
    status: 'Pending',
    createdAt: now,
    updatedAt: now,
    expiresAt,
    roleIds: [...new Set(organizationRoleIds)],
  };
  tenant.invitations.set(invitation.id, invitation);
  if (!body.messagePayload) return invitation;
  try {
    await sendInvitation(tenant, invitation, body.messagePayload, from);
  } catch (error) {
    // One transaction: what couldn't be sent isn't kept either.
    tenant.invitations.delete(invitation.id);
    throw error;
  }
  return invitation;
}

/** Makes whoever has the invited address a member; the case of letters doesn't matter here. */
function accept(tenant: Tenant, invitation: Invitation, userId: string) {
  const user = findUser(tenant, userId);
  if (user.primaryEmail?.toLowerCase() !== invitation.invitee.toLowerCase()) {
    throw invalid('The accepted user must have the same email as the invitee.');
  }
  join(user, invitation.organizationId, invitation.roleIds);
  invitation.acceptedUserId = user.id;
}

export function organizationInvitationRoutes({ tenant, now }: ManagementApi): ManagementTable {
  const { invitations } = tenant;
  const find = (id = '') => {
    const invitation = invitations.get(id);
    if (!invitation) throw new LogtoError(404, 'entity.not_found');
    return invitation;
  };
  const shown = (invitation: Invitation) => bodyOf(tenant, invitation, now());
  return {
    'GET /api/organization-invitations': route({}, ({ query }) => {
      const invitee = query.get('invitee')?.toLowerCase();
      const isWanted = (one: Invitation) =>
        (query.get('organizationId') ?? one.organizationId) === one.organizationId &&
        (query.get('inviterId') ?? one.inviterId) === one.inviterId &&
        (!invitee || one.invitee.toLowerCase() === invitee);
      return [...invitations.values()].filter(isWanted).reverse().map(shown);
    }),

    'POST /api/organization-invitations': route(
      { body: invitationBody, status: 201 },
      async ({ body, exchange: { req } }) => shown(await create(tenant, body, { now: now(), req })),
    ),

    'GET /api/organization-invitations/:id': route({}, ({ params }) => shown(find(params.id))),

    'DELETE /api/organization-invitations/:id': route({}, ({ params }) => {
      deleted(invitations.delete(params.id ?? ''));
      return undefined;
    }),

    'POST /api/organization-invitations/:id/message': route(
      { body: message },
      async ({ params, body, exchange: { req } }) => {
        await sendInvitation(tenant, find(params.id), body, { now: now(), req });
        return undefined;
      },
    ),

    'PUT /api/organization-invitations/:id/status': route(
      { body: statusBody },
      ({ params, body: { status, acceptedUserId } }) => {
        if (status === 'Accepted' && !acceptedUserId) {
          throw invalid('The `acceptedUserId` is required when accepting an invitation.');
        }
        const invitation = find(params.id);
        if (statusOf(invitation, now()) !== 'Pending') {
          throw invalid('The status of the invitation cannot be changed anymore.');
        }
        if (status === 'Accepted' && acceptedUserId) accept(tenant, invitation, acceptedUserId);
        Object.assign(invitation, { status, updatedAt: now() });
        return shown(invitation);
      },
    ),
  };
}
