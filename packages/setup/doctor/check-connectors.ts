/** Enterprise connectors in Logto, each with its identity provider. */

import { ownersIn } from '@logto-okta/clients/domain-ownership';
import { hasDomain, normalizeDomain } from '@logto-okta/clients/email-address';
import type { Connector } from '@logto-okta/clients/logto/schemas';
import type { Desired } from '../desired.ts';
import { RELEASE_FLAG } from '../domain-release.ts';
import { checkDomain } from '../domains.ts';
import { offlineAccess, unverifiedEmail } from './check-connector-scopes.ts';
import { clock } from './check-logto.ts';
import { checkForeignMembers, checkMembership } from './check-membership.ts';
import { ACTIVATE } from './check-okta-app.ts';
import type { Facts, IdpFacts, TenantFacts } from './facts.ts';
import { CHECKS, error, FIX, type Finding, ok, skipped, warn } from './finding.ts';
import { configOf } from './gather-idp.ts';
import { madeFor } from './wishes.ts';
import { setupFor } from './words.ts';

const CONSOLE = 'Logto Console > Enterprise SSO > the connector';

export function checkConnectors(facts: Facts): Finding[] {
  const { tenant } = facts;
  if (tenant.state !== 'known') {
    return CHECKS.connectors.map((id) => skipped(id, 'Connectors', tenant.why));
  }
  const { connectors } = tenant.value.actual;
  const owned = ownedDomains(tenant.value);
  const gone = missing(facts.desired, tenant.value);
  if (connectors.length === 0) {
    const [any, , own, ...others] = CHECKS.connectors;
    return [
      warn(any, 'No company is connected', {
        cause: 'Logto has no enterprise connector.',
        consequence: 'Nobody can sign in through a company.',
        fix: 'npm run setup -- --company <name> --domain <domain>',
        docs: 'docs/setup-okta.md',
      }),
      ...owned,
      ...gone,
      ...[...(gone.length > 0 ? [] : [own]), ...others].map((id) =>
        skipped(id, 'Connectors', 'There are none.'),
      ),
    ];
  }
  const ours = new Set(facts.desired?.companies.map(({ connectorName }) => connectorName));
  return [
    ok(
      'connector.any',
      connectors.length === 1
        ? 'One company is connected'
        : `${connectors.length} companies are connected`,
    ),
    ...owned,
    ...(gone.length > 0
      ? gone
      : [ok('connector.missing', 'Every connector that setup was to make is there')]),
    ...connectors.flatMap((connector) => {
      const idp = facts.idps[connector.id];
      return idp ? checkOne(connector, idp, tenant.value, ours.has(connector.connectorName)) : [];
    }),
    ...checkForeignMembers(tenant.value),
  ];
}

/** Domains that a connector had once, by the app's own record. */
function ownedDomains({ application, actual }: TenantFacts): Finding[] {
  const id = 'connector.owned-domain';
  const without = [...ownersIn(application?.customData ?? {})].filter(
    ([domain]) => !actual.connectors.some(({ domains }) => hasDomain(domains, domain)),
  );
  if (without.length === 0) return [ok(id, 'Every owned domain has its connector')];
  return without.map(([domain, { connector, since }]) =>
    warn(id, `${domain} is owned, but no connector has it`, {
      about: domain,
      cause: `The connector ${connector ?? 'that had it'} was deleted, or lost the domain${since ? `; it was recorded ${since}` : ''}.`,
      consequence: `People of ${domain} can't sign in: not through their company, and a password isn't accepted.`,
      fix: `Connect the company again: npm run setup -- --company <name> --domain ${domain}. Or give the domain up: npm run setup -- ${RELEASE_FLAG} ${domain}`,
      docs: 'docs/company-sso.md',
    }),
  );
}

