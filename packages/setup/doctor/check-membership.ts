/** Whether who comes by a connector joins an organization, and as what. */
import type { Connector } from '@logto-okta/clients/logto/schemas';
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

/** Logto gives the membership before the app can refuse the sign-in; the app takes it back if it can. */
export function checkForeignMembers({ members }: TenantFacts): Finding[] {
  const id = 'connector.foreign-members';
  const { foreign, isPartial } = members;
  if (foreign.length > 0) {
    return foreign.map(({ userId, domain, organization, connectorName }) =>
      warn(id, `${organization} has a member whom only ${connectorName} made one`, {
        about: organization,
        cause: `The person ${userId} has an address of ${domain ?? 'no domain that can be read'}, which isn't of ${connectorName}, an identity of ${connectorName}, and no accepted invitation.`,
        consequence: `The SSO guard refuses them through ${connectorName}, but if they sign in another way they are a member, and administrators of ${organization} see who they are.`,
        fix: `If nobody added them on purpose: Logto Console > Organizations > ${organization} > Members > the person > Remove. The identity goes only with the account: Logto has no other way.`,
        docs: 'docs/decisions/sso-guard.md',
      }),
    );
  }
  if (!isPartial) return [ok(id, 'No member came by a company that isn’t theirs')];
  return [skipped(id, 'Members by a foreign identity', 'There are too many to look at them all.')];
}
