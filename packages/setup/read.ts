import { randomUUID } from 'node:crypto';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { ManagementError } from '@logto-okta/clients/logto/errors';
import {
  accountCenterSchema,
  applicationSchema,
  applicationSecretSchema,
  connectorSchema,
  idSchema,
  organizationRoleSchema,
  organizationSchema,
  resourceSchema,
  roleSchema,
  scopeSchema,
  signInExperienceSchema,
} from '@logto-okta/clients/logto/schemas';
import { z } from 'zod';
import type { Actual } from './actual.ts';
import { findMachineRole, findResource } from './api-resource.ts';
import { findApplication } from './application.ts';
import type { Clients } from './clients.ts';
import { findConnector } from './connector.ts';
import type { Desired } from './desired.ts';
import { findOrganizations } from './organization.ts';
import { readOkta } from './read-okta.ts';

/**
 * What is there now. Reads only.
 * @throws ManagementError, OktaError
 */
export async function read(desired: Desired, clients: Clients): Promise<Actual> {
  const { logto } = clients;
  // First, so that wrong credentials are one message and not nine.
  await logto.authenticate();
  const [base, machine] = await Promise.all([
    readTenant(logto),
    readApplication(logto, logto.appId),
  ]);
  const found = findApplication(desired, base.applications);
  const actual: Actual = {
    ...base,
    machine,
    applicationSecrets: 'one' in found ? await readSecrets(logto, found.one.id) : [],
    machineRoleScopes: [],
    jit: {},
    okta: {},
  };
  const role = findMachineRole(desired, actual);
  if (role) {
    const scopes = await logto.list(`/roles/${role.id}/scopes`, {
      to: 'list permissions of a role',
      item: scopeSchema,
    });
    // Another resource may have permissions of the same names.
    const ours = new Set(findResource(desired, actual)?.scopes.map(({ id }) => id));
    actual.machineRoleScopes = scopes.filter(({ id }) => ours.has(id)).map(({ name }) => name);
  }
  for (const company of desired.companies) {
    const [organization, ...others] = findOrganizations(company, actual);
    if (company.organization && organization && others.length === 0) {
      actual.jit[organization.id] = await readJit(logto, organization.id);
    }
    const okta = clients.okta.get(company.name);
    if (okta && company.idp.via === 'api') {
      actual.okta[company.name] = await readOkta(
        okta,
        company.idp,
        findConnector(company, actual),
        desired.endpoint,
      );
    }
  }
  const wantsTokens = desired.companies.some(
    (company) => company.tokenStorage && !findConnector(company, actual)?.enableTokenStorage,
  );
  if (wantsTokens) actual.canStoreTokens = await canStoreTokens(logto);
  return actual;
}

export async function readTenant(logto: ManagementClient) {
  const [
    applications,
    resources,
    machineRoles,
    organizationScopes,
    organizationRoles,
    signInExperience,
    accountCenter,
    connectors,
    organizations,
    messengers,
  ] = await Promise.all([
    logto.list('/applications', {
      to: 'list applications',
      query: { types: 'Traditional', isThirdParty: 'false' },
      item: applicationSchema,
    }),
    logto.list('/resources', {
      to: 'list API resources',
      query: { includeScopes: 'true' },
      item: resourceSchema,
    }),
    logto.list('/roles', {
      to: 'list roles',
      query: { type: 'MachineToMachine' },
      item: roleSchema,
    }),
    logto.list('/organization-scopes', { to: 'list organization permissions', item: scopeSchema }),
    logto.list('/organization-roles', {
      to: 'list organization roles',
      item: organizationRoleSchema,
    }),
    logto.get('/sign-in-exp', {
      to: 'read the sign-in experience',
      schema: signInExperienceSchema,
    }),
    logto.get('/account-center', { to: 'read the account center', schema: accountCenterSchema }),
    logto.list('/sso-connectors', { to: 'list enterprise connectors', item: connectorSchema }),
    logto.list('/organizations', { to: 'list organizations', item: organizationSchema }),
    // Not in pages.
    logto.get('/connectors', {
      to: 'list connectors',
      schema: z.array(z.looseObject({ type: z.string() })),
    }),
  ]);
  return {
    applications: applications.filter(({ type }) => type === 'Traditional'),
    resources,
    machineRoles: machineRoles.filter(({ type }) => type === 'MachineToMachine'),
    organizationScopes,
    organizationRoles,
    signInExperience,
    accountCenter,
    connectors,
    organizations,
    sendsMail: messengers.some(({ type }) => type === 'Email'),
  };
}

/** Whatever its type; undefined when it isn't there. */
export const readApplication = (logto: ManagementClient, id: string) =>
  logto
    .get(`/applications/${encodeURIComponent(id)}`, {
      to: 'read the application',
      schema: applicationSchema,
    })
    .catch((error: unknown) => {
      if (error instanceof ManagementError && error.code === 'not_found') return undefined;
      throw error;
    });

export const readSecrets = (logto: ManagementClient, applicationId: string) =>
  logto.get(`/applications/${applicationId}/secrets`, {
    to: "read the application's secrets",
    schema: applicationSecretSchema.array(),
  });

export async function readJit(logto: ManagementClient, organizationId: string) {
  const path = `/organizations/${organizationId}/jit`;
  const to = 'read the just-in-time membership of an organization';
  const [connectors, roles] = await Promise.all([
    logto.list(`${path}/sso-connectors`, { to, item: idSchema }),
    logto.list(`${path}/roles`, { to, item: idSchema }),
  ]);
  return { connectorIds: connectors.map(({ id }) => id), roleIds: roles.map(({ id }) => id) };
}

/**
 * Whether this Logto has a key for its secret vault. No endpoint says so, but a connector that
 * can't be made does: token storage is checked before the kind of connector, and SAML can't have
 * it, so that Logto refuses either way and tells which by its code.
 */
async function canStoreTokens(logto: ManagementClient): Promise<boolean> {
  try {
    const { id } = await logto.post('/sso-connectors', {
      to: 'find out whether tokens can be stored',
      body: {
        providerName: 'SAML',
        connectorName: `probe ${randomUUID()}`,
        enableTokenStorage: true,
      },
      schema: idSchema,
      repeatable: true,
    });
    // Not a Logto we know; leave nothing behind.
    await logto.delete(`/sso-connectors/${id}`, 'delete a connector');
    return true;
  } catch (error) {
    if (!(error instanceof ManagementError)) throw error;
    if (error.logtoCode === 'request.feature_not_supported') return false;
    if (error.logtoCode === 'connector.token_storage_not_supported') return true;
    // A plan without any connector left: what counts comes out when the real one is made.
    if (error.code === 'plan_limit') return true;
    throw error;
  }
}
