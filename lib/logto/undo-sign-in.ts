import 'server-only';
import { domainOf, hasDomain } from '@logto-okta/clients/email-address';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { z } from 'zod';
import { log } from '#lib/log/log.ts';

/**
 * Takes back what a refused company sign-in did at Logto before the app heard of it: a membership
 * given just in time, a new account (docs/decisions/sso-guard.md). What has no API, or failed, is
 * said in `remains`.
 */
export type Undone = {
  /** The account was new, and is deleted with all that it had. */
  account: boolean;
  /** Ids of the organizations that the person is no longer a member of. */
  memberships: string[];
  remains: ('account' | 'membership' | 'identity' | 'profile')[];
};

/** Milliseconds before the login in which Logto may have written what belongs to the same sign-in. */
const SIGN_IN_MS = 10 * 60_000;
/** Milliseconds between an account and the identity that it was registered with. */
const TOGETHER_MS = 5000;

const personSchema = z.object({
  primaryEmail: z.string().nullish(),
  primaryPhone: z.string().nullish(),
  username: z.string().nullish(),
  hasPassword: z.boolean().default(false),
  identities: z.record(z.string(), z.unknown()).default({}),
  createdAt: z.number(),
  ssoIdentities: z.array(z.object({ ssoConnectorId: z.string(), createdAt: z.number() })),
});
type Person = z.output<typeof personSchema>;
const membershipSchema = z.object({
  id: z.string(),
  organizationRoles: z.array(z.object({ id: z.string() })).default([]),
});
type Membership = z.output<typeof membershipSchema>;
const idSchema = z.object({ id: z.string() });

export type RefusedSignIn = {
  userId: string;
  connectorId: string;
  /** Milliseconds since 1970, by Logto's clock. */
  loggedInAt: number;
};

/** Never throws: the person is refused either way. */
export async function undoSignIn(
  api: ManagementClient,
  { userId, connectorId, loggedInAt }: RefusedSignIn,
): Promise<Undone> {
  const undone: Undone = { account: false, memberships: [], remains: [] };
  const user = `/users/${encodeURIComponent(userId)}`;
  try {
    const person = await api.get(user, {
      to: 'read a person',
      query: { includeSsoIdentities: 'true' },
      schema: personSchema,
    });
    const identity = person.ssoIdentities.find(
      (one) => one.ssoConnectorId === connectorId && one.createdAt >= loggedInAt - SIGN_IN_MS,
    );
    // Linked before: this sign-in gave nothing (docs/vendors.md L3), but may have renamed the account.
    if (!identity) return { ...undone, remains: ['profile'] };
    undone.remains.push('account');
    if (isNew(person, identity)) {
      await api.delete(user, 'delete an account that a refused sign-in created');
      return { ...undone, account: true, remains: [] };
    }
    // Neither has an API to take it back.
    undone.remains = ['identity', 'profile', 'membership'];
    const memberships = await api.get(`${user}/organizations`, {
      to: "list a person's organizations",
      schema: z.array(membershipSchema),
    });
    const ended = await Promise.allSettled(
      memberships.map(async (one) => {
        if (!(await isOnlyFrom(api, connectorId, userId, person, one))) return;
        await api.delete(`${pathOf(one)}/users/${encodeURIComponent(userId)}`, 'end a membership');
        undone.memberships.push(one.id);
      }),
    );
    const failed = ended.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    undone.remains = ['identity', 'profile'];
  } catch (error) {
    log.warn('refused_sign_in_not_undone', {
      ...{ user: userId, connector: connectorId, remains: undone.remains, cause: error },
    });
  }
  return undone;
}

const pathOf = ({ id }: Membership) => `/organizations/${encodeURIComponent(id)}`;

/**
 * Made by this very sign-in, and with nothing else to come in by: left alone, it would keep the
 * address from its owner, or hand them an account with a stranger's identity.
 */
const isNew = (person: Person, identity: { createdAt: number }) =>
  Math.abs(person.createdAt - identity.createdAt) < TOGETHER_MS &&
  person.ssoIdentities.length === 1 &&
  !person.hasPassword &&
  !person.primaryPhone &&
  !person.username &&
  Object.keys(person.identities).length === 0;

/**
 * Logto doesn't say how a member came. It was by the connector if the organization takes its people
 * in, nobody invited this person, and they have no role but those given just in time.
 */
async function isOnlyFrom(
  api: ManagementClient,
  connectorId: string,
  userId: string,
  { primaryEmail }: Person,
  membership: Membership,
): Promise<boolean> {
  const jit = `${pathOf(membership)}/jit`;
  const to = 'read the just-in-time membership of an organization';
  const connectors = await api.list(`${jit}/sso-connectors`, { to, item: idSchema });
  if (!connectors.some(({ id }) => id === connectorId)) return false;
  const [roles, domains, invitations] = await Promise.all([
    api.list(`${jit}/roles`, { to, item: idSchema }),
    api.list(`${jit}/email-domains`, { to, item: z.object({ emailDomain: z.string() }) }),
    api.get('/organization-invitations', {
      to: 'list invitations',
      query: { organizationId: membership.id },
      schema: z.array(z.object({ status: z.string(), acceptedUserId: z.string().nullish() })),
    }),
  ]);
  const domain = primaryEmail ? domainOf(primaryEmail) : undefined;
  const given = new Set(roles.map(({ id }) => id));
  const isInvited = invitations.some(
    ({ status, acceptedUserId }) => status === 'Accepted' && acceptedUserId === userId,
  );
  const comesByDomain =
    domain !== undefined &&
    hasDomain(
      domains.map(({ emailDomain }) => emailDomain),
      domain,
    );
  return (
    !isInvited && !comesByDomain && membership.organizationRoles.every(({ id }) => given.has(id))
  );
}
