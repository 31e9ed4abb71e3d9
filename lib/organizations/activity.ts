/**
 * What happened around an organization's people, from Logto's audit log, its invitations, and what
 * this app wrote down of changes it made.
 */
import 'server-only';
import { z } from 'zod';
import { requireOrganizationMember } from '#lib/auth.ts';
import { getEnv } from '#lib/env.ts';
import type { ManagementClient } from '#lib/logto/management/client.ts';
import { done, type Outcome, withApi } from './api.ts';
import { invitationEvents } from './invitation-records.ts';
import { type ListedMember, listAllMembers, nameOf } from './membership.ts';
import { readTrail, type TrailEntry } from './trail.ts';

/**
 * Logto's payloads hold codes, PKCE verifiers and all that a company's Okta says of a person
 * (docs/vendors.md L13): only what is listed here is read, the rest never leaves the parser.
 */
const logSchema = z.object({
  id: z.string(),
  key: z.string(),
  createdAt: z.number(),
  payload: z.object({
    result: z.string().nullish(),
    applicationId: z.string().nullish(),
    ip: z.string().nullish(),
    interaction: z
      .object({ verificationRecords: z.array(z.object({ type: z.string() })).nullish() })
      .nullish(),
  }),
});
type Log = z.output<typeof logSchema>;

export type ActivityKind =
  | 'company_sso'
  | 'password'
  | 'signed_in'
  | 'registered'
  | 'app_signed_in'
  | 'invited'
  | 'invitation_accepted'
  | 'invitation_withdrawn'
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
  ip?: string | undefined;
};

/** Logto's log is asked for one person at a time. */
const MOST_PEOPLE = 25;
const PER_PERSON = 40;
const SHOWN = 100;
/** Milliseconds. A sign-in at Logto and the app's part of it are one event. */
const ONE_SIGN_IN_MS = 2 * 60_000;

/**
 * The newest events, newest first. Sign-ins of the members who were here most recently; all
 * invitations; changes of roles and removals that this app made (`trail.ts`).
 */
export async function listActivity(organizationId: string): Promise<Outcome<Activity[]>> {
  const returnTo = `/organizations/${organizationId}/activity`;
  await requireOrganizationMember(returnTo, organizationId, 'read:activity');
  return withApi(async (api) => {
    const members = await listAllMembers(api, organizationId);
    const recent = members
      .toSorted((one, other) => (other.lastSignInAt ?? 0) - (one.lastSignInAt ?? 0))
      .slice(0, MOST_PEOPLE);
    const [trail, invitations, ...signIns] = await Promise.all([
      readTrail(api, organizationId),
      invitationEvents(api, organizationId),
      ...recent.map((member) => signInsOf(api, member)),
    ]);
    const names = new Map(
      trail.flatMap((one) => (one.what === 'removed' ? [[one.member, one.name]] : [])),
    );
    for (const member of members) names.set(member.id, nameOf(member));
    const nameById = (id: string | undefined) => (id === undefined ? undefined : names.get(id));
    const events: Activity[] = [
      ...trail.map((entry) => changeOf(entry, nameById)),
      ...invitations.map(({ by, ...event }) => ({ ...event, name: nameById(by), succeeded: true })),
      ...signIns.flat(),
    ];
    return done(events.sort((one, other) => other.at.getTime() - one.at.getTime()).slice(0, SHOWN));
  });
}

function changeOf(entry: TrailEntry, nameById: (id: string) => string | undefined): Activity {
  const { id, at, by, byClient = false } = entry;
  const known = { id, at: new Date(at), name: nameById(by), byClient, succeeded: true };
  if (entry.what === 'removed') {
    // As they were called then: somebody who is back may have another name.
    return { ...known, kind: 'member_removed', member: entry.name ?? nameById(entry.member) };
  }
  const { from, to, member } = entry;
  return { ...known, kind: 'role_changed', member: nameById(member), from, to };
}

function kindOf({ key, payload }: Log): ActivityKind | undefined {
  if (key === 'Interaction.Register.Submit') return 'registered';
  if (key === 'ExchangeTokenBy.AuthorizationCode') return 'app_signed_in';
  if (key !== 'Interaction.SignIn.Submit') return undefined;
  const types = payload.interaction?.verificationRecords?.map(({ type }) => type) ?? [];
  if (types.includes('EnterpriseSso')) return 'company_sso';
  return types.includes('Password') ? 'password' : 'signed_in';
}

async function signInsOf(api: ManagementClient, member: ListedMember): Promise<Activity[]> {
  const logs = await api.get('/logs', {
    to: 'read the audit log',
    query: { userId: member.id, page: 1, page_size: PER_PERSON },
    schema: z.array(logSchema),
  });
  const events = logs.flatMap((log): Activity[] => {
    const kind = kindOf(log);
    const { result, applicationId, ip } = log.payload;
    // What somebody does in other apps of the tenant is no business of this organization.
    if (!kind || applicationId !== getEnv().LOGTO_APP_ID) return [];
    const succeeded = result === 'Success';
    const at = new Date(log.createdAt);
    return [{ id: log.id, kind, at, succeeded, name: nameOf(member), ip: ip ?? undefined }];
  });
  const atLogto = events.filter(({ kind }) => kind !== 'app_signed_in');
  const isPartOfAnother = ({ kind, succeeded, at }: Activity) =>
    kind === 'app_signed_in' &&
    succeeded &&
    atLogto.some((one) => Math.abs(at.getTime() - one.at.getTime()) < ONE_SIGN_IN_MS);
  // The app's server asks for the tokens: its own address says nothing of the person.
  return events
    .filter((event) => !isPartOfAnother(event))
    .map(({ ip, ...event }) => (event.kind === 'app_signed_in' ? event : { ...event, ip }));
}
