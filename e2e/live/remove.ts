/**
 * Removes what runs have made, by the names of things alone: at the end of a run, and as a sweep
 * after runs that were killed. People first, because the organization says who they are; the
 * application, which carries the records, last. So a removal that is interrupted can be repeated.
 */

import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { type Application, applicationSchema, roleSchema } from '@logto-okta/clients/logto/schemas';
import type { OktaClient } from '@logto-okta/clients/okta/client';
import { oktaAppSchema, oktaGroupSchema } from '@logto-okta/clients/okta/schemas';
import { findApplication } from '@logto-okta/setup/application';
import { applyDestroy, readForDestroy } from '@logto-okta/setup/apply-destroy';
import type { Desired } from '@logto-okta/setup/desired';
import { isShared, planDestroy } from '@logto-okta/setup/destroy';
import { read } from '@logto-okta/setup/read';
import { isMarked, madeBySetup, record } from '@logto-okta/setup/registry';
import { z } from 'zod';
import { product } from '../../scripts/product.ts';
import { applicationName, runOf } from './run-id.ts';
import { tenantSettingsOf } from './tenant-settings.ts';

export type Doors = { logto: ManagementClient; okta?: OktaClient };
export type Leftover = {
  runId: string;
  startedAt: Date;
  /** `Logto user e2e_… (…)` */
  what: string;
  /** Lower goes first. */
  order: number;
  remove: () => Promise<void>;
};

const user = z.looseObject({
  id: z.string(),
  username: z.string().nullish(),
  primaryEmail: z.string().nullish(),
});
const withIdentities = user.extend({
  hasPassword: z.boolean(),
  createdAt: z.number(),
  ssoIdentities: z.array(z.looseObject({ issuer: z.string(), createdAt: z.number() })),
});
/** What tests make has a name that the test chose, and the run in its custom data. */
const organizationSchema = z
  .looseObject({
    id: z.string(),
    name: z.string(),
    customData: z.looseObject({ madeBy: z.string().optional() }).default({}),
  })
  .transform(({ id, name, customData }) => ({
    id,
    name: runOf(name) ? name : (customData.madeBy ?? ''),
  }));
const oktaUser = z.looseObject({
  id: z.string(),
  status: z.string(),
  profile: z.looseObject({ login: z.string() }),
});
/** An account and its identity that were made by one sign-in. Milliseconds. */
const TOGETHER = 60_000;

