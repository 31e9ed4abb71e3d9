/** Whether somebody can invite people and change roles in each organization of ours. */
import type { TenantFacts } from './facts.ts';
import { type Finding, ok, skipped, warn } from './finding.ts';

const id = 'tenant.organization-admin';

export function checkAdministrators({ staffed, unread }: TenantFacts): Finding[] {
  if (unread.administrators) {
    return [skipped(id, 'Administrators of organizations', unread.administrators.why)];
  }
  const open = staffed.filter(({ hasAdministrator }) => !hasAdministrator);
  if (open.length === 0) return [ok(id, 'Every organization has an administrator')];
  return open.map((organization) => {
    const which = staffed.length > 1 ? ` --organization-id ${organization.id}` : '';
    const command = `npm run setup -- --admin <e-mail or user name>${which}`;
    const about = organization.name;
    if (!organization.hasMembers) {
      return skipped(
        id,
        `Administrator of ${about}`,
        `Nobody has joined it yet. Once its future administrator has signed in: ${command}`,
        about,
      );
    }
    return warn(id, `${about} has no administrator`, {
      about,
      cause: 'None of its members has the role "admin".',
      consequence: 'Nobody can invite people, change roles or remove members in it.',
      fix: `${command}, or Logto Console > Organizations > the organization > Members: the role "admin".`,
      docs: 'docs/setup-logto.md',
    });
  });
}
