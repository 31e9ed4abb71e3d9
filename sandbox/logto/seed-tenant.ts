/** A tenant as the seed describes it. */
import * as seed from '../seed.ts';
import { newAccountCenter } from './account-center.ts';
import { newSignInExperience } from './sign-in-experience.ts';
import { type Application, newUser, type SsoConnector, type Tenant } from './tenant.ts';

const byId = <T extends { id: string }>(all: T[]) => new Map(all.map((one) => [one.id, one]));

function userOf(user: seed.LogtoUserSeed, now: number) {
  return newUser(
    {
      id: user.id,
      username: user.username ?? null,
      primaryEmail: user.email ?? null,
      name: user.name ?? null,
      password: user.password ?? null,
      roles: user.roles ?? [],
      isSuspended: user.suspended ?? false,
      organizations: { ...user.organizations },
    },
    now,
  );
}

function connectorOf(connector: seed.ConnectorSeed, issuer: string): SsoConnector {
  return {
    id: connector.id,
    connectorName: connector.connectorName,
    displayName: connector.displayName,
    domains: connector.domains,
    config: {
      clientId: connector.client.id,
      clientSecret: connector.client.secret,
      issuer,
      scope: 'openid profile email groups offline_access',
      trustUnverifiedEmail: false,
    },
    syncProfile: true,
    enableTokenStorage: connector.okta === 'acme',
    jit: [connector.jit],
  };
}

/**
 * @param issuers of the Okta orgs, by the name that connectors of the seed use.
 * @param appUrls base URLs, without trailing slash, registered with both applications.
 */
export function seedTenant(options: {
  endpoint: string;
  issuers: Record<seed.ConnectorSeed['okta'], string>;
  appUrls: string[];
  now: number;
}): Tenant {
  const { endpoint, issuers, appUrls, now } = options;
  const applicationOf = (application: {
    id: string;
    name: string;
    secret: string;
  }): Application => ({
    ...application,
    redirectUris: appUrls.map((url) => `${url}/callback`),
    postLogoutRedirectUris: appUrls.map((url) => `${url}/`),
  });
  const connectors = [seed.connector, seed.globexConnector];
  return {
    endpoint,
    users: byId(seed.logtoUsers.map((user) => userOf(user, now))),
    applications: byId([seed.application, seed.secondApplication].map(applicationOf)),
    connectors: byId(connectors.map((one) => connectorOf(one, issuers[one.okta]))),
    organizations: byId(seed.organizations),
    resources: new Map([[seed.apiResource.indicator, structuredClone(seed.apiResource)]]),
    roles: structuredClone(seed.roles),
    organizationTemplate: structuredClone(seed.organizationTemplate),
    signInExperience: newSignInExperience(),
    signIns: new Map(),
    sentinelActivities: [],
    accountCenter: newAccountCenter(),
    secrets: new Map(),
    accountVerifications: new Map(),
  };
}
