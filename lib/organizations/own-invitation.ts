/** An invitation in the hands of somebody who has its link. */
import 'server-only';
import { isSameEmail } from '@logto-okta/clients/email-address';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { fail, ok } from '@logto-okta/clients/result';
import { headers } from 'next/headers';
import { z } from 'zod';
import { getUser, requireUserInAction, type User } from '#lib/auth.ts';
import { clientAddress } from '#lib/http/client-address.ts';
import { overLimit } from '#lib/http/limits.ts';
import { orSayUnavailable } from '#lib/http/unavailable.ts';
import { audit } from '#lib/log/audit.ts';
import { managementApi } from '#lib/logto/admin.ts';
import { companyByEmail } from '#lib/logto/companies.ts';
import { refusalNow } from '#lib/logto/rejudge.ts';
import { readSession, revalidateSoon } from '#lib/session/current.ts';
import { sessionStore } from '#lib/session/store.ts';
import type { SignInRequest } from '#lib/sign-in/link.ts';
import { type Outcome, withApi } from './api.ts';
import { hasInviterAuthority, revokeUnauthorized } from './invitation-authority.ts';
import {
  forgetInvitation,
  lookUpInvitation,
  mayAskLogto,
  type Visitor,
} from './invitation-lookup.ts';
import {
  findRecord,
  type InvitationRecord,
  isOpen,
  setStatus,
  toInvitation,
} from './invitation-records.ts';
import { forgetOrganization } from './kept.ts';

export const invitationPath = (id: string) => `/invitations/${encodeURIComponent(id)}`;

export type ShownInvitation = {
  organizationName: string;
  /** Absent for invitations by an operator or a machine client. */
  inviterName: string | undefined;
  maskedEmail: string;
  roles: string[];
  expiresAt: Date;
};

/** `viewer`: whether the person who looks is the one invited. */
export type InvitationView =
  | ({ kind: 'open'; viewer: 'signed_out' | 'invited' | 'another' | 'without_email' } & {
      invitation: ShownInvitation;
    })
  /** By this person, earlier: sent twice, or the link opened again. */
  | { kind: 'accepted'; organizationName: string }
  /** The inviter may no longer invite; only the person invited is told. */
  | { kind: 'inviter_not_permitted'; organizationName: string }
  | { kind: 'gone' }
  | { kind: 'unavailable' };

type Record = InvitationRecord;
const isFor = ({ invitee }: Record, user: User) => isSameEmail(invitee, user.email);

const visitorOf = async (user: User | undefined): Promise<Visitor> =>
  user ? { userId: user.id } : { address: clientAddress(await headers()) };

/** For the invitation's page, which is public: the link is the secret. */
export async function viewInvitation(id: string): Promise<InvitationView> {
  const user = await getUser();
  // What is asked about the person isn't in the cache.
  if ((await overLimit('views', user?.id)) !== undefined) return { kind: 'unavailable' };
  const found = await lookUpInvitation(id, await visitorOf(user));
  if (!found.ok) return { kind: found.reason };
  const { record, organizationName, inviterName, isAuthorized } = found.value;
  if (user && record.status === 'Accepted') {
    const accepted = await withApi(async (api) => ok(await isAcceptedBy(api, user, record)));
    if (!accepted.ok) return { kind: accepted.reason === 'unavailable' ? 'unavailable' : 'gone' };
    return accepted.value ? { kind: 'accepted', organizationName } : { kind: 'gone' };
  }
  if (!isOpen(record)) return { kind: 'gone' };
  const isInvited = user !== undefined && isFor(record, user);
  if (!isAuthorized) {
    if (!isInvited) return { kind: 'gone' };
    await withApi(async (api) => ok(await revokeUnauthorized(api, record)));
    forgetInvitation(id);
    return { kind: 'inviter_not_permitted', organizationName };
  }
  const viewer = isInvited ? 'invited' : user?.email ? 'another' : 'without_email';
  const { email, roles, expiresAt } = toInvitation(record);
  return {
    kind: 'open',
    viewer: user ? viewer : 'signed_out',
    invitation: {
      ...{ organizationName, inviterName, roles, expiresAt },
      maskedEmail: maskEmail(email),
    },
  };
}

