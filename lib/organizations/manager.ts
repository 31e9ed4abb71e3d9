import 'server-only';
import { fail } from '@logto-okta/clients/result';
import { requireOrganizationMemberInAction } from '#lib/auth.ts';
import { AppError } from '#lib/errors.ts';
import { overLimit } from '#lib/http/limits.ts';
import { orSayUnavailable } from '#lib/http/unavailable.ts';
import type { OrganizationPermission } from '#lib/permissions.ts';
import { readSession } from '#lib/session/current.ts';
import { type Outcome, pathOf } from './api.ts';
import { forgetOrganization } from './kept.ts';

/**
 * A change by somebody who may make it, by Logto's word of this moment. Changes themselves go by the
 * app's own credentials: where that word isn't to be had, nothing is changed.
 */
export async function byManager<T>(
  organizationId: string,
  permission: OrganizationPermission,
  change: (manager: { id: string }) => Promise<Outcome<T>>,
  { sendsMail = false } = {},
): Promise<Outcome<T>> {
  const page = pathOf(organizationId);
  // Before Logto is asked anything: also who may change nothing would have it asked without end.
  const session = await orSayUnavailable(page, readSession());
  if ((await overLimit('changes', session?.sub)) !== undefined) return fail('too_many');
  let id: string;
  try {
    const { user } = await requireOrganizationMemberInAction(page, organizationId, permission);
    id = user.id;
  } catch (error) {
    // The page that comes next must not show again what misled the person.
    forgetOrganization(organizationId);
    if (error instanceof AppError && error.code === 'logto_unreachable') {
      return fail('unavailable');
    }
    throw error;
  }
  const mails = sendsMail ? await overLimit('invitations', `${id}:${organizationId}`) : undefined;
  return mails === undefined ? change({ id }) : fail('too_many');
}
