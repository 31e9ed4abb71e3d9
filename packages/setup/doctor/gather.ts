/**
 * Asks everybody everything, side by side and with time limits. Whoever doesn't answer becomes a
 * fact too, and stops nobody else.
 */

import type { ManagementOptions } from '@logto-okta/clients/logto/client';
import { createManagementClient } from '@logto-okta/clients/logto/client';
import type { OktaCredentials } from '@logto-okta/clients/okta/client';
import type { RetryOptions } from '@logto-okta/clients/retry';
import type { Desired } from '../desired.ts';
import type { Fact, Facts, IdpFacts, SettingsFacts, TenantFacts } from './facts.ts';
import { known, unasked } from './facts.ts';
import { gatherApp } from './gather-app.ts';
import { configOf, gatherIdp } from './gather-idp.ts';
import { gatherRedis } from './gather-redis.ts';
import { failed, gatherTenant } from './gather-tenant.ts';
import { attempt, createProbe, type Probe } from './probe.ts';
import { desiredFor } from './wishes.ts';

export type Question = {
  /** Role that an organization should have somebody with. */
  adminRole: string;
  settings: SettingsFacts;
  endpoint: string | undefined;
  /** Credentials for the Management API, if there are any. */
  management: Pick<ManagementOptions, 'endpoint' | 'resource' | 'credentials'> | undefined;
  /** As setup would have it; its application and companies are completed from the tenant. */
  desired: Desired | undefined;
  /** By origin of org. */
  orgs: ReadonlyMap<string, OktaCredentials>;
  /** Origin of the deployed app. */
  appUrl: string | undefined;
  /** For every request. */
  options?: RetryOptions;
};

/** Milliseconds. Logto itself takes three seconds for each issuer that doesn't answer. */
const TIMEOUT_MS = 12_000;
// A silent server is silent the second time, too; a rate limit may be over in a moment.
const LIMITS: RetryOptions = {
  timeoutMs: TIMEOUT_MS,
  attempts: 2,
  timeoutAttempts: 1,
  longestWaitMs: 5000,
};

export async function gather(question: Question): Promise<Facts> {
  const options = { ...LIMITS, ...question.options };
  const probe = createProbe(options);
  const { settings, endpoint } = question;
  const ownLogto = gatherLogto(endpoint, settings, probe);
  const tenant = readTenant(question, options);
  const idps = tenant.then((fact) => gatherIdps(fact, question, probe, options));
  const [logto, tenantFact, idpFacts, redis, app] = await Promise.all([
    ownLogto,
    tenant,
    idps,
    gatherRedis(settings.values.REDIS_URL),
    question.appUrl
      ? gatherApp(question.appUrl, probe, options.timeoutMs ?? TIMEOUT_MS)
      : unasked<never>('No --url was given.'),
  ]);
  return {
    now: options.now?.() ?? Date.now(),
    settings,
    logto,
    tenant: tenantFact,
    desired:
      tenantFact.state === 'known' && question.desired
        ? desiredFor(question.desired, tenantFact.value, question.orgs, silentOrgs(idpFacts))
        : question.desired,
    idps: idpFacts,
    redis,
    app,
  };
}

/** Origins of orgs whose API was asked in vain. */
const silentOrgs = (idps: Record<string, IdpFacts>) =>
  new Set(
    Object.values(idps).flatMap(({ connector, org }) => {
      const { issuer } = configOf(connector);
      return org.state === 'failed' && issuer ? [new URL(issuer).origin] : [];
    }),
  );

async function gatherLogto(
  endpoint: string | undefined,
  { values }: SettingsFacts,
  probe: Probe,
): Promise<Facts['logto']> {
  if (!endpoint) {
    const why = 'LOGTO_ENDPOINT is missing or malformed.';
    return { endpoint, discovery: unasked(why), client: unasked(why) };
  }
  const discovery = attempt(endpoint, () => probe.discovery(`${endpoint}/oidc`));
  const { LOGTO_APP_ID: id, LOGTO_APP_SECRET: secret, BASE_URL } = values;
  const client =
    id && secret
      ? attempt(endpoint, () =>
          probe.client(`${endpoint}/oidc/token`, {
            id,
            secret,
            redirectUri: `${BASE_URL ?? 'http://localhost:3000'}/callback`,
          }),
        )
      : unasked<never>('LOGTO_APP_ID or LOGTO_APP_SECRET is missing.');
  return { endpoint, discovery: await discovery, client: await client };
}

async function readTenant(
  { adminRole, management, desired, settings }: Question,
  options: RetryOptions,
): Promise<Fact<TenantFacts>> {
  if (!management) {
    return unasked('LOGTO_M2M_APP_ID and LOGTO_M2M_APP_SECRET are not set.');
  }
  const logto = createManagementClient({ ...options, ...management });
  try {
    const { LOGTO_APP_ID: applicationId } = settings.values;
    const machineId = management.credentials.appId;
    return known(await gatherTenant(logto, { applicationId, machineId, desired, adminRole }));
  } catch (problem) {
    return failed(problem);
  }
}

async function gatherIdps(
  tenant: Fact<TenantFacts>,
  { orgs }: Question,
  probe: Probe,
  options: RetryOptions,
): Promise<Record<string, IdpFacts>> {
  if (tenant.state !== 'known') return {};
  const { actual, domains } = tenant.value;
  const entries = await Promise.all(
    actual.connectors.map(async (connector) => [
      connector.id,
      await gatherIdp(connector, { orgs, domains, probe, options }),
    ]),
  );
  return Object.fromEntries(entries);
}
