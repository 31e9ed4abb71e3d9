import type { Application } from '@logto-okta/clients/logto/schemas';
import type { Actual } from './actual.ts';
import { findResource } from './api-resource.ts';
import { findApplication } from './application.ts';
import type { Clients } from './clients.ts';
import { findConnector } from './connector.ts';
import type { Company, Desired } from './desired.ts';
import { findOrganizations } from './organization.ts';

/** What a run knows: ids of what was there and of what it makes, and what became of it. */
export type Run = {
  desired: Desired;
  clients: Clients;
  application?: Pick<Application, 'id'>;
  /** Of the permission with that name. */
  apiScopeIds: Map<string, string>;
  organizationScopeIds: Map<string, string>;
  organizationRoleIds: Map<string, string>;
  resourceId?: string;
  /** By company. */
  connectorIds: Map<string, string>;
  organizationIds: Map<string, string>;
  oktaApps: Map<string, { id: string; clientId: string; secret?: string }>;
  /** Scopes that Okta didn't grant, by company; the connector then does without. */
  refusedScopes: Map<string, Set<string>>;
  /** What is left to a person. */
  notes: string[];
};

const nameToId = (items: { id: string; name: string }[]) =>
  new Map(items.map(({ id, name }) => [name, id]));

export function startRun(desired: Desired, actual: Actual, clients: Clients): Run {
  const found = findApplication(desired, actual.applications);
  const resource = findResource(desired, actual);
  const byCompany = <T>(pick: (company: Company) => T | undefined) =>
    new Map(
      desired.companies.flatMap((company): [string, T][] => {
        const value = pick(company);
        return value === undefined ? [] : [[company.name, value]];
      }),
    );
  return {
    desired,
    clients,
    application: 'one' in found ? found.one : undefined,
    resourceId: resource?.id,
    apiScopeIds: nameToId(resource?.scopes ?? []),
    organizationScopeIds: nameToId(actual.organizationScopes),
    organizationRoleIds: nameToId(actual.organizationRoles),
    connectorIds: byCompany((company) => findConnector(company, actual)?.id),
    organizationIds: byCompany((company) =>
      company.organization ? findOrganizations(company, actual)[0]?.id : undefined,
    ),
    oktaApps: byCompany(({ name }) => {
      const [app] = actual.okta[name]?.apps ?? [];
      return app && { id: app.id, clientId: app.credentials.oauthClient?.client_id ?? app.id };
    }),
    refusedScopes: new Map(),
    notes: [],
  };
}

/** Something that an earlier step of the same plan has found or made. */
export function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) {
    throw new Error(
      `${what} is not known at this point; the tenant changed meanwhile. Run setup again.`,
    );
  }
  return value;
}
