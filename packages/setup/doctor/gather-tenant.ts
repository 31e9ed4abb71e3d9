import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { ManagementError } from '@logto-okta/clients/logto/errors';
import {
  type Application,
  type ApplicationSecret,
  type Organization,
  scopeSchema,
} from '@logto-okta/clients/logto/schemas';
import { OktaError } from '@logto-okta/clients/okta/errors';
import { z } from 'zod';
import type { Actual } from '../actual.ts';
import { findMachineRole } from '../api-resource.ts';
import type { Desired } from '../desired.ts';
import { readApplication, readJit, readSecrets, readTenant } from '../read.ts';
import { isMarkedFor } from '../registry.ts';
import type { TenantFacts, TenantPart } from './facts.ts';
import { gatherMembers } from './gather-members.ts';

/** Two requests for each organization: with more of them, the rest isn't looked into. */
const MOST_ORGANIZATIONS = 100;
const AT_ONCE = 5;

/** An error with a sentence, as a fact; what has none is a defect of ours, and thrown. */
export function failed(problem: unknown): { state: 'failed'; why: string; code: string } {
  if (problem instanceof ManagementError || problem instanceof OktaError) {
    return { state: 'failed', why: problem.message, code: problem.code };
  }
  throw problem;
}

type Wanted = {
  applicationId: string | undefined;
  machineId: string;
  desired: Desired | undefined;
  adminRole: string;
};

/** @throws ManagementError */
export async function gatherTenant(
  logto: ManagementClient,
  { applicationId, machineId, desired, adminRole }: Wanted,
): Promise<TenantFacts> {
  await logto.authenticate();
  const unread: TenantFacts['unread'] = {};
  /** One read that fails hides what it was for, and nothing else. */
  const part = async <T>(name: TenantPart, reading: Promise<T>, instead: T): Promise<T> => {
    try {
      return await reading;
    } catch (problem) {
      unread[name] = failed(problem);
      return instead;
    }
  };
  const [base, application, machine, machineSecrets, idToken, domains] = await Promise.all([
    readTenant(logto),
    applicationId ? readApplication(logto, applicationId) : undefined,
    readApplication(logto, machineId),
    part(
      'machineSecrets',
      readSecrets(logto, machineId).catch(orNothing<ApplicationSecret[]>([])),
      [],
    ),
    part(
      'idTokenClaims',
      logto
        .get('/configs/id-token', { to: 'read the claims of ID tokens', schema: idTokenSchema })
        .catch(orNothing(undefined)),
      undefined,
    ),
    part('domains', readDomains(logto), [logto.endpoint]),
  ]);
  const secrets = application ? await readSecrets(logto, application.id) : [];
  const actual: Actual = {
    ...base,
    machine,
    applicationSecrets: secrets,
    machineRoleScopes: [],
    jit: {},
    okta: {},
  };
  const { organizations } = actual;
  const read = organizations.slice(0, MOST_ORGANIZATIONS);
  for (let at = 0; at < read.length; at += AT_ONCE) {
    const some = read.slice(at, at + AT_ONCE);
    const jits = await part('jit', Promise.all(some.map(({ id }) => readJit(logto, id))), []);
    some.forEach(({ id }, index) => {
      actual.jit[id] = jits[index] ?? { connectorIds: [], roleIds: [] };
    });
  }
  const staffed = await part(
    'administrators',
    readStaffed(logto, actual, { adminRole, application, organizations: read }),
    [],
  );
  const named = desired && application ? withName(desired, application.name) : desired;
  const role = named && findMachineRole(named, actual);
  if (role) {
    const reading = logto.list(`/roles/${role.id}/scopes`, {
      to: 'list permissions of a role',
      item: scopeSchema,
    });
    const scopes = await part('machineRole', reading, []);
    actual.machineRoleScopes = scopes.map(({ name }) => name);
  }
  const uri = application?.oidcClientMetadata.backchannelLogoutUri;
  const policy = policySchema.safeParse(base.signInExperience).data?.passwordPolicy;
  return {
    actual,
    application,
    secrets,
    machineSecrets,
    idTokenClaims: idToken && (idToken.enabledExtendedClaims ?? []),
    passwordRejectsPwned: policy?.rejects?.pwned ?? true,
    domains,
    organizationsRead: read.length,
    members: await gatherMembers(logto, actual),
    staffed,
    unread,
    backchannelAddresses: uri && URL.canParse(uri) ? await addressesOf(new URL(uri).hostname) : [],
  };
}

/** Whether organizations of ours have somebody, and an administrator: one entry of each is enough. */
async function readStaffed(
  logto: ManagementClient,
  { jit, organizationRoles }: Actual,
  {
    adminRole,
    application,
    organizations,
  }: {
    adminRole: string;
    application: Application | undefined;
    organizations: Organization[];
  },
): Promise<TenantFacts['staffed']> {
  const role = organizationRoles.find(({ name }) => name === adminRole);
  const ours = organizations.filter(
    ({ id, customData }) =>
      (application && isMarkedFor(customData, application)) || jit[id]?.connectorIds.length,
  );
  const has = async (id: string, query: Record<string, string> = {}) => {
    const some = await logto.get(`/organizations/${id}/users`, {
      to: 'see whether an organization has an administrator',
      query: { ...query, page: 1, page_size: 1 },
      schema: z.array(z.unknown()),
    });
    return some.length > 0;
  };
  const all: TenantFacts['staffed'] = [];
  for (const { id, name } of ours) {
    const hasAdministrator = role !== undefined && (await has(id, { organizationRoleId: role.id }));
    all.push({ id, name, hasAdministrator, hasMembers: hasAdministrator || (await has(id)) });
  }
  return all;
}

/** Setup names the role and the resource after the application. */
export const withName = (desired: Desired, name: string): Desired => ({
  ...desired,
  app: { ...desired.app, name },
});

const idTokenSchema = z.looseObject({ enabledExtendedClaims: z.array(z.string()).optional() });
const policySchema = z.looseObject({
  passwordPolicy: z
    .looseObject({ rejects: z.looseObject({ pwned: z.boolean().optional() }).optional() })
    .optional(),
});
const domainSchema = z.looseObject({ domain: z.string(), status: z.string().optional() });

/** Of an older Logto that doesn't have it, or of a thing that is gone. */
const orNothing =
  <T>(nothing: T) =>
  (problem: unknown): T => {
    const isAbsent =
      problem instanceof ManagementError && ['not_found', 'not_logto'].includes(problem.code);
    if (isAbsent) return nothing;
    throw problem;
  };

/** Under each of them Logto has a callback of its own, which Okta has to know. */
async function readDomains(logto: ManagementClient): Promise<string[]> {
  const custom = await logto
    .list('/domains', { to: 'list domains', item: domainSchema })
    .catch(orNothing<z.output<typeof domainSchema>[]>([]));
  const cloud = new URL(logto.resource).origin;
  return [
    ...new Set([
      logto.endpoint,
      ...custom
        .filter(({ status }) => status === 'Active')
        .map(({ domain }) => `https://${domain}`),
      ...(cloud === 'https://default.logto.app' ? [] : [cloud]),
    ]),
  ];
}

async function addressesOf(hostname: string): Promise<string[]> {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host)) return [host];
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}
