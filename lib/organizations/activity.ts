/**
 * What happened around an organization's people, from Logto's audit log, its invitations, and what
 * this app wrote down of changes it made.
 */
import 'server-only';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { fail, ok } from '@logto-okta/clients/result';
import { requireOrganizationMember } from '#lib/auth.ts';
import { overLimit } from '#lib/http/limits.ts';
import { cleanText } from '#lib/logto/display-name.ts';
import { type Outcome, withApi } from './api.ts';
import { type CompanySignIn, companySignIns } from './company-sign-ins.ts';
import { memberNames, ownConnectorIds } from './directory.ts';
import { type InvitationEvent, invitationEvents } from './invitation-records.ts';
import { isPermittedNow, renewedIfRefused } from './permitted-now.ts';
import { readTrail, type TrailEntry } from './trail.ts';

export type ActivityKind =
  | CompanySignIn['kind']
  | InvitationEvent['kind']
  | 'role_changed'
  | 'member_removed';
export type Activity = {
  id: string;
  kind: ActivityKind;
  at: Date;
  succeeded: boolean;
  /** Who did it; absent: Logto doesn't say, or they aren't in the organization any more. */
  name: string | undefined;
  /** It was a client of the API, not a person. */
  byClient?: boolean;
  /** Of an invitation. */
  email?: string;
  /** Whose role was changed, or who was removed; their roles before and after. */
  member?: string | undefined;
  from?: string[];
  to?: string[];
  /** Of a sign-in. */
  ip?: string | undefined;
};

const SHOWN = 100;
/** People who are looked up one by one, in an organization of more than a hundred. */
const MOST_LOOKED_UP = 25;

/**
 * The newest events, newest first: sign-ins of members through the organization's own connection, all
 * invitations, and changes of roles and removals that this app made (`trail.ts`).
 */
export async function listActivity(organizationId: string): Promise<Outcome<Activity[]>> {
  const returnTo = `/organizations/${organizationId}/activity`;
  const { user } = await requireOrganizationMember(returnTo, organizationId, 'read:activity');
  if ((await overLimit('views', user.id)) !== undefined) return fail('too_many');
  const listed: Outcome<Activity[]> = await withApi(async (api) => {
    // Before anything is read: it says from where people signed in.
    const isPermitted = await isPermittedNow(api, organizationId, user.id, 'read:activity');
    return isPermitted ? ok(await newestEvents(api, organizationId)) : fail('not_permitted');
  });
  return renewedIfRefused(returnTo, listed);
}

/** Something that happened, before the people in it have names. */
type Raw =
  | { at: number; trail: TrailEntry }
  | { at: number; invitation: InvitationEvent }
  | { at: number; signIn: CompanySignIn };

/** Whose names are needed. */
function peopleIn(raw: Raw): string[] {
  if ('signIn' in raw) return [raw.signIn.userId];
  if ('invitation' in raw) return raw.invitation.by ? [raw.invitation.by] : [];
  const { by, byClient, member, what } = raw.trail;
  // Who was removed is no member; the entry has their name.
  return [...(byClient ? [] : [by]), ...(what === 'removed' ? [] : [member])];
}

/** Asks nobody who may read it. @throws ManagementError */
export async function newestEvents(
  api: ManagementClient,
  organizationId: string,
): Promise<Activity[]> {
  const [trail, invitations, signIns] = await Promise.all([
    readTrail(api, organizationId),
    invitationEvents(api, organizationId),
    ownConnectorIds(api, organizationId).then((ids) => companySignIns(api, ids, SHOWN)),
  ]);
  const newest: Raw[] = [
    ...trail.map((entry) => ({ at: Date.parse(entry.at), trail: entry })),
    ...invitations.map((event) => ({ at: event.at.getTime(), invitation: event })),
    ...signIns.map((event) => ({ at: event.at.getTime(), signIn: event })),
  ]
    .sort((one, other) => other.at - one.at)
    .slice(0, SHOWN);
  const ids = newest.flatMap(peopleIn);
  const { names, left } = await memberNames(api, organizationId, ids, MOST_LOOKED_UP);
  const removed = new Map(
    trail.flatMap((one) => (one.what === 'removed' ? [[one.member, one.name]] : [])),
  );
  const nameById = (id: string | undefined) =>
    id === undefined ? undefined : (names.get(id) ?? cleanText(removed.get(id)));
  // The list ends where there would be too many people to ask for.
  const cut = newest.findIndex((raw) => peopleIn(raw).some((id) => left.has(id)));
  return newest.slice(0, cut === -1 ? SHOWN : cut).flatMap((raw): Activity[] => {
    if ('trail' in raw) return [changeOf(raw.trail, nameById)];
    if ('invitation' in raw) {
      const { by, ...event } = raw.invitation;
      return [{ ...event, name: nameById(by), succeeded: true }];
    }
    const { userId, ...event } = raw.signIn;
    // Whoever was refused, or is gone, is no member: nothing of them is shown.
    return names.has(userId) ? [{ ...event, name: names.get(userId) }] : [];
  });
}

function changeOf(entry: TrailEntry, nameById: (id: string) => string | undefined): Activity {
  const { id, at, by, byClient = false } = entry;
  const known = { id, at: new Date(at), name: nameById(by), byClient, succeeded: true };
  if (entry.what === 'removed') {
    // As they were called then: somebody who is back may have another name.
    const member = cleanText(entry.name) ?? nameById(entry.member);
    return { ...known, kind: 'member_removed', member };
  }
  const { from, to, member } = entry;
  return { ...known, kind: 'role_changed', member: nameById(member), from, to };
}
