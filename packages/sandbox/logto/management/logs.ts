/** `/api/logs`: what happened in the tenant, the newest first. Whole payloads (audit.ts). */
import type { AuditLog } from '../audit.ts';
import { LogtoError } from '../errors.ts';
import { found } from './common.ts';
import { type ManagementApi, type ManagementTable, paged, route } from './route.ts';

/** Milliseconds. @throws 400 for what is no number. */
function momentOf(query: URLSearchParams, name: 'start_time' | 'end_time') {
  const text = query.get(name);
  if (text === null) return undefined;
  const moment = Number(text);
  if (Number.isFinite(moment)) return moment;
  const message = `The request ${name} is invalid.`;
  throw new LogtoError(400, 'guard.invalid_input', undefined, { message });
}

export function logRoutes({ tenant }: ManagementApi): ManagementTable {
  return {
    'GET /api/logs': route({}, ({ query }) => {
      const start = momentOf(query, 'start_time') ?? 0;
      const end = momentOf(query, 'end_time') ?? Number.POSITIVE_INFINITY;
      if (start > end) throw new LogtoError(400, 'log.invalid_time_window');
      const wanted = (name: string, value: unknown) =>
        !query.get(name) || query.get(name) === value;
      const matches = ({ key, payload, createdAt }: AuditLog) =>
        wanted('logKey', key) &&
        wanted('userId', payload.userId) &&
        wanted('applicationId', payload.applicationId) &&
        createdAt >= start &&
        createdAt <= end;
      return paged(tenant.logs.filter(matches).reverse());
    }),

    'GET /api/logs/:id': route({}, ({ params: { id = '' } }) =>
      found(
        tenant.logs.find((one) => one.id === id),
        'logs',
        id,
      ),
    ),
  };
}
