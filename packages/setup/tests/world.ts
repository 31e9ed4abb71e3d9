/** A tenant and an org with nothing of an app in them, and setup's ways into both. */
import { OKTA_SCOPES } from '@logto-okta/clients/okta/service-app';
import type { Fetch } from '@logto-okta/clients/retry';
import { type Logto, startLogto } from '@logto-okta/sandbox/logto/logto';
import { newSignInExperience } from '@logto-okta/sandbox/logto/sign-in-experience';
import { type OktaOrg, startOkta } from '@logto-okta/sandbox/okta/org';
import { serviceClient } from '@logto-okta/sandbox/okta/service-client';
import * as seed from '@logto-okta/sandbox/seed';
import { findApplication, lostRecords } from '../application.ts';
import { apply } from '../apply.ts';
import { applyDestroy, readForDestroy } from '../apply-destroy.ts';
import type { AuditSink } from '../audit.ts';
import { goneApplication, planDestroy } from '../destroy.ts';
import { writesOf } from '../plan.ts';
import { createClients, prepare } from '../prepare.ts';
import { read } from '../read.ts';
import { type Flags, type Settings, settingsFrom } from '../settings.ts';
import { product } from './product.ts';

export type World = { logto: Logto; okta: OktaOrg; close(): Promise<void> };
const ADMIN = '00sandbox-super-admin-not-a-secret';

/** Everything that the sandbox is seeded with, except the way in. */
export function emptyTenant({ tenant }: Logto) {
  const isForManagement = ({ name }: { name: string }) => /Management/.test(name);
  for (const [id, one] of tenant.applications) {
    if (one.type !== 'MachineToMachine') tenant.applications.delete(id);
  }
  for (const all of [tenant.resources, tenant.roles] as Map<string, { name: string }>[]) {
    for (const [id, one] of all) if (!isForManagement(one)) all.delete(id);
  }
  for (const [id, one] of tenant.scopes) if (one.name !== 'all') tenant.scopes.delete(id);
  for (const all of [
    tenant.connectors,
    tenant.organizations,
    tenant.organizationScopes,
    tenant.organizationRoles,
    tenant.users,
  ]) {
    all.clear();
  }
  tenant.signInExperience = newSignInExperience();
  resetSettings({ tenant });
}

/** What setup changes and destroy leaves. */
export function resetSettings({ tenant }: Pick<Logto, 'tenant'>) {
  tenant.signInExperience.singleSignOnEnabled = false;
  tenant.accountCenter.enabled = false;
  tenant.accountCenter.fields = {};
}

export async function startWorld(options: { secretVault?: boolean } = {}): Promise<World> {
  const okta = await startOkta({
    port: 0,
    users: structuredClone(seed.oktaUsers),
    // With exactly the scopes that docs/setup-okta.md tells people to grant.
    clients: [{ ...serviceClient(), grantedScopes: [...OKTA_SCOPES] }],
    apiTokens: seed.oktaApiTokens,
  });
  const issuers = { acme: okta.url, globex: okta.url };
  const logto = await startLogto({ port: 0, issuers, appUrls: [], ...options });
  emptyTenant(logto);
  return {
    logto,
    okta,
    close: async () => {
      await Promise.all([logto.close(), okta.close()]);
    },
  };
}

export const COMPANY: Flags = {
  baseUrls: ['http://localhost:3000', 'https://app.example.com'],
  company: 'Umbrella',
  domains: ['umbrella.test'],
  oktaGroups: ['Everyone'],
};

export function settingsOf({ logto, okta }: World, flags: Flags = COMPANY, env = {}): Settings {
  const values = {
    LOGTO_ENDPOINT: logto.url,
    LOGTO_M2M_APP_ID: seed.managementApplication.id,
    LOGTO_M2M_APP_SECRET: seed.managementApplication.secret,
    OKTA_ORG_URL: okta.url,
    OKTA_API_TOKEN: ADMIN,
    ...env,
  };
  const result = settingsFrom(product, undefined, flags, values, { css: product.css });
  if ('problems' in result) throw new Error(result.problems.join('\n'));
  return result.settings;
}

const QUICK = { attempts: 1 };

