/** Whether who comes by a connector joins an organization, and as what. */
import type { Connector } from '#lib/logto/management/schemas.ts';
import type { TenantFacts } from './facts.ts';
import { FIX, type Finding, ok, skipped, warn } from './finding.ts';
import { setupFor } from './words.ts';

export function checkMembership(
  connector: Connector,
  { actual, organizationsRead, unread }: TenantFacts,
  fixable: boolean,
): Finding {
  const id = 'connector.organization';
  const about = connector.connectorName;
  if (unread.jit) return skipped(id, `Organization of ${about}`, unread.jit.why, about);
  const joined = actual.organizations.filter(({ id: one }) =>
    actual.jit[one]?.connectorIds.includes(connector.id),
  );
  const place = 'Logto Console > Organizations > the organization > Just-in-time provisioning';
  const common = { about, docs: 'docs/setup-okta.md' };
  if (joined.length === 0) {
    if (organizationsRead < actual.organizations.length) {
      return skipped(
        id,
        `Organization of ${about}`,
        `Only the first ${organizationsRead} of ${actual.organizations.length} organizations were looked into.`,
        about,
      );
    }
    return warn(id, `Who comes by ${about} joins no organization`, {
      ...common,
      cause: 'No organization lists the connector for just-in-time provisioning.',
      consequence: 'Its people sign in, but belong nowhere.',
      fix: `${fixable ? `${FIX}, or ` : ''}${setupFor(connector)}, or ${place}: add the connector and the role "member".`,
      ...(fixable && { fixable }),
    });
  }
  const without = joined.filter(({ id: one }) => actual.jit[one]?.roleIds.length === 0);
  if (without.length === 0) {
    return ok(
      id,
      `Who comes by ${about} joins ${joined.map(({ name }) => name).join(', ')}`,
      about,
    );
  }
  return warn(id, `Who comes by ${about} joins without a role`, {
    ...common,
    cause: `Just-in-time provisioning of ${without.map(({ name }) => name).join(', ')} gives no organization role.`,
    consequence: 'Its people belong to the organization, but may see and do nothing in it.',
    fix: `${fixable ? `${FIX}, or ` : ''}${place}: add the role "member". It counts for people who come from then on.`,
    ...(fixable && { fixable }),
  });
}