/**
 * The person invited recognizes it; link previews, screenshots and finders of the link don't learn
 * it from the page.
 */
export function maskEmail(email: string): string {
  const [, local = '', domain = ''] = /^(.*)@(.*)$/s.exec(email) ?? [];
  return `${local.length > 2 ? local[0] : ''}•••@${domain}`;
}

async function isAcceptedBy(api: ManagementClient, user: User, record: Record): Promise<boolean> {
  if (record.status !== 'Accepted' || record.acceptedUserId !== user.id) return false;
  const all = await api.get(`/users/${encodeURIComponent(user.id)}/organizations`, {
    to: "list a person's organizations",
    schema: z.array(z.object({ id: z.string() })),
  });
  return all.some((one) => one.id === record.organizationId);
}

/** The sign-in with exactly the invited address; undefined when the invitation isn't open. */
export async function signInOfInvitation(id: string): Promise<SignInRequest | undefined> {
  const visitor = await visitorOf(await getUser());
  const found = await lookUpInvitation(id, visitor);
  if (!found.ok || !found.value.isAuthorized || !isOpen(found.value.record)) return undefined;
  const { invitee: email } = found.value.record;
  const returnTo = invitationPath(id);
  const company = await companyByEmail(email);
  if (company) return { returnTo, email, screen: 'sso', connector: company.id };
  return { returnTo, email, screen: (await isNew(email, visitor)) ? 'sign-up' : undefined };
}

/** Whether no account has the address; without an answer of Logto its page asks. */
async function isNew(email: string, visitor: Visitor): Promise<boolean> {
  if (!(await mayAskLogto(visitor))) return false;
  const query = { 'search.primaryEmail': email, 'mode.primaryEmail': 'exact', page_size: 1 };
  const schema = z.array(z.unknown());
  const asked = managementApi()?.get('/users', { to: 'find a person', query, schema });
  return asked ? asked.then((found) => found.length === 0).catch(() => false) : false;
}

/**
 * The address is the key to the invitation: it must be one that the guard lets in today.
 * @throws ManagementError
 */
async function mayHaveAddress({ email }: User): Promise<boolean> {
  const session = await readSession();
  return session !== undefined && !(await refusalNow(session, { email }));
}

/** @returns the organization's id. */
export async function acceptInvitation(id: string): Promise<Outcome<string>> {
  const page = invitationPath(id);
  const user = await requireUserInAction(page);
  if ((await overLimit('changes', user.id)) !== undefined) return fail('too_many');
  const accepted = await withApi((api) => accept(api, id, user));
  forgetInvitation(id);
  if (accepted.ok) forgetOrganization(accepted.value);
  // The ID token of this session doesn't know the organization yet.
  if (accepted.ok) await orSayUnavailable(page, revalidateSoon());
  return accepted;
}

async function accept(api: ManagementClient, id: string, user: User): Promise<Outcome<string>> {
  const record = await findRecord(api, id);
  if (!record) return fail('invitation_gone');
  const { organizationId } = record;
  if (await isAcceptedBy(api, user, record)) return ok(organizationId);
  if (!isOpen(record)) return fail('invitation_gone');
  if (!isFor(record, user) || !(await mayHaveAddress(user))) {
    return fail('invitation_for_another');
  }
  // Not while the inviter is being removed or demoted (`membership.ts`).
  const changed = await sessionStore().exclusively(`organization:${organizationId}`, async () => {
    if (!(await hasInviterAuthority(api, record))) {
      await revokeUnauthorized(api, record);
      return fail('inviter_not_permitted');
    }
    return setStatus(api, id, { status: 'Accepted', acceptedUserId: user.id });
  });
  if (changed?.ok === false && changed.reason === 'invitation_gone') {
    // Sent twice: the other one may have been faster.
    const now = await findRecord(api, id);
    if (now && (await isAcceptedBy(api, user, now))) return ok(organizationId);
  }
  if (!changed?.ok) return changed ?? fail('unavailable');
  audit('invitation_accepted', { user: user.id, organization: organizationId });
  return ok(organizationId);
}
