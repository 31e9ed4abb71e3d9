/** Members whom only a foreign identity made one: what a refused sign-in may have left at Logto. */

import { domainOf, hasDomain } from '@logto-okta/clients/email-address';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { z } from 'zod';
import type { Actual } from '../actual.ts';

export type ForeignMember = {
  userId: string;
  /** Of the person's address. */
  domain: string | undefined;
  organization: string;
  connectorName: string;
};
export type MemberFacts = {
  foreign: ForeignMember[];
  /** Not everybody was looked at, as they are too many. */
  isPartial: boolean;
};

const PAGE_SIZE = 100;
/** Of one organization. */
const MOST_PAGES = 5;
/** Of the tenant: members with a foreign address, one request each. */
const MOST_PEOPLE = 50;
const AT_ONCE = 5;

const memberSchema = z.looseObject({ id: z.string(), primaryEmail: z.string().nullish() });
const invitationSchema = z.looseObject({
  status: z.string(),
  acceptedUserId: z.string().nullish(),
});
const personSchema = z.looseObject({
  ssoIdentities: z.array(z.looseObject({ ssoConnectorId: z.string() })).default([]),
});

/** @throws ManagementError */
export async function gatherMembers(logto: ManagementClient, actual: Actual): Promise<MemberFacts> {
  const suspects: (ForeignMember & { connectorIds: string[] })[] = [];
  let isPartial = false;
  for (const { id, name } of actual.organizations) {
    const own = new Set(actual.jit[id]?.connectorIds);
    const connectors = actual.connectors.filter((one) => own.has(one.id));
    if (connectors.length === 0) continue;
    const { members, isAll } = await readMembers(logto, id);
    isPartial ||= !isAll;
    const foreign = members.filter(({ primaryEmail }) => {
      const domain = primaryEmail ? domainOf(primaryEmail) : undefined;
      return (
        primaryEmail && !connectors.some(({ domains }) => domain && hasDomain(domains, domain))
      );
    });
    const invited = foreign.length > 0 ? await readInvited(logto, id) : new Set();
    for (const { id: userId, primaryEmail } of foreign.filter((one) => !invited.has(one.id))) {
      const domain = domainOf(primaryEmail ?? '');
      const connectorIds = connectors.map((one) => one.id);
      suspects.push({ userId, domain, organization: name, connectorName: '', connectorIds });
    }
  }
  isPartial ||= suspects.length > MOST_PEOPLE;
  const foreign: ForeignMember[] = [];
  for (let at = 0; at < Math.min(suspects.length, MOST_PEOPLE); at += AT_ONCE) {
    const some = suspects.slice(at, Math.min(at + AT_ONCE, MOST_PEOPLE));
    const identities = await Promise.all(some.map(({ userId }) => readIdentities(logto, userId)));
    some.forEach(({ connectorIds, ...suspect }, index) => {
      const used = connectorIds.find((id) => identities[index]?.includes(id));
      const connector = actual.connectors.find(({ id }) => id === used);
      if (connector) foreign.push({ ...suspect, connectorName: connector.connectorName });
    });
  }
  return { foreign, isPartial };
}

async function readMembers(logto: ManagementClient, organizationId: string) {
  const members: z.output<typeof memberSchema>[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const some = await logto.get(`/organizations/${organizationId}/users`, {
      to: 'list members of an organization',
      query: { page, page_size: PAGE_SIZE },
      schema: z.array(memberSchema),
    });
    members.push(...some);
    if (some.length < PAGE_SIZE) return { members, isAll: true };
  }
  return { members, isAll: false };
}

async function readInvited(logto: ManagementClient, organizationId: string) {
  const all = await logto.get('/organization-invitations', {
    to: 'list invitations',
    query: { organizationId },
    schema: z.array(invitationSchema),
  });
  const accepted = all.filter(({ status }) => status === 'Accepted');
  return new Set(accepted.map(({ acceptedUserId }) => acceptedUserId));
}

async function readIdentities(logto: ManagementClient, userId: string): Promise<string[]> {
  const { ssoIdentities } = await logto.get(`/users/${userId}`, {
    to: 'read a person',
    query: { includeSsoIdentities: 'true' },
    schema: personSchema,
  });
  return ssoIdentities.map(({ ssoConnectorId }) => ssoConnectorId);
}
