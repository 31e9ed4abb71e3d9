/** Who may use the application in Okta, what its tokens may do, and its secrets. */
import type { Connector } from '@logto-okta/clients/logto/schemas';
import type { OrgFacts } from './facts.ts';
import { error, FIX, type Finding, ok, skipped, warn } from './finding.ts';
import { configOf } from './gather-idp.ts';
import { setupFor } from './words.ts';

const CONSOLE = 'Okta Admin Console > Applications > the application';
const docs = 'docs/setup-okta.md';
/** One page of members is counted. */
const MANY = 200;

export function checkAccess(connector: Connector, org: OrgFacts, fixable: boolean): Finding[] {
  const about = connector.connectorName;
  const { unread } = org;
  return [
    unread.assignment
      ? skipped('okta.assignment', `${about}: its people`, unread.assignment.why, about)
      : assignment(connector, org),
    unread.grants
      ? skipped('okta.scope-grants', `${about}: its grants`, unread.grants.why, about)
      : scopeGrants(connector, org, fixable),
    unread.secrets
      ? skipped('okta.secret', `${about}: the client secret`, unread.secrets.why, about)
      : secret(connector, org, fixable),
  ];
}

function assignment(connector: Connector, { groups, people }: OrgFacts): Finding {
  const about = connector.connectorName;
  const id = 'okta.assignment';
  const total = groups.reduce((sum, { members }) => sum + members, 0);
  const list = groups
    .map(({ name, members }) => `${name} (${members >= MANY ? `${MANY} or more` : members})`)
    .join(', ');
  const common = {
    about,
    consequence: 'Okta tells its people "User is not assigned to this application."',
    docs,
  };
  const place = `${CONSOLE} > Assignments > Assign to Groups`;
  if (groups.length === 0 && people > 0) {
    return ok(id, `${about}: assigned to ${people} people, to no group`, about);
  }
  if (groups.length === 0) {
    return error(id, `${about}: the application is assigned to nobody`, {
      ...common,
      cause: 'It has no group and no person.',
      fix: `${setupFor(connector)} --okta-group <group>, or ${place}.`,
    });
  }
  if (total + people === 0) {
    return warn(id, `${about}: the assigned groups are empty`, {
      ...common,
      cause: `Assigned: ${list}.`,
      fix: `Put people into the group, or assign another: ${place}.`,
    });
  }
  return ok(id, `${about}: assigned to ${list}`, about);
}

/** Okta ends a sign-in that asks for a scope it hasn't granted (docs/vendors.md O5). */
function scopeGrants(connector: Connector, { grants }: OrgFacts, fixable: boolean): Finding {
  const id = 'okta.scope-grants';
  const about = connector.connectorName;
  const asked = configOf(connector).scopes.filter((scope) => scope.startsWith('okta.'));
  if (asked.length === 0) return ok(id, `${about}: no scope needs a grant`, about);
  if (!grants) {
    return skipped(
      id,
      `${about}: grants of ${asked.join(', ')}`,
      'The credentials for Okta lack okta.appGrants.read.',
      about,
    );
  }
  const missing = asked.filter((scope) => !grants.includes(scope));
  if (missing.length === 0) return ok(id, `${about}: its scopes are granted`, about);
  return error(id, `${about}: a scope is not granted`, {
    about,
    cause: `The connector asks for ${missing.join(', ')}, which the application was not granted.`,
    consequence: 'Every sign-in of this company ends with invalid_scope.',
    fix: `${fixable ? `${FIX} (as a Super Administrator), or ` : ''}${CONSOLE} > Okta API Scopes > Grant; or take the scope from the connector.`,
    docs,
    ...(fixable && { fixable }),
  });
}

function secret(connector: Connector, { secrets }: OrgFacts, fixable: boolean): Finding {
  const id = 'okta.secret';
  const about = connector.connectorName;
  const held = configOf(connector).clientSecret;
  const shown = secrets.filter(({ client_secret }) => client_secret);
  if (shown.length === 0) {
    return skipped(id, `${about}: the client secret`, 'Okta does not show secrets to us.', about);
  }
  const match = shown.find(({ client_secret }) => client_secret === held);
  if (match?.status === 'ACTIVE')
    return ok(id, `${about}: the connector has an active secret`, about);
  return error(id, `${about}: the connector's secret is not an active one`, {
    about,
    cause: match
      ? `The secret that Logto has is ${match.status} in Okta.`
      : 'The application has no such secret: it was rotated, or mistyped.',
    consequence: 'Sign-in ends at Logto: "The user\'s authorization process is unsuccessful."',
    fix: `${fixable ? `${FIX}, or ` : ''}${CONSOLE} > General > Client secrets: copy an active one to Logto Console > Enterprise SSO > the connector > Connection.`,
    docs,
    ...(fixable && { fixable }),
  });
}