/** Connectors that the configuration asks for, or that setup made, and that aren't there. */
function missing(desired: Desired | undefined, tenant: TenantFacts): Finding[] {
  if (!desired) return [];
  const id = 'connector.missing';
  const { actual } = tenant;
  const isThere = (name: string) =>
    actual.connectors.some(({ connectorName }) => connectorName === name);
  const asked = desired.companies.map(({ connectorName }) => connectorName);
  const made = madeFor(desired, tenant).flatMap((key) => /^connector (.+)$/s.exec(key)?.[1] ?? []);
  const common = {
    consequence: 'Nobody of this company can sign in through it.',
    docs: 'docs/setup-okta.md',
  };
  return [
    ...asked
      .filter((about) => !isThere(about))
      .map((about) =>
        error(id, `${about} is not in Logto`, {
          ...common,
          about,
          cause: 'The configuration of setup names the company; Logto has no such connector.',
          fix: `${FIX}, or npm run setup.`,
          fixable: true,
        }),
      ),
    ...made
      .filter((about) => !isThere(about) && !asked.includes(about))
      .map((about) =>
        warn(id, `${about} was deleted from Logto`, {
          ...common,
          about,
          cause: 'Setup made this connector, and Logto no longer has it.',
          fix: `${setupFor(about)} --domain <domain>. If the company has left: Logto Console > Applications > the application > Custom data: take "connector ${about}" out of setup.made.`,
        }),
      ),
  ];
}

/** @param fixable whether setup knows this connector as its own. */
function checkOne(
  connector: Connector,
  idp: IdpFacts,
  tenant: TenantFacts,
  fixable: boolean,
): Finding[] {
  const about = connector.connectorName;
  const { issuer, clientId, clientSecret } = configOf(connector);
  if (!issuer || !clientId || !clientSecret) {
    return [
      warn('connector.draft', `${about} is a draft`, {
        about,
        cause: 'It has no issuer, client ID or client secret yet.',
        consequence: 'Its people are told "Single Sign-On is not enabled for this email account."',
        fix: `${fixable ? `${FIX}, with OKTA_ORG_URL and OKTA_API_TOKEN; or ` : ''}${setupFor(connector)} --okta-issuer <issuer> --okta-client-id <id>; or ${CONSOLE} > Connection.`,
        docs: 'docs/setup-okta.md',
        ...(fixable && idp.org.state === 'known' && { fixable }),
      }),
      ...domains(connector, tenant),
    ];
  }
  return [
    ok('connector.draft', `${about} is configured`, about),
    slash(about, issuer, fixable),
    ...discovery(connector, idp, issuer),
    clock('connector.clock', about, idp.discovery, about),
    credentials(about, idp, fixable),
    ...domains(connector, tenant),
    offlineAccess(connector, fixable),
    unverifiedEmail(connector),
    checkMembership(connector, tenant, fixable),
  ];
}

function slash(about: string, issuer: string, fixable: boolean): Finding {
  const id = 'connector.trailing-slash';
  if (!issuer.endsWith('/')) return ok(id, `The issuer of ${about} ends without a slash`, about);
  return error(id, `The issuer of ${about} ends with a slash`, {
    about,
    cause: `It is ${issuer}; Logto puts "/.well-known/openid-configuration" behind it as it is.`,
    consequence: 'Logto finds no discovery document: nobody of this company can sign in.',
    fix: `${fixable ? `${FIX}, or ` : ''}${CONSOLE} > Connection > Issuer: ${issuer.replace(/\/+$/, '')}`,
    docs: 'docs/setup-okta.md',
    ...(fixable && { fixable }),
  });
}

function discovery(connector: Connector, idp: IdpFacts, issuer: string): Finding[] {
  const id = 'connector.discovery';
  const about = connector.connectorName;
  const read = connector.providerConfig as { issuer?: unknown } | undefined;
  const own = idp.discovery;
  if (!read && issuer.endsWith('/')) {
    const why = 'The slash at the end of its issuer comes first.';
    return [
      skipped(id, `Discovery document of ${about}`, why, about),
      skipped('connector.issuer', `Issuer of ${about}`, why, about),
    ];
  }
  if (!read) {
    const here =
      own.state === 'known' && own.value.status === 200 && own.value.issuer
        ? 'This machine can: something between Logto and it is in the way.'
        : own.state === 'known'
          ? `Asked from here, ${own.value.url} answers ${own.value.status}.`
          : own.why;
    return [
      error(id, `Logto cannot read the discovery document of ${about}`, {
        about,
        cause: `Its issuer is ${issuer}. ${here}`,
        consequence: 'Nobody of this company can sign in.',
        fix: `${CONSOLE} > Connection: the issuer has to be the one that curl ${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration shows. Self-hosted: let Logto reach it.`,
        docs: 'docs/setup-okta.md',
      }),
      skipped('connector.issuer', `Issuer of ${about}`, 'There is no discovery document.', about),
    ];
  }
  const says = typeof read.issuer === 'string' ? read.issuer : undefined;
  return [
    ok(id, `Logto reads the discovery document of ${about}`, about),
    says === undefined || says === issuer
      ? ok('connector.issuer', `${about} calls itself as its connector does`, about)
      : error('connector.issuer', `${about} calls itself otherwise`, {
          about,
          cause: `Its discovery document says ${says}, the connector ${issuer}.`,
          consequence:
            'ID tokens name another issuer than expected, or people are sent to an address that the company does not use.',
          fix: `${CONSOLE} > Connection > Issuer: ${says}. With a domain of the org's own, look at the application's "Issuer" in Okta (Sign On tab) too.`,
          docs: 'docs/setup-okta.md',
        }),
  ];
}

