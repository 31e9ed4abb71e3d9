/** Invitations as Logto has them. Nothing here asks who may: the modules that import it do. */
import 'server-only';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { ManagementError } from '@logto-okta/clients/logto/errors';
import { LOGTO_ID } from '@logto-okta/clients/logto-id';
import { fail, ok } from '@logto-okta/clients/result';
import { z } from 'zod';
import { getEnv } from '#lib/env.ts';
import { confirmed, type Outcome } from './api.ts';

export const invitationSchema = z.object({
  id: z.string(),
  invitee: z.string(),
  organizationId: z.string(),
  status: z.enum(['Pending', 'Accepted', 'Expired', 'Revoked']),
  inviterId: z.string().nullish(),
  acceptedUserId: z.string().nullish(),
  createdAt: z.number(),
  updatedAt: z.number(),
  expiresAt: z.number(),
  organizationRoles: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type InvitationRecord = z.output<typeof invitationSchema>;

export type Invitation = {
  id: string;
  email: string;
  roles: string[];
  invitedAt: Date;
  expiresAt: Date;
  /** For the person invited: the address of the page that accepts it. */
  link: string;
};

export const toInvitation = (one: InvitationRecord): Invitation => ({
  id: one.id,
  email: one.invitee,
  roles: one.organizationRoles.map(({ name }) => name),
  invitedAt: new Date(one.createdAt),
  expiresAt: new Date(one.expiresAt),
  link: `${getEnv().BASE_URL}/invitations/${one.id}`,
});

/** @throws ManagementError */
export const listRecords = (
  api: ManagementClient,
  organizationId: string,
  more: { inviterId?: string } = {},
) =>
  api.get('/organization-invitations', {
    to: 'list invitations',
    query: { organizationId, ...more },
    schema: z.array(invitationSchema),
  });

export const isOpen = ({ status, expiresAt }: InvitationRecord) =>
  status === 'Pending' && expiresAt > Date.now();

/** Ids of the people who came by invitation. @throws ManagementError */
export async function acceptedInvitations(
  api: ManagementClient,
  organizationId: string,
): Promise<Set<string>> {
  const all = await listRecords(api, organizationId);
  return new Set(
    all.flatMap(({ status, acceptedUserId }) =>
      status === 'Accepted' && acceptedUserId ? [acceptedUserId] : [],
    ),
  );
}

export type InvitationEvent = {
  id: string;
  kind: 'invited' | 'invitation_accepted' | 'invitation_withdrawn';
  email: string;
  at: Date;
  /** Id of whoever did it; Logto doesn't say who withdrew one. */
  by: string | undefined;
};

/** What became of each, for the organization's activity. @throws ManagementError */
export async function invitationEvents(
  api: ManagementClient,
  organizationId: string,
): Promise<InvitationEvent[]> {
  const all = await listRecords(api, organizationId);
  return all.flatMap(({ id, invitee: email, status, ...one }): InvitationEvent[] => {
    const at = new Date(one.createdAt);
    const made = { id, email, kind: 'invited' as const, at, by: one.inviterId ?? undefined };
    const since = { email, at: new Date(one.updatedAt) };
    if (status === 'Accepted') {
      const by = one.acceptedUserId ?? undefined;
      return [made, { id: `${id}-accepted`, kind: 'invitation_accepted', ...since, by }];
    }
    if (status !== 'Revoked') return [made];
    return [made, { id: `${id}-withdrawn`, kind: 'invitation_withdrawn', ...since, by: undefined }];
  });
}

/** Only an open one can be changed: of two people at once, the second is told that it is gone. */
export async function setStatus(
  api: ManagementClient,
  invitationId: string,
  body: { status: 'Revoked' } | { status: 'Accepted'; acceptedUserId: string },
): Promise<Outcome> {
  const path = `/organization-invitations/${encodeURIComponent(invitationId)}/status`;
  try {
    await confirmed(api.put(path, { to: 'change an invitation', body }));
    return ok(undefined);
  } catch (error) {
    const { logtoCode } = error as ManagementError;
    if (error instanceof ManagementError && logtoCode === 'request.invalid_input') {
      return fail('invitation_gone');
    }
    throw error;
  }
}

/** @throws ManagementError */
export async function findRecord(api: ManagementClient, invitationId: string) {
  if (!LOGTO_ID.test(invitationId)) return undefined;
  try {
    return await api.get(`/organization-invitations/${encodeURIComponent(invitationId)}`, {
      to: 'read an invitation',
      schema: invitationSchema,
    });
  } catch (error) {
    if (error instanceof ManagementError && error.status === 404) return undefined;
    throw error;
  }
}
