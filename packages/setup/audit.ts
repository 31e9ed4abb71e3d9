/**
 * Tells of what setup writes, for whoever keeps a record of it: the command line's file, or a page
 * with a log of its own. One event a request that changes something, at the moment it was answered
 * or given up, so that a run which dies has on record all that it did.
 */

import type { ManagementClient } from '@logto-okta/clients/logto/client';
import type { OktaClient } from '@logto-okta/clients/okta/client';
import { redact } from '@logto-okta/clients/redact';
import {
  aboutWrite,
  failureOf,
  type SetupChanged,
  type WriteOutcome,
  type WriteRequest,
} from './audit-event.ts';

/**
 * Called before anything else is written.
 * @throws whatever is to end the run: a change that can't be recorded is its last one.
 */
export type AuditSink = (event: SetupChanged) => void;

type Where = Pick<SetupChanged, 'system' | 'endpoint' | 'user'>;
export type Writers = { logto: ManagementClient; okta: ReadonlyMap<string, OktaClient> };

/**
 * The same clients, which tell of each write; without a sink they are as they were.
 * @param step key of the step of the plan that is being carried out.
 */
export function audited<T extends Writers>(
  clients: T,
  sink: AuditSink | undefined,
  step: () => string,
): T {
  if (!sink) return clients;
  const user = clients.logto.appId;
  const recorder = (where: Where) => recording(where, sink, step);
  const { endpoint } = clients.logto;
  const okta = [...clients.okta].map(([key, client]): [string, OktaClient] => [
    key,
    oktaTelling(client, recorder({ system: 'okta', endpoint: client.orgUrl, user })),
  ]);
  const logto = logtoTelling(clients.logto, recorder({ system: 'logto', endpoint, user }));
  return { ...clients, logto, okta: new Map(okta) };
}

type Recording = <A>(request: WriteRequest, answered: Promise<A>) => Promise<A>;

function recording(where: Where, sink: AuditSink, step: () => string): Recording {
  return async (request, answered) => {
    const tell = (outcome: WriteOutcome, answer?: unknown) => {
      const event: SetupChanged = {
        ...{ time: new Date().toISOString(), level: 'info', event: 'setup_changed', audit: true },
        ...{ user: where.user, ...outcome, ...aboutWrite(where.system, request, answer) },
        ...{ step: step(), system: where.system, endpoint: where.endpoint },
      };
      // Names come from tenants and people, who put all sorts of things into them.
      sink(redact(event) as SetupChanged);
    };
    const answer = await answered.catch((error) => {
      tell(failureOf(error));
      throw error;
    });
    tell({ outcome: 'done' }, answer);
    return answer;
  };
}

const logtoTelling = (client: ManagementClient, told: Recording): ManagementClient => ({
  ...client,
  post: (path, details) =>
    told({ method: 'POST', path, body: details.body }, client.post(path, details)),
  patch: (path, details) =>
    told({ method: 'PATCH', path, body: details.body }, client.patch(path, details)),
  put: (path, details) =>
    told({ method: 'PUT', path, body: details.body }, client.put(path, details)),
  delete: (path, to) => told({ method: 'DELETE', path }, client.delete(path, to)),
});

const oktaTelling = (client: OktaClient, told: Recording): OktaClient => ({
  ...client,
  post: (path, details) =>
    told({ method: 'POST', path, body: details.body }, client.post(path, details)),
  put: (path, details) =>
    told({ method: 'PUT', path, body: details.body }, client.put(path, details)),
  delete: (path, to) => told({ method: 'DELETE', path }, client.delete(path, to)),
});