/** One run from beginning to end. */
export async function setUp(settings: Settings, fetch?: Fetch, onWrite?: AuditSink) {
  const clients = createClients(settings, { ...QUICK, fetch });
  const { actual, changes } = await prepare(settings, clients);
  const applied = await apply(changes, settings.desired, actual, clients, { onWrite });
  return { changes, writes: writesOf(changes), applied };
}

export async function planFor(settings: Settings) {
  return prepare(settings, createClients(settings, QUICK));
}

export async function destroy(settings: Settings, fetch?: Fetch, onWrite?: AuditSink) {
  const clients = createClients(settings, { ...QUICK, fetch });
  const actual = await read({ ...settings.desired, companies: [] }, clients);
  const found = findApplication(settings.desired, actual.applications);
  const [lost] = 'none' in found ? lostRecords(settings.desired, actual) : [];
  const application = 'one' in found ? found.one : lost && goneApplication(lost);
  if (!application) return;
  const [client] = clients.okta.values();
  const doors = { logto: clients.logto, okta: new Map(client ? [[client.orgUrl, client]] : []) };
  const everything = await readForDestroy(actual, doors);
  const steps = planDestroy(application, everything, settings.desired.endpoint);
  await applyDestroy(steps, doors, { onWrite });
}

/** All of it that counts, without ids, times and secrets. */
export async function snapshot({ logto, okta }: World): Promise<unknown> {
  const { tenant } = logto;
  const names = new Map<string, string>();
  const named = (all: Map<string, { id: string }>, pick: (one: never) => string) => {
    for (const one of all.values()) names.set(one.id, `<${pick(one as never)}>`);
  };
  const byName = ({ name }: { name: string }) => name;
  named(tenant.applications, byName);
  named(tenant.connectors, ({ connectorName }: { connectorName: string }) => connectorName);
  for (const all of [
    tenant.organizations,
    tenant.resources,
    tenant.scopes,
    tenant.roles,
    tenant.organizationScopes,
    tenant.organizationRoles,
  ]) {
    named(all as Map<string, { id: string; name: string }>, byName);
  }
  const apps = (await managed(okta, '/apps')).filter(({ id }) => id !== seed.oktaServiceApp.id);
  for (const { id, label } of apps) names.set(id, `<${label}>`);
  const oktaApps = [];
  for (const { id, label, status, settings, credentials, visibility } of apps) {
    const [groups, grants, secrets] = await Promise.all(
      ['groups', 'grants', 'credentials/secrets'].map((path) =>
        managed(okta, `/apps/${id}/${path}`),
      ),
    );
    const scopes = grants?.map(({ scopeId }) => scopeId);
    const own = { label, status, settings, credentials, visibility };
    oktaApps.push({ ...own, groups: groups?.length, scopes, secrets: secrets?.length });
  }
  const connectors = [...tenant.connectors.values()];
  const known = new Set(
    (await Promise.all(apps.map(({ id }) => managed(okta, `/apps/${id}/credentials/secrets`))))
      .flat()
      .map(({ client_secret }) => client_secret),
  );
  const state = {
    applications: [...tenant.applications.values()].map(({ secrets, ...one }) => ({
      ...one,
      secrets: secrets.length,
    })),
    connectors: connectors.map(({ config, ...one }) => ({
      ...one,
      config: {
        ...config,
        clientSecret: known.has(config?.clientSecret) ? "one of Okta's" : 'wrong',
      },
    })),
    organizations: [...tenant.organizations.values()],
    resources: [...tenant.resources.values()],
    scopes: [...tenant.scopes.values()],
    roles: [...tenant.roles.values()],
    organizationScopes: [...tenant.organizationScopes.values()],
    organizationRoles: [...tenant.organizationRoles.values()],
    signInExperience: tenant.signInExperience,
    accountCenter: tenant.accountCenter,
    oktaApps,
  };
  let text = JSON.stringify(state, (key, value) =>
    key === 'createdAt' || key === 'created' || key === 'updatedAt' ? undefined : value,
  );
  for (const [id, name] of names) text = text.replaceAll(id, name);
  return JSON.parse(text);
}

type OktaThing = Record<string, string> & { id: string };
async function managed(okta: OktaOrg, path: string): Promise<OktaThing[]> {
  const response = await fetch(`${okta.url}/api/v1${path}`, {
    headers: { authorization: `SSWS ${ADMIN}` },
  });
  return (await response.json()) as OktaThing[];
}
