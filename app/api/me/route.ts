import { requireCaller } from '#lib/api/caller.ts';
import { json, route } from '#lib/api/route.ts';

/** Who the API takes the caller for. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  async GET(request) {
    const { kind, subject, organizationId } = await requireCaller(request);
    return json({ subject, authenticatedBy: kind, organizationId: organizationId ?? null });
  },
});
