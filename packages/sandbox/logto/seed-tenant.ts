/** A tenant as the seed describes it. */
import * as seed from '../seed.ts';
import { newAccountCenter } from './account-center.ts';
import { newConfigs } from './configs.ts';
import {
  type Application,
  type ApplicationType,
  newApplication,
  newConnector,
  newOrganization,
  newOrganizationRole,
  newOrganizationScope,
  newResource,
  newRole,
  newScope,
  newSecret,
} from './entities.ts';
import { newId } from './ids.ts';
import { newManagementApi } from './management/seeded.ts';
import { newSignInExperience } from './sign-in-experience.ts';
import { newUser, type Tenant } from './tenant.ts';

type Named = { id: string; name: string };

const byId = <T extends { id: string }>(all: T[]) => new Map(all.map((one) => [one.id, one]));

/** Ids of what the seed calls by name. @throws for a name that nothing has. */
const idsOf = (all: Named[], names: readonly string[]) =>
  names.map((name) => {
    const found = all.find((one) => one.name === name);
    if (!found) throw new Error(`the seed names ${name}, which it doesn't have`);
    return found.id;
  });

function permissions(now: number) {
  const { scopes, ...resource } = seed.apiResource;
  const resourceScopes = scopes.map((one) => newScope({ ...one, resourceId: resource.id }, now));
  const { scopes: inside, roles } = seed.organizationTemplate;
  return {
    resources: [newResource(resource)],
    scopes: resourceScopes,
    roles: seed.roles.map(({ scopes: names, ...role }) =>
      newRole({ ...role, scopeIds: idsOf(resourceScopes, names) }),
    ),
    organizationScopes: inside.map((one) => newOrganizationScope(one)),
    organizationRoles: roles.map(({ scopes: names, resourceScopes: ofResources, ...role }) =>
      newOrganizationRole({
        ...role,
        scopeIds: idsOf(inside, names),
        resourceScopeIds: idsOf(resourceScopes, ofResources),
      }),
    ),
  };
}

const organizationRoleIds = (names: readonly string[]) =>
  idsOf(seed.organizationTemplate.roles, names);

type Issuers = Record<seed.ConnectorSeed['okta'], string>;

/** As a sign-in through the connector would have linked it. */
function identitiesOf({ cameBy, name, email }: seed.LogtoUserSeed, issuers: Issuers, now: number) {
  const by = [seed.connector, seed.globexConnector].find(({ id }) => id === cameBy?.connectorId);
  if (!cameBy || !by) return [];
  const { connectorId, oktaUserId: identityId } = cameBy;
  const issuer = issuers[by.okta];
  const detail = { id: identityId, name, email };
  return [
    { id: newId(21), connectorId, issuer, identityId, detail, createdAt: now, updatedAt: now },
  ];
}

function userOf(
  tenant: Pick<Tenant, 'roles'>,
  user: seed.LogtoUserSeed,
  issuers: Issuers,
  now: number,
) {
  return newUser(
    tenant,
    {
      id: user.id,
      username: user.username ?? null,
      primaryEmail: user.email ?? null,
      name: user.name ?? null,
      password: user.password ?? null,
      roleIds: idsOf(seed.roles, user.roles ?? []),
      isSuspended: user.suspended ?? false,
      ssoIdentities: identitiesOf(user, issuers, now),
      organizations: Object.fromEntries(
        Object.entries(user.organizations ?? {}).map(([id, names]) => [
          id,
          organizationRoleIds(names),
        ]),
      ),
    },
    now,
  );
}

const connectorOf = (connector: seed.ConnectorSeed, issuer: string, now: number) =>
  newConnector(
    {
      id: connector.id,
      providerName: 'Okta',
      connectorName: connector.connectorName,
      domains: [...connector.domains],
      branding: { displayName: connector.displayName },
      config: {
        clientId: connector.client.id,
        clientSecret: connector.client.secret,
        issuer,
        scope: ['openid profile email groups offline_access', ...connector.apiScopes].join(' '),
        trustUnverifiedEmail: false,
      },
      syncProfile: true,
      enableTokenStorage: connector.okta === 'acme',
    },
    now,
  );

/** Whoever comes by one of the organization's connectors joins it. */
function organizationOf(organization: Named & { description: string | null }, now: number) {
  const connectors = [seed.connector, seed.globexConnector].filter(
    ({ jit }) => jit.organizationId === organization.id,
  );
  const roleIds = organizationRoleIds(connectors.flatMap(({ jit }) => jit.roles));
  const jit = { emailDomains: [], ssoConnectorIds: connectors.map(({ id }) => id), roleIds };
  return newOrganization({ ...organization, jit }, now);
}

function applicationOf(
  { secret, ...application }: Named & { secret: string },
  type: ApplicationType,
  fields: Partial<Application>,
  now: number,
) {
  const own = { applicationId: application.id, name: 'Default secret', value: secret };
  const secrets = [newSecret(own, now)];
  return newApplication({ ...application, type, secrets, ...fields }, now);
}

/**
 * @param issuers of the Okta orgs, by the name that connectors of the seed use.
 * @param appUrls base URLs, without trailing slash, registered with both applications.
 */
export function seedTenant(options: {
  endpoint: string;
  issuers: Issuers;
  appUrls: string[];
  hasSecretVault: boolean;
  now: number;
}): Tenant {
  const { endpoint, issuers, appUrls, hasSecretVault, now } = options;
  const management = newManagementApi(now);
  const { resources, scopes, roles, ...template } = permissions(now);
  const tenantRoles = byId([management.role, ...roles]);
  const oidcClientMetadata = () => ({
    redirectUris: appUrls.map((url) => `${url}/callback`),
    postLogoutRedirectUris: appUrls.map((url) => `${url}/`),
    // Only with it do ID tokens carry a `sid` (docs/vendors.md L6).
    ...(appUrls[0] && {
      backchannelLogoutUri: `${appUrls[0]}/api/backchannel-logout`,
      backchannelLogoutSessionRequired: true,
    }),
  });
  const applications = [
    ...[seed.application, seed.secondApplication].map((one) =>
      applicationOf(one, 'Traditional', { oidcClientMetadata: oidcClientMetadata() }, now),
    ),
    applicationOf(
      seed.managementApplication,
      'MachineToMachine',
      { roleIds: [management.role.id] },
      now,
    ),
  ];
  const connectors = [seed.connector, seed.globexConnector];
  return {
    endpoint,
    hasSecretVault,
    users: byId(seed.logtoUsers.map((user) => userOf({ roles: tenantRoles }, user, issuers, now))),
    applications: byId(applications),
    connectors: byId(connectors.map((one) => connectorOf(one, issuers[one.okta], now))),
    organizations: byId(seed.organizations.map((one) => organizationOf(one, now))),
    resources: byId([management.resource, ...resources]),
    scopes: byId([management.scope, ...scopes]),
    roles: tenantRoles,
    organizationScopes: byId(template.organizationScopes),
    organizationRoles: byId(template.organizationRoles),
    configs: newConfigs(),
    hooks: new Map(),
    emailConnector: undefined,
    sentMessages: [],
    signInExperience: newSignInExperience(),
    signIns: new Map(),
    invitations: new Map(),
    oneTimeTokens: new Map(),
    logs: [],
    sentinelActivities: [],
    accountCenter: newAccountCenter(),
    secrets: new Map(),
    accountVerifications: new Map(),
  };
}
