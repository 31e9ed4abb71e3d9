/** What should be, completed by what the tenant tells: which application, and whose companies are ours. */

import type { Connector } from '@logto-okta/clients/logto/schemas';
import type { OktaCredentials } from '@logto-okta/clients/okta/client';
import { lostRecords } from '../application.ts';
import { connectorKey, findConnector } from '../connector.ts';
import type { Company, Desired, OktaWish } from '../desired.ts';
import { madeBySetup } from '../registry.ts';
import type { TenantFacts } from './facts.ts';
import { configOf } from './gather-idp.ts';
import { companyName } from './words.ts';

/**
 * The companies of the configuration, and those that setup made before: it recorded them with the
 * application, so that nobody has to repeat its options. Connectors of others aren't ours to change.
 * @param silent orgs whose API doesn't serve us: they must not keep Logto's side from being fixed.
 */
export function desiredFor(
  desired: Desired,
  tenant: TenantFacts,
  given: ReadonlyMap<string, OktaCredentials>,
  silent: ReadonlySet<string> = new Set(),
): Desired {
  const orgs = new Map([...given].filter(([org]) => !silent.has(org)));
  const { application, actual } = tenant;
  // Of another type it can't be fixed: setup then makes one of its own.
  const isOurs = application?.type === 'Traditional';
  const [lost] = isOurs ? [] : lostRecords(desired, actual);
  const app = isOurs
    ? { name: application.name, id: application.id }
    : { name: lost?.name ?? desired.app.name };
  const named: Desired = { ...desired, app: { ...desired.app, ...app } };
  const made = madeFor(desired, tenant);
  const listed = new Set(named.companies.map(({ connectorName }) => connectorName));
  const recorded = actual.connectors.filter(
    (connector) =>
      connector.providerName === 'Okta' &&
      !listed.has(connector.connectorName) &&
      made.includes(connectorKey({ connectorName: connector.connectorName } as Company)),
  );
  return {
    ...named,
    companies: [
      ...named.companies.map((company) => withoutSilentOrg(company, tenant, silent)),
      ...recorded.map((connector) => companyOf(connector, named, tenant, orgs, made)),
    ],
  };
}

/** Keys of what setup made for this app, also when its application has been deleted since. */
export function madeFor(desired: Desired, { application, actual }: TenantFacts): string[] {
  const own = madeBySetup(application);
  return own.length > 0 ? own : lostRecords(desired, actual).flatMap(({ made }) => made);
}

function withoutSilentOrg(
  company: Company,
  { actual }: TenantFacts,
  silent: ReadonlySet<string>,
): Company {
  if (company.idp.via !== 'api' || !silent.has(company.idp.orgUrl)) return company;
  const connector = findConnector(company, actual);
  const { issuer, clientId } = connector ? configOf(connector) : {};
  const okta: OktaWish =
    issuer && clientId
      ? { via: 'values', issuer, clientId }
      : { via: 'manual', orgUrl: company.idp.orgUrl };
  return { ...company, idp: { provider: 'okta', ...okta } };
}

function companyOf(
  connector: Connector,
  desired: Desired,
  { actual }: TenantFacts,
  orgs: ReadonlyMap<string, OktaCredentials>,
  made: string[],
): Company {
  const name = companyName(connector);
  const joins = actual.organizations.find(({ id }) =>
    actual.jit[id]?.connectorIds.includes(connector.id),
  );
  return {
    name,
    connectorName: connector.connectorName,
    // What is nobody's domain isn't asked for; what is there stays.
    domains: connector.domains,
    allowSharedDomain: true,
    tokenStorage: connector.enableTokenStorage,
    extraScopes: [],
    organization: joins
      ? { name: joins.name, id: joins.id }
      : made.includes(`organization ${name}`)
        ? { name }
        : undefined,
    idp: {
      provider: 'okta',
      ...oktaOf(connector, `${desired.app.name} (${name})`, orgs, made),
    },
  };
}

function oktaOf(
  connector: Connector,
  usualLabel: string,
  orgs: ReadonlyMap<string, OktaCredentials>,
  made: string[],
): OktaWish {
  const { issuer, clientId, scopes } = configOf(connector);
  const [onlyOrg] = orgs.size === 1 ? orgs.keys() : [];
  const origin = issuer && URL.canParse(issuer) ? new URL(issuer).origin : onlyOrg;
  const isOrgServer =
    !issuer || !URL.canParse(issuer) || !new URL(issuer).pathname.startsWith('/oauth2');
  if (origin && orgs.has(origin) && isOrgServer) {
    const labels = made.flatMap((key) => {
      const [, label, org] = /^okta-app (.*) @ (.*)$/.exec(key) ?? [];
      return label && org === origin ? [label] : [];
    });
    const [label] = labels.length === 1 ? labels : [];
    return {
      via: 'api',
      orgUrl: origin,
      label: label ?? usualLabel,
      groups: [],
      apiScopes: scopes.filter((scope) => scope.startsWith('okta.')),
    };
  }
  return issuer && clientId
    ? { via: 'values', issuer, clientId }
    : { via: 'manual', ...(origin && { orgUrl: origin }) };
}
