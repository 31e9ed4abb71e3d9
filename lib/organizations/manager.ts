import 'server-only';
import { requireOrganizationMemberInAction } from '#lib/auth.ts';
import { AppError } from '#lib/errors.ts';
import { overLimit } from '#lib/limits.ts';
import type { OrganizationPermission } from '#lib/permissions.ts';
import { type Outcome, pathOf, refuse } from './api.ts';
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
  let id: string;
  try {
    const page = pathOf(organizationId);
    const { user } = await requireOrganizationMemberInAction(page, organizationId, permission);
    id = user.id;
  } catch (error) {
    // The page that comes next must not show again what misled the person.
    forgetOrganization(organizationId);
    if (error instanceof AppError && error.code === 'logto_unreachable') {
      return refuse('unavailable');
    }
    throw error;
  }
  const changes = await overLimit('changes', id);
  const mails = sendsMail ? await overLimit('invitations', `${id}:${organizationId}`) : undefined;
  return changes === undefined && mails === undefined ? change({ id }) : refuse('too_many');
}
