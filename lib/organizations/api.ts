/** What the Management API says of organizations, in our names. */
import 'server-only';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { ManagementError } from '@logto-okta/clients/logto/errors';
import { LOGTO_ID } from '@logto-okta/clients/logto-id';
import { own } from '@logto-okta/clients/own';
import { fail, type Result } from '@logto-okta/clients/result';
import { neverSent } from '@logto-okta/clients/retry';
import { z } from 'zod';
import { log } from '#lib/log/log.ts';
import { managementApi } from '#lib/logto/admin.ts';
import { ORGANIZATION_ROLES, type OrganizationRole } from '#lib/permissions.ts';

/** Why something of an organization wasn't done; each has its words in `messages/`. */
export type RefusalReason =
  | 'unavailable'
  /** The caller has done it too often in a short time. */
  | 'too_many'
  /** Logto didn't say whether it made the change. */
  | 'outcome_unknown'
  | 'organization_unknown'
  | 'changed_meanwhile'
  | 'last_admin'
  | 'not_a_member'
  | 'role_unknown'
  | 'unconfirmed'
  | 'email_invalid'
  | 'already_invited'
  | 'already_a_member'
  | 'invitation_gone'
  /** The inviter may no longer invite, or not to this role. */
  | 'inviter_not_permitted'
  /** Not with the permissions of the moment. */
  | 'not_permitted'
  | 'invitation_for_another';
export type Outcome<T = undefined> = Result<T, RefusalReason>;

/** Logto's refusals that a person can do something about, by its own codes. */
const BY_LOGTO_CODE: Record<string, RefusalReason> = {
  'organization.require_membership': 'not_a_member',
  'entity.unique_integrity_violation': 'already_invited',
};

/** Runs `work` with the Management API; an API that doesn't answer is an outcome, not a crash. */
export async function withApi<T>(
  work: (api: ManagementClient) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const api = managementApi();
  if (!api) return fail('unavailable');
  try {
    return await work(api);
  } catch (thrown) {
    const isOpen = thrown instanceof OutcomeUnknown;
    const error = isOpen ? thrown.cause : thrown;
    if (!(error instanceof ManagementError)) throw thrown;
    const known = own(BY_LOGTO_CODE, error.logtoCode);
    if (known) return fail(known);
    if (error.code === 'not_found') return fail('organization_unknown');
    log.error('organization_call_failed', { problem: error.code, cause: error });
    return fail(isOpen ? 'outcome_unknown' : 'unavailable');
  }
}

class OutcomeUnknown extends Error {}

/** Answers after which a change may have been made all the same. */
const leavesOpen = ({ code, status, cause }: ManagementError) =>
  code === 'timeout' ||
  code === 'answer_unexpected' ||
  (code === 'unreachable' && !neverSent(cause)) ||
  (code === 'failed' && status !== 503);

/**
 * For the one call that changes something: "nothing was changed" is said only when that is known.
 * @throws what `change` throws, for `withApi` to tell apart.
 */
export async function confirmed<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (!(error instanceof ManagementError) || !leavesOpen(error)) throw error;
    throw new OutcomeUnknown('Logto did not confirm a change', { cause: error });
  }
}

/** What isn't an id becomes one that nothing has. */
const segment = (id: string) => (LOGTO_ID.test(id) ? id : '-');

/** Of the organization, in Logto's API and on this site alike. */
export const pathOf = (organizationId: string) => `/organizations/${segment(organizationId)}`;

const roleSchema = z.object({ id: z.string(), name: z.string() });

/** @throws ManagementError; undefined when `npm run setup` didn't create the role, or it was deleted. */
export async function roleId(
  api: ManagementClient,
  role: OrganizationRole,
): Promise<string | undefined> {
  const roles = await api.list('/organization-roles', {
    to: 'list organization roles',
    item: roleSchema,
  });
  return roles.find(({ name }) => name === role)?.id;
}

export const isOrganizationRole = (value: unknown): value is OrganizationRole =>
  typeof value === 'string' && Object.hasOwn(ORGANIZATION_ROLES, value);