/** @param isMeant which runs. */
export async function findLeftovers(
  doors: Doors,
  isMeant: (run: { runId: string; startedAt: Date }) => boolean,
): Promise<Leftover[]> {
  const found: Leftover[] = [];
  const add = (name: string, what: string, order: number, remove: () => Promise<void>) => {
    const run = runOf(name);
    if (run && isMeant(run)) found.push({ ...run, what: `${what} (${name})`, order, remove });
  };
  await findAtLogto(doors, add);
  if (doors.okta) await findAtOkta(doors.okta, add);
  // Somebody is found by their own name and by their organization's.
  const unique = Map.groupBy(found, ({ what }) => what.replace(/ \(.*/, ''));
  return [...unique.values()]
    .flatMap((same) => same.slice(0, 1))
    .sort((one, other) => one.order - other.order);
}
type Add = (name: string, what: string, order: number, remove: () => Promise<void>) => void;

async function findAtLogto({ logto, okta }: Doors, add: Add) {
  const removeUser = (id: string) => () => logto.delete(`/users/${id}`, 'delete a user');
  const addUsers = async (query: Record<string, string>) => {
    for (const one of await logto.list('/users', { to: 'search for users', query, item: user })) {
      const name = runOf(one.username) ? one.username : one.primaryEmail;
      add(name ?? '', `Logto user ${one.id}`, 1, removeUser(one.id));
    }
  };
  await addUsers({ 'search.username': 'e2e_%', 'mode.username': 'like' });
  await addUsers({ 'search.primaryEmail': '%@%e2e-%', 'mode.primaryEmail': 'like' });

  const organizations = await logto.list('/organizations', {
    to: 'list organizations',
    item: organizationSchema,
  });
  for (const { id, name } of organizations.filter(({ name }) => runOf(name))) {
    for (const member of await cameWithRun(logto, id)) {
      add(name, `Logto user ${member.id}`, 1, removeUser(member.id));
    }
    const remove = () => logto.delete(`/organizations/${id}`, 'delete an organization');
    add(name, `Logto organization ${id}`, 4, remove);
  }
  const connectors = await logto.list('/sso-connectors', {
    to: 'list enterprise connectors',
    item: z.looseObject({ id: z.string(), connectorName: z.string() }),
  });
  for (const { id, connectorName } of connectors) {
    const remove = () => logto.delete(`/sso-connectors/${id}`, 'delete a connector');
    add(connectorName, `Logto connector ${id}`, 5, remove);
  }
  const applications = await logto.list('/applications', {
    to: 'list applications',
    item: applicationSchema,
  });
  for (const application of applications) {
    const { id, name } = application;
    const run = runOf(name);
    // Tests make others, which nothing else belongs to.
    const isOwn = run && name === applicationName(run.runId);
    add(name, `Logto application ${id}`, isOwn ? 3 : 2, () =>
      isOwn
        ? destroy({ logto, ...(okta && { okta }) }, application)
        : logto.delete(`/applications/${id}`, 'delete an application'),
    );
  }
  const roles = await logto.list('/roles', { to: 'list roles', item: roleSchema });
  for (const { id, name } of roles) {
    add(name, `Logto role ${id}`, 8, () => logto.delete(`/roles/${id}`, 'delete a role'));
  }
}

/** Members whose account began with a sign-in through the run's company, and who have no other way in. */
async function cameWithRun(logto: ManagementClient, organizationId: string) {
  const members = await logto.list(`/organizations/${organizationId}/users`, {
    to: 'list members',
    item: user,
  });
  const all = await Promise.all(
    members.map(({ id }) =>
      logto.get(`/users/${id}`, {
        to: 'read a user',
        query: { includeSsoIdentities: 'true' },
        schema: withIdentities,
      }),
    ),
  );
  return all.filter(
    ({ username, hasPassword, createdAt, ssoIdentities: [first, ...others] }) =>
      !username &&
      !hasPassword &&
      first !== undefined &&
      others.length === 0 &&
      Math.abs(first.createdAt - createdAt) < TOGETHER,
  );
}

/** With setup's own code, which knows from its record what else belongs to the application. */
async function destroy({ logto, okta }: Doors, application: Application) {
  const desired: Desired = {
    endpoint: logto.endpoint,
    app: {
      name: application.name,
      id: application.id,
      baseUrls: [],
      apiTokenSeconds: 0,
      apiResource: '',
      previewUrls: [],
      previewWarnings: [],
    },
    permissions: product.permissions,
    companies: [],
  };
  const actual = await read(desired, { logto, okta: new Map() });
  const doors = { logto, okta: new Map(okta ? [[okta.orgUrl, okta]] : []) };
  const found = findApplication(desired, actual.applications);
  if ('one' in found) {
    await handOver(logto, found.one, actual.applications);
    const everything = await readForDestroy(actual, doors);
    await applyDestroy(planDestroy(found.one, everything, logto.endpoint), doors);
  }
  await tenantSettingsOf(application.customData)(logto);
}

/**
 * Organization roles and permissions stay while another application may be using them. Of another
 * run's, the record then says that they go with it.
 */
async function handOver(logto: ManagementClient, application: Application, all: Application[]) {
  const others = all.filter((one) => one.id !== application.id && isMarked(one));
  const shared = madeBySetup(application).filter(isShared);
  const heir = others.every(({ name }) => runOf(name)) ? others[0] : undefined;
  if (!heir || shared.length === 0) return;
  const made = new Set([...madeBySetup(heir), ...shared]);
  await logto.patch(`/applications/${heir.id}`, {
    to: 'hand over what two runs share',
    body: { customData: { ...heir.customData, ...record([...made]) } },
  });
}

async function findAtOkta(okta: OktaClient, add: Add) {
  // `q` doesn't find who is deactivated.
  const people = await okta.list('/users', {
    to: 'search for people',
    query: { search: 'profile.login sw "e2e-"' },
    item: oktaUser,
  });
  for (const { id, status, profile } of people) {
    add(profile.login, `Okta person ${id}`, 2, async () => {
      // The first deletion deactivates.
      if (status !== 'DEPROVISIONED') await okta.delete(`/users/${id}`, 'deactivate a person');
      await okta.delete(`/users/${id}`, 'delete a person');
    });
  }
  const apps = await okta.list('/apps', {
    to: 'find applications',
    query: { q: 'e2e-' },
    item: oktaAppSchema,
  });
  for (const { id, label, status } of apps) {
    add(label, `Okta application ${id}`, 6, async () => {
      const to = 'deactivate an application';
      if (status === 'ACTIVE') await okta.post(`/apps/${id}/lifecycle/deactivate`, { to });
      await okta.delete(`/apps/${id}`, 'delete an application');
    });
  }
  const groups = await okta.list('/groups', {
    to: 'find groups',
    query: { q: 'e2e-' },
    item: oktaGroupSchema,
  });
  for (const { id, profile } of groups) {
    add(profile.name, `Okta group ${id}`, 7, () => okta.delete(`/groups/${id}`, 'delete a group'));
  }
}

/** Goes on after a failure. @returns what could not be removed, as sentences. */
export async function removeAll(leftovers: Leftover[]): Promise<string[]> {
  const problems: string[] = [];
  for (const { what, remove } of leftovers) {
    try {
      await remove();
    } catch (error) {
      if (error instanceof Error && 'status' in error && error.status === 404) continue;
      problems.push(`${what}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return problems;
}
