/**
 * Who belongs to an organization, and changing that. Each function asks first what the caller may
 * do in that very organization; ids from the browser are only ever looked up inside it.
 */
import 'server-only';
import { z } from 'zod';
import { requireOrganizationMember } from '#lib/auth.ts';
import { listConnectors } from '#lib/logto/connectors.ts';
import type { ManagementClient } from '#lib/logto/management/client.ts';
import type { OrganizationRole } from '#lib/permissions.ts';
import { shownPicture } from '#lib/pictures.ts';
import { done, type Outcome, pathOf, withApi } from './api.ts';
import { acceptedInvitations } from './invitation-records.ts';
import { byManager } from './manager.ts';
import {
  type ListedMember,
  listAllMembers,
  type MemberChange,
  removeFromOrganization,
  rolesOf,
  setRole,
} from './membership.ts';

export type JoinedBy =
  | { how: 'company'; company: string }
  | { how: 'invitation' }
  | { how: 'added' };
export type Member = {
  id: string;
  name: string | undefined;
  email: string | undefined;
  picture: string | undefined;
  roles: string[];
  joinedBy: JoinedBy;
  lastSignInAt: Date | undefined;
};

const identitiesSchema = z.object({
  ssoIdentities: z.array(z.object({ ssoConnectorId: z.string() })).default([]),
});

const PAGE_SIZE = 20;
export type MembersPage = { members: Member[]; total: number; page: number; pages: number };

/** @param page from 1; beyond the end it is the last one. */
export async function listMembers(
  organizationId: string,
  page: number,
): Promise<Outcome<MembersPage>> {
  await requireOrganizationMember(
    `/organizations/${organizationId}`,
    organizationId,
    'read:members',
  );
  return withApi(async (api) => {
    const all = await listAllMembers(api, organizationId);
    const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
    const current = Math.min(Math.max(1, page), pages);
    const shown = all.slice((current - 1) * PAGE_SIZE, current * PAGE_SIZE);
    const members = await withDetails(api, organizationId, shown);
    return done({ members, total: all.length, page: current, pages });
  });
}

/** How somebody joined isn't written down anywhere: it is told from what they joined with. */
async function withDetails(
  api: ManagementClient,
  organizationId: string,
  shown: ListedMember[],
): Promise<Member[]> {
  const [connectors, jit, invited] = await Promise.all([
    listConnectors(api),
    api.get(`${pathOf(organizationId)}/jit/sso-connectors`, {
      to: 'list connectors of an organization',
      schema: z.array(z.object({ id: z.string() })),
    }),
    acceptedInvitations(api, organizationId),
  ]);
  const ownConnectors = new Set(jit.map(({ id }) => id));
  return Promise.all(
    shown.map(async (one): Promise<Member> => {
      const { ssoIdentities } = await api.get(`/users/${encodeURIComponent(one.id)}`, {
        to: 'read a person',
        query: { includeSsoIdentities: 'true' },
        schema: identitiesSchema,
      });
      const used = ssoIdentities.find(({ ssoConnectorId }) => ownConnectors.has(ssoConnectorId));
      const company = connectors.find(({ id }) => id === used?.ssoConnectorId)?.displayName;
      return {
        id: one.id,
        name: one.name ?? one.username ?? undefined,
        email: one.primaryEmail ?? undefined,
        picture: shownPicture(one.avatar),
        roles: rolesOf(one),
        joinedBy: invited.has(one.id)
          ? { how: 'invitation' }
          : company
            ? { how: 'company', company }
            : { how: 'added' },
        lastSignInAt: one.lastSignInAt ? new Date(one.lastSignInAt) : undefined,
      };
    }),
  );
}

/** As changes go, `setRole`; for people. */
export const changeRole = (change: MemberChange, role: OrganizationRole): Promise<Outcome> =>
  byManager(change.organizationId, 'manage:members', (manager) => setRole(manager, change, role));

export const removeMember = (change: MemberChange): Promise<Outcome> =>
  byManager(change.organizationId, 'manage:members', (manager) =>
    removeFromOrganization(manager, change),
  );
