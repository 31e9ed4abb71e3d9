/**
 * What a session from minutes ago permits may be over: for pages whose lists say nothing of the
 * reader's own role, Logto is asked.
 */
import 'server-only';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { forbidden, notFound } from 'next/navigation';
import { can, type OrganizationPermission } from '#lib/permissions.ts';
import { renewOnce } from '#lib/sign-in/renewal.ts';
import type { Outcome } from './api.ts';
import { rolesNow } from './directory.ts';
import { keepOf } from './kept.ts';

/** Milliseconds. A change by this process shows at once. */
const ROLES_TTL_MS = 5000;

/**
 * By the roles of Logto's word, a few seconds old at most, as pages judge.
 * @throws ManagementError with `organization.require_membership` for somebody who is no member.
 */
export async function isPermittedNow(
  api: ManagementClient,
  organizationId: string,
  userId: string,
  permission: OrganizationPermission,
): Promise<boolean> {
  const what = JSON.stringify(['roles', userId]);
  const roles = await keepOf(organizationId, what, ROLES_TTL_MS, () =>
    rolesNow(api, organizationId, userId),
  );
  return can({ roles: roles.map(({ name }) => name) }, permission);
}

/** The session of somebody who may no longer read a page is renewed; else it is a 403, or a 404. */
export async function renewedIfRefused<T>(page: string, outcome: Outcome<T>): Promise<Outcome<T>> {
  if (outcome.ok || !(outcome.reason === 'not_permitted' || outcome.reason === 'not_a_member')) {
    return outcome;
  }
  await renewOnce(page);
  return outcome.reason === 'not_a_member' ? notFound() : forbidden();
}
