/**
 * Who belongs to an organization, and changing that. Each function asks first what the caller may
 * do in that very organization; ids from the browser are only ever looked up inside it.
 */
import 'server-only';
import { isDeepStrictEqual } from 'node:util';
import { domainOf } from '@logto-okta/clients/email-address';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { fail, ok } from '@logto-okta/clients/result';
import { requireOrganizationMember } from '#lib/auth.ts';
import { overLimit } from '#lib/http/limits.ts';
import { shownPicture } from '#lib/http/pictures.ts';
import { pathWithQuery } from '#lib/http/search-params.ts';
import { knownConnectors } from '#lib/logto/connectors.ts';
import { cleanText } from '#lib/logto/display-name.ts';
import type { OrganizationRole } from '#lib/permissions.ts';
import { type Outcome, withApi } from './api.ts';
import {
  knownMemberPage,
  type ListedMember,
  nameOf,
  ownConnectorIds,
  rolesOf,
  type WaysIn,
  waysIn,
} from './directory.ts';
import { acceptedInvitations } from './invitation-records.ts';
import { forgetOrganization, keepOf } from './kept.ts';
import { byManager } from './manager.ts';
import { type MemberChange, removeFromOrganization, setRole } from './membership.ts';
import { isPermittedNow, renewedIfRefused } from './permitted-now.ts';

export type JoinedBy =
  | { how: 'company'; company: string }
  | { how: 'invitation' }
  | { how: 'added' };
export type Member = {
  id: string;
  /** What to call them; absent when nothing is known. */
  name: string | undefined;
  email: string | undefined;
  picture: string | undefined;
  roles: string[];
  joinedBy: JoinedBy;
  lastSignInAt: Date | undefined;
};

const PAGE_SIZE = 20;
const LAST_PAGE = 100_000;
/** Characters. */
const LONGEST_SEARCH = 128;
/** Milliseconds. */
const INVITED_TTL_MS = 5000;
export type MembersPage = {
  members: Member[];
  /** Of the search, when there is one. */
  total: number;
  page: number;
  pages: number;
  /** As searched. */
  q: string | undefined;
};

/**
 * @param page from 1; beyond the end it is the last one.
 * @param search part of a name, user name or address. Logto looks for it.
 */
export async function listMembers(
  organizationId: string,
  page: number,
  search?: string,
): Promise<Outcome<MembersPage>> {
  const returnTo = pathWithQuery(`/organizations/${organizationId}`, {
    ...(search && { q: search }),
    ...(page > 1 && { page: String(page) }),
  });
  const { user, organization } = await requireOrganizationMember(
    returnTo,
    organizationId,
    'read:members',
  );
  if ((await overLimit('views', user.id)) !== undefined) return fail('too_many');
  const q = cleanText(search?.slice(0, LONGEST_SEARCH));
  const listed: Outcome<MembersPage> = await withApi(async (api) => {
    const read = (wanted: number) =>
      knownMemberPage(api, organizationId, { page: wanted, size: PAGE_SIZE, q });
    const asked = Math.min(Math.max(1, Math.trunc(page) || 1), LAST_PAGE);
    const first = await read(asked);
    const pages = Math.max(1, Math.ceil(first.total / PAGE_SIZE));
    const current = Math.min(asked, pages);
    let { items, total } = current === asked ? first : await read(current);
    const own = items.find(({ id }) => id === user.id);
    if (own && !isDeepStrictEqual(rolesOf(own), organization.roles.toSorted())) {
      // Either may be the older one: the page says what Logto says now.
      forgetOrganization(organizationId);
      ({ items, total } = await read(current));
    }
    // Otherwise the person's own row, or the lack of it, tells the page.
    const isOwnTold = items.some(({ id }) => id === user.id) || (pages === 1 && !q);
    if (!isOwnTold && !(await isPermittedNow(api, organizationId, user.id, 'read:members'))) {
      return fail('not_permitted');
    }
    const members = await withDetails(api, organizationId, items);
    return ok({ members, total, page: current, pages, q });
  });
  return renewedIfRefused(returnTo, listed);
}

/** How somebody joined isn't written down anywhere: it is told from what they joined with. */
async function withDetails(
  api: ManagementClient,
  organizationId: string,
  shown: ListedMember[],
): Promise<Member[]> {
  const [connectors, own, invited] = await Promise.all([
    // Never in the lane of pages: the guard may be waiting for the same answer.
    knownConnectors(),
    ownConnectorIds(api, organizationId),
    keepOf(organizationId, 'invited', INVITED_TTL_MS, () =>
      acceptedInvitations(api, organizationId),
    ),
  ]);
  const ownDomains = new Set(
    connectors?.filter(({ id }) => own.has(id)).flatMap(({ domains }) => domains),
  );
  return Promise.all(
    shown.map(async (one): Promise<Member> => {
      const mayBeByCompany = own.size > 0 && !invited.has(one.id);
      const ways = mayBeByCompany ? await waysIn(api, one.id) : undefined;
      const used = ways?.connectorIds.find((id) => own.has(id));
      const company = connectors?.find(({ id }) => id === used)?.displayName;
      return {
        id: one.id,
        name: nameOf(one),
        email: cleanText(one.primaryEmail),
        picture: shownPicture(one.avatar),
        roles: rolesOf(one),
        joinedBy: invited.has(one.id)
          ? { how: 'invitation' }
          : company
            ? { how: 'company', company }
            : { how: 'added' },
        lastSignInAt:
          one.lastSignInAt && !hasPrivateWay(ways, own, ownDomains)
            ? new Date(one.lastSignInAt)
            : undefined,
      };
    }),
  );
}

/**
 * Logto's time of the last sign-in doesn't say by which way. Somebody whom a company's identity
 * provider made a member, and who has other ways in, didn't ask for that membership: a foreign
 * account can be linked by its address (docs/vendors.md L3). Their own sign-ins are their own.
 */
const hasPrivateWay = (ways: WaysIn | undefined, own: Set<string>, ownDomains: Set<string>) =>
  ways?.connectorIds.some((id) => own.has(id)) === true &&
  (ways.hasOther ||
    ways.connectorIds.some((id) => !own.has(id)) ||
    // A code by e-mail signs in wherever the guard doesn't insist on the company.
    (Boolean(ways.email) && !ownDomains.has(domainOf(ways.email ?? '') ?? '')));

/** As changes go, `setRole`; for people. */
export const changeRole = (change: MemberChange, role: OrganizationRole): Promise<Outcome> =>
  byManager(change.organizationId, 'manage:members', (manager) => setRole(manager, change, role));

export const removeMember = (change: MemberChange): Promise<Outcome> =>
  byManager(change.organizationId, 'manage:members', (manager) =>
    removeFromOrganization(manager, change),
  );
