/** What the API says of organizations. Routes ask `requirePermission` before they come here. */
import 'server-only';
import { LOGTO_ID } from '@logto-okta/clients/logto-id';
import { ok } from '@logto-okta/clients/result';
import { z } from 'zod';
import { managementApi } from '#lib/logto/admin.ts';
import { displayName } from '#lib/logto/display-name.ts';
import { type Outcome, pathOf, type RefusalReason, withApi } from '#lib/organizations/api.ts';
import { knownMemberPage, rolesOf } from '#lib/organizations/directory.ts';
import { ApiProblem, type ProblemStatus, RETRY_AFTER } from './problem.ts';
import type { ApiMember, ApiOrganization } from './schemas.ts';

const listedSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullish(),
});

const shaped = ({ id, name, description }: z.output<typeof listedSchema>): ApiOrganization => ({
  ...{ id, name, description: description ?? null },
});

/** Which part of a list a call asked for. */
export type PageWanted = { page: number; pageSize: number };
/** The same for every list of the API. */
type Page = { total: number; nextPage: number | null };

const pageAfter = ({ page, pageSize }: PageWanted, total: number) =>
  page * pageSize < total ? page + 1 : null;

/** @throws ApiProblem as `resultOf`; so do all of these. */
export const allOrganizations = async (
  wanted: PageWanted,
): Promise<Page & { organizations: ApiOrganization[] }> =>
  resultOf(
    await withApi(async (api) => {
      const { items, total } = await api.page('/organizations', {
        to: 'list organizations',
        item: listedSchema,
        ...{ page: wanted.page, size: wanted.pageSize },
      });
      return ok({ organizations: items.map(shaped), total, nextPage: pageAfter(wanted, total) });
    }),
  );

const one = (id: string): Promise<Outcome<ApiOrganization>> =>
  withApi(async (api) => {
    const to = 'read an organization';
    return ok(shaped(await api.get(pathOf(id), { to, schema: listedSchema })));
  });

export const oneOrganization = async (id: string) => resultOf(await one(id));

export async function organizationMembers(
  id: string,
  wanted: PageWanted,
): Promise<Page & { members: ApiMember[] }> {
  const { items, total } = resultOf(
    await withApi(async (api) =>
      ok(await knownMemberPage(api, id, { page: wanted.page, size: wanted.pageSize })),
    ),
  );
  // Logto lists no members of an organization that isn't there, and thinks nothing of it.
  if (total === 0) await oneOrganization(id);
  const members = items.map((member) => ({
    id: member.id,
    name: displayName(member) ?? null,
    email: member.primaryEmail ?? null,
    roles: rolesOf(member),
  }));
  return { members, total, nextPage: pageAfter(wanted, total) };
}

const REFUSALS: Record<RefusalReason, [status: ProblemStatus, detail: string]> = {
  unavailable: [503, 'Organizations can’t be reached now. Try again.'],
  too_many: [429, 'Too many in a short time. Wait a minute.'],
  organization_unknown: [404, 'There is no such organization.'],
  outcome_unknown: [503, 'Logto didn’t say whether it was done. Read it again.'],
  changed_meanwhile: [409, 'It was changed at the same time. Read it again.'],
  last_admin: [
    409,
    'This is the organization’s only administrator. Make another member an administrator first.',
  ],
  not_a_member: [404, 'There is no such member in this organization.'],
  role_unknown: [503, 'Logto lacks this role. "npm run setup" creates it.'],
  unconfirmed: [422, 'This has to be confirmed.'],
  email_invalid: [422, 'This is not an e-mail address.'],
  already_invited: [409, 'This address has an open invitation.'],
  already_a_member: [409, 'This address belongs to a member.'],
  invitation_gone: [404, 'There is no such invitation.'],
  inviter_not_permitted: [403, 'The inviter may no longer invite.'],
  not_permitted: [403, 'The role doesn’t allow it.'],
  invitation_for_another: [403, 'This invitation is for another address.'],
};

/** Refusals after which the same call may do. */
const WAITING: Partial<Record<RefusalReason, Record<string, string>>> = {
  unavailable: RETRY_AFTER,
  too_many: { 'Retry-After': '60' },
};

/** @throws ApiProblem that says why it wasn't done. */
export function resultOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  const { reason } = outcome;
  if (reason === 'unavailable' && !managementApi()) {
    const detail = 'This app was given no credentials for Logto’s Management API.';
    throw new ApiProblem(503, 'not_configured', detail);
  }
  const [status, detail] = REFUSALS[reason];
  throw new ApiProblem(status, reason, detail, WAITING[reason] ?? {});
}

/** Ids from the address. @throws ApiProblem 404 */
export function checkIds<T extends Record<string, string>>(ids: T): T {
  if (Object.values(ids).every((id) => LOGTO_ID.test(id))) return ids;
  throw new ApiProblem(404, 'not_found', 'There is nothing at this address.');
}