function credentials(about: string, { client, org }: IdpFacts, mayFix: boolean): Finding {
  const id = 'connector.credentials';
  if (client.state !== 'known') return skipped(id, `Credentials of ${about}`, client.why, about);
  const { value } = client;
  if (value === 'accepted') return ok(id, `${about} accepts the connector's credentials`, about);
  if (value === 'unclear' || value === 'no_redirect_uri') {
    return skipped(
      id,
      `Credentials of ${about}`,
      'Its answer to a made-up code does not tell.',
      about,
    );
  }
  const isInactive =
    org.state === 'known' && org.value.app !== undefined && org.value.app.status !== 'ACTIVE';
  const fixable = mayFix && org.state === 'known' && !isInactive;
  const isGrant = value === 'grant_refused';
  if (isInactive) {
    return error(id, `${about} refuses the connector's credentials`, {
      about,
      cause: 'The application in Okta is not active.',
      consequence: 'Sign-in ends at Logto: "The user\'s authorization process is unsuccessful."',
      fix: `${ACTIVATE}.`,
      docs: 'docs/setup-okta.md',
    });
  }
  return error(id, `${about} refuses the connector's credentials`, {
    about,
    cause: isGrant
      ? 'The application there may not exchange authorization codes.'
      : 'Client ID or client secret is wrong, the application is not active, or it wants another way of client authentication than HTTP Basic.',
    consequence: 'Sign-in ends at Logto: "The user\'s authorization process is unsuccessful."',
    fix: `${fixable ? `${FIX}, or ` : ''}Okta Admin Console > Applications > the application > General: copy Client ID and an active secret to ${CONSOLE} > Connection.`,
    docs: 'docs/setup-okta.md',
    ...(fixable && { fixable }),
  });
}

function domains(connector: Connector, { actual }: TenantFacts): Finding[] {
  const about = connector.connectorName;
  const place = `${CONSOLE} > SSO Experience > Email domains`;
  const bad = connector.domains.flatMap((domain) => {
    const result = checkDomain(domain);
    return 'problem' in result
      ? [`${domain} ${result.problem}`]
      : normalizeDomain(domain) === undefined
        ? [`${JSON.stringify(domain)} should be ${result.domain}`]
        : [];
  });
  const shared = actual.connectors
    .filter(({ id }) => id !== connector.id)
    .flatMap((other) =>
      connector.domains
        .filter((domain) => hasDomain(other.domains, normalizeDomain(domain) ?? ''))
        .map((domain) => `${domain} is of "${other.connectorName}" too`),
    );
  const id = 'connector.domains';
  const none = connector.domains.length === 0;
  const isPublic = bad.some((one) => one.includes('public e-mail provider'));
  return [
    !none && bad.length === 0
      ? ok(id, `The domains of ${about} are proper ones`, about)
      : (isPublic ? error : warn)(
          id,
          none ? `${about} has no e-mail domain` : `A domain of ${about} is none of a company`,
          {
            about,
            cause: none ? 'Its list of domains is empty.' : `${bad.join('; ')}.`,
            consequence: none
              ? 'It is offered to nobody by e-mail address, and the SSO guard lets in nobody who has one.'
              : isPublic
                ? 'Strangers are sent to this company, and count as its people.'
                : 'It is never offered to anybody.',
            fix: none
              ? `${setupFor(connector)} --domain <domain>, or ${place}.`
              : `${place}: correct it.`,
            docs: 'docs/setup-okta.md',
          },
        ),
    shared.length === 0
      ? ok('connector.shared-domain', `No other connector has a domain of ${about}`, about)
      : warn('connector.shared-domain', `${about} shares a domain`, {
          about,
          cause: `${shared.join('; ')}.`,
          consequence:
            'Its people have to choose a company at sign-in, and either company can bring people of that domain in.',
          fix: `${place}: leave each domain at one connector.`,
          docs: 'docs/setup-okta.md',
        }),
  ];
}
