/** `/api/hooks`: addresses that are told what happens in the tenant. */
import { createHmac } from 'node:crypto';
import { z } from 'zod/v3';
import { LogtoError } from '../errors.ts';
import { newId, newSecretValue } from '../ids.ts';
import { defined, deleted, found, refusal, requireChange, updated } from './common.ts';
import {
  type ManagementApi,
  type ManagementTable,
  optionallyPaged,
  paged,
  route,
} from './route.ts';

export type Hook = {
  tenantId: string;
  id: string;
  name: string;
  event: string | null;
  events: string[];
  config: { url: string; headers?: Record<string, string>; retries?: number };
  signingKey: string;
  enabled: boolean;
  createdAt: number;
};

const EVENTS = [
  'PostRegister',
  'PostSignIn',
  'PostSignInAdaptiveMfaTriggered',
  'PostResetPassword',
  'User.Created',
  'User.Deleted',
  'User.Data.Updated',
  'User.SuspensionStatus.Updated',
  'Role.Created',
  'Role.Deleted',
  'Role.Data.Updated',
  'Role.Scopes.Updated',
  'Scope.Created',
  'Scope.Deleted',
  'Scope.Data.Updated',
  'Organization.Created',
  'Organization.Deleted',
  'Organization.Data.Updated',
  'Organization.Membership.Updated',
  'OrganizationRole.Created',
  'OrganizationRole.Deleted',
  'OrganizationRole.Data.Updated',
  'OrganizationRole.Scopes.Updated',
  'OrganizationScope.Created',
  'OrganizationScope.Deleted',
  'OrganizationScope.Data.Updated',
  'Identifier.Lockout',
  'Message.RateLimited',
  'Grant.LimitExceeded',
] as const;
const event = z.enum(EVENTS);
const events = event
  .array()
  .nonempty()
  .transform((all) => [...new Set(all)]);
const config = z.object({
  url: z.string(),
  headers: z.record(z.string()).optional(),
  retries: z.number().gte(0).lte(3).optional(),
});
const createBody = z.object({
  name: z.string().min(1).max(256).optional(),
  event: event.optional(),
  events: events.optional(),
  config,
  enabled: z.boolean().optional(),
});
const patchBody = createBody.extend({ event: event.nullable() }).partial();
const DELIVERY_TIMEOUT_MS = 10_000;

/** The hook's signature of a payload, by which its receiver knows the sender. */
const signatureOf = (signingKey: string, payload: string) =>
  createHmac('sha256', signingKey).update(payload).digest('hex');

async function deliver(
  { config: { url, headers } }: Pick<Hook, 'config'>,
  key: string,
  what: object,
) {
  const payload = JSON.stringify(what);
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Logto (https://logto.io/)',
      ...headers,
      'logto-signature-sha-256': signatureOf(key, payload),
    },
    body: payload,
    signal: AbortSignal.timeout(DELIVERY_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`Request failed with status code ${response.status}`);
}

export function hookRoutes({ tenant, now }: ManagementApi): ManagementTable {
  const { hooks } = tenant;
  const find = (id = '') => found(hooks.get(id), 'hooks', id);
  // Only events that really happen are counted, and the sandbox tells of none but tests.
  const withStats = (hook: Hook, wanted: string | null) =>
    wanted ? { ...hook, executionStats: { successCount: 0, requestCount: 0 } } : hook;
  return {
    'GET /api/hooks': route({}, ({ query }) =>
      optionallyPaged(
        [...hooks.values()]
          .reverse()
          .map((hook) => withStats(hook, query.get('includeExecutionStats'))),
      ),
    ),

    'POST /api/hooks': route({ body: createBody, status: 201 }, ({ body }) => {
      if (!body.events && !body.event) throw new LogtoError(400, 'hook.missing_events');
      const hook: Hook = {
        tenantId: 'default',
        id: newId(21),
        name: body.name ?? '',
        event: body.event ?? null,
        events: body.events ?? [],
        config: body.config,
        signingKey: newSecretValue(),
        enabled: body.enabled ?? true,
        createdAt: now(),
      };
      hooks.set(hook.id, hook);
      return hook;
    }),

    'GET /api/hooks/:id': route({}, ({ params, query }) =>
      withStats(find(params.id), query.get('includeExecutionStats')),
    ),

    'GET /api/hooks/:id/recent-logs': route({}, () => paged([])),

    'PATCH /api/hooks/:id': route({ body: patchBody }, ({ params, body }) => {
      requireChange(body);
      return Object.assign(updated(hooks.get(params.id ?? ''), 'hook'), defined(body));
    }),

    'PATCH /api/hooks/:id/signing-key': route({}, ({ params }) => {
      const hook = updated(hooks.get(params.id ?? ''), 'hook');
      return Object.assign(hook, { signingKey: newSecretValue() });
    }),

    'POST /api/hooks/:id/test': route(
      { body: z.object({ events, config }) },
      async ({ params, body }) => {
        const { id, signingKey } = find(params.id);
        const createdAt = new Date(now()).toISOString();
        try {
          for (const one of body.events) {
            const payload = { event: one, hookId: id, createdAt, userAgent: 'fake-user-agent' };
            await deliver({ config: body.config }, signingKey, payload);
          }
        } catch (error) {
          const message = `Failed to send test payload: ${error}`;
          throw refusal(422, 'hook.send_test_payload_failed', message);
        }
        return undefined;
      },
    ),

    'DELETE /api/hooks/:id': route({}, ({ params }) => {
      deleted(hooks.delete(params.id ?? ''));
      return undefined;
    }),
  };
}
