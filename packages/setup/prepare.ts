import { createManagementClient } from '@logto-okta/clients/logto/client';
import { createOktaClient, type OktaClient } from '@logto-okta/clients/okta/client';
import type { RetryOptions } from '@logto-okta/clients/retry';
import type { Actual } from './actual.ts';
import { type AdminWish, planAdministrators, readPeople } from './administrator.ts';
import type { Change } from './change.ts';
import type { Clients } from './clients.ts';
import { plan } from './plan.ts';
import { read } from './read.ts';
import type { Settings } from './settings.ts';

/** @param options for every request of every client. */
export function createClients({ management, okta }: Settings, options: RetryOptions = {}): Clients {
  const { endpoint, resource, appId, appSecret } = management;
  const byOrg = new Map<string, OktaClient>();
  const clients = [...okta].map(([company, { orgUrl, credentials }]): [string, OktaClient] => {
    const key = `${orgUrl} ${JSON.stringify(credentials)}`;
    const client = byOrg.get(key) ?? createOktaClient({ ...options, orgUrl, credentials });
    byOrg.set(key, client);
    return [company, client];
  });
  return {
    logto: createManagementClient({
      ...options,
      endpoint,
      resource,
      credentials: { appId, appSecret },
    }),
    okta: new Map(clients),
  };
}

/** The same for `--admin`: the people, and nothing else. */
export async function prepareAdministrators(
  { desired }: Settings,
  { logto }: Clients,
  { who, ...wish }: AdminWish,
): Promise<{ actual: Actual; changes: Change[] }> {
  const actual = await read({ ...desired, companies: [] }, { logto, okta: new Map() });
  const people = await Promise.all(who.map((one) => readPeople(logto, one)));
  return { actual, changes: planAdministrators(wish, people, desired, actual) };
}

/** What is there, and what would be done. Writes nothing. */
export async function prepare(
  { desired }: Settings,
  clients: Clients,
): Promise<{ actual: Actual; changes: Change[] }> {
  const actual = await read(desired, clients);
  return { actual, changes: plan(desired, actual) };
}
