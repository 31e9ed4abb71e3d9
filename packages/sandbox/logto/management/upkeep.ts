/** Small calls: lock-outs, stored tokens. */
import { z } from 'zod/v3';
import { deleted } from './common.ts';
import { type ManagementApi, type ManagementTable, route } from './route.ts';

const targetsBody = z.object({
  targetType: z.nativeEnum({ User: 'User', App: 'App' } as const),
  targets: z.string().array(),
});

export function upkeepRoutes({ tenant }: ManagementApi): ManagementTable {
  return {
    'POST /api/sentinel-activities/delete': route({ body: targetsBody }, ({ body }) => {
      const { targetType, targets } = body;
      // Applications aren't locked out, so there is nothing of theirs to forget.
      if (targetType === 'User') {
        tenant.sentinelActivities = tenant.sentinelActivities.filter(
          ({ target }) => !targets.includes(target),
        );
      }
      return undefined;
    }),

    'DELETE /api/secrets/:id': route({}, ({ params }) => {
      deleted(tenant.secrets.delete(params.id ?? ''));
      return undefined;
    }),
  };
}
