/**
 * Reading an organization's members a page at a time: an organization may have ten thousand. Nothing
 * here asks who may; the modules that import it do.
 */
import 'server-only';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { z } from 'zod';
import { cleanText, displayName } from '#lib/logto/display-name.ts';
import { pathOf } from './api.ts';
import { keep, keepOf } from './kept.ts';

const nameSchema = z
  .string()
  .nullish()
  .transform((text) => cleanText(text));
const roleSchema = z.object({ id: z.string(), name: z.string() });
type MemberRole = z.output<typeof roleSchema>;
const personFields = {
  id: z.string(),
  name: nameSchema,
  username: nameSchema,
  primaryEmail: z.string().nullish(),
};
const memberSchema = z.object({
  ...personFields,
  avatar: z.string().nullish(),
  lastSignInAt: z.number().nullish(),
  organizationRoles: z.array(roleSchema),
});
export type ListedMember = z.output<typeof memberSchema>;

/** What to call them: the best that Logto knows. */
export const nameOf = ({
  name,
  username,
  primaryEmail: email,
}: Pick<ListedMember, 'name' | 'username' | 'primaryEmail'>) =>
  displayName({ name, username, email });

export const rolesOf = ({ organizationRoles }: Pick<ListedMember, 'organizationRoles'>) =>
  organizationRoles.map(({ name }) => name).sort();

/** Milliseconds. A change by somebody else, or on another instance, is seen after that. */
const LIST_TTL_MS = 5000;
/** Milliseconds. Names of people in lists of events. */
const NAME_TTL_MS = 60_000;

type Wanted = {
  /** From 1. */
  page: number;
  /** At most 100. */
  size: number;
  /** Part of the name, user name, address or id; Logto searches. */
  q?: string | undefined;
};
export type MemberPage = { items: ListedMember[]; total: number };

/** @throws ManagementError */
export const memberPage = (
  api: ManagementClient,
  organizationId: string,
  { page, size, q }: Wanted,
): Promise<MemberPage> =>
  api.page(`${pathOf(organizationId)}/users`, {
    to: 'list members of an organization',
    query: { q },
    item: memberSchema,
    ...{ page, size },
  });

/** The same, a few seconds old at most. @throws ManagementError */
export const knownMemberPage = (
  api: ManagementClient,
  organizationId: string,
  wanted: Wanted,
): Promise<MemberPage> => {
  const what = JSON.stringify(['members', wanted.page, wanted.size, wanted.q]);
  return keepOf(organizationId, what, LIST_TTL_MS, () => memberPage(api, organizationId, wanted));
};

const userPath = (organizationId: string, userId: string) =>
  `${pathOf(organizationId)}/users/${encodeURIComponent(userId)}`;

/**
 * The member's roles as Logto has them now. Logto has no GET of one member; this tells as well who
 * is none. @throws ManagementError with `organization.require_membership` for somebody who isn't.
 */
export const rolesNow = (
  api: ManagementClient,
  organizationId: string,
  userId: string,
): Promise<MemberRole[]> =>
  api.get(`${userPath(organizationId, userId)}/roles`, {
    to: 'read the roles of a member',
    schema: z.array(roleSchema),
  });

/** How many members have the role; one request, whatever their number. @throws ManagementError */
export async function countWithRole(
  api: ManagementClient,
  organizationId: string,
  organizationRoleId: string,
): Promise<number> {
  const { total } = await api.page(`${pathOf(organizationId)}/users`, {
    to: 'count members with a role',
    query: { organizationRoleId },
    item: z.unknown(),
    ...{ page: 1, size: 1 },
  });
  return total;
}

/** Whatever organization they are in. @throws ManagementError */
export async function nameNow(api: ManagementClient, userId: string): Promise<string | undefined> {
  const person = await api.get(`/users/${encodeURIComponent(userId)}`, {
    to: 'read a person',
    schema: z.object(personFields),
  });
  return nameOf(person);
}

/** Members of the first page, which is all of them in most organizations. */
const FIRST_PAGE = 100;

/**
 * Names of these people, of those alone who are members now. At most `most` requests more than one.
 * @returns the names, and the ids that weren't looked up because there were too many.
 * @throws ManagementError
 */
export async function memberNames(
  api: ManagementClient,
  organizationId: string,
  ids: readonly string[],
  most: number,
): Promise<{ names: Map<string, string | undefined>; left: Set<string> }> {
  const first = await knownMemberPage(api, organizationId, { page: 1, size: FIRST_PAGE });
  const names = new Map(first.items.map((member) => [member.id, nameOf(member)]));
  if (first.items.length >= first.total) return { names, left: new Set() };
  const others = [...new Set(ids)].filter((id) => !names.has(id));
  const found = others.slice(0, most).map(async (id) => {
    const what = JSON.stringify(['member', id]);
    const { items } = await keepOf(organizationId, what, NAME_TTL_MS, () =>
      memberPage(api, organizationId, { page: 1, size: 20, q: id }),
    );
    const member = items.find((one) => one.id === id);
    if (member) names.set(id, nameOf(member));
  });
  await Promise.all(found);
  return { names, left: new Set(others.slice(most)) };
}

const wayInSchema = z.object({
  hasPassword: z.boolean().default(false),
  primaryEmail: z.string().nullish(),
  primaryPhone: z.string().nullish(),
  identities: z.record(z.string(), z.unknown()).default({}),
  ssoIdentities: z.array(z.object({ ssoConnectorId: z.string() })).default([]),
});
export type WaysIn = {
  /** Connectors through which the person has come. */
  connectorIds: string[];
  /** A password, a telephone number or another account signs them in as well. */
  hasOther: boolean;
  /** A code sent to it may sign them in. */
  email: string | undefined;
};
const WAYS_TTL_MS = 2 * 60_000;

/** By which ways a person can sign in, two minutes old at most. @throws ManagementError */
export const waysIn = (api: ManagementClient, userId: string): Promise<WaysIn> =>
  keep(JSON.stringify(['ways', userId]), WAYS_TTL_MS, async () => {
    const person = await api.get(`/users/${encodeURIComponent(userId)}`, {
      to: 'read a person',
      query: { includeSsoIdentities: 'true' },
      schema: wayInSchema,
    });
    const { hasPassword, primaryEmail, primaryPhone, identities, ssoIdentities } = person;
    return {
      connectorIds: ssoIdentities.map(({ ssoConnectorId }) => ssoConnectorId),
      hasOther: hasPassword || Boolean(primaryPhone) || Object.keys(identities).length > 0,
      email: primaryEmail ?? undefined,
    };
  });

const JIT_TTL_MS = 60_000;

/** Connectors through which people join this organization by themselves. @throws ManagementError */
export const ownConnectorIds = (
  api: ManagementClient,
  organizationId: string,
): Promise<Set<string>> =>
  keepOf(organizationId, 'connectors', JIT_TTL_MS, async () => {
    const all = await api.get(`${pathOf(organizationId)}/jit/sso-connectors`, {
      to: 'list connectors of an organization',
      schema: z.array(z.object({ id: z.string() })),
    });
    return new Set(all.map(({ id }) => id));
  });
