import type { ManagementClient } from '@logto-okta/clients/logto/client';
import type { OktaClient } from '@logto-okta/clients/okta/client';

/** The doors that setup goes through. Okta's by company, where there are credentials for its org. */
export type Clients = { logto: ManagementClient; okta: ReadonlyMap<string, OktaClient> };

/** Requests made so far, and how many of them could change something. */
export function countCalls({ logto, okta }: Clients) {
  const orgs = [...new Set(okta.values())];
  const sum = (pick: (calls: { all: number; writes: number }) => number) =>
    orgs.reduce((total, { calls }) => total + pick(calls), 0);
  return {
    logto: logto.calls.all,
    okta: sum(({ all }) => all),
    writes: logto.calls.writes + sum(({ writes }) => writes),
  };
}
