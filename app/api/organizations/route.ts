import { readQuery } from '#lib/api/body.ts';
import { requireCaller, requirePermission } from '#lib/api/caller.ts';
import { allOrganizations, oneOrganization } from '#lib/api/organizations.ts';
import { json, route } from '#lib/api/route.ts';
import { pageQuerySchema } from '#lib/api/schemas.ts';
import { getUser } from '#lib/auth.ts';

/** A client sees all organizations, or the one its token is for; a person at the browser their own. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  async GET(request) {
    const caller = await requireCaller(request);
    const wanted = readQuery(request, pageQuerySchema);
    if (caller.kind === 'session') {
      const own = (await getUser())?.organizations ?? [];
      const { page, pageSize } = wanted;
      const shown = own.slice((page - 1) * pageSize, page * pageSize);
      return json({
        organizations: shown.map(({ id, name }) => ({ id, name, description: null })),
        total: own.length,
        nextPage: page * pageSize < own.length ? page + 1 : null,
      });
    }
    const { organizationId } = caller;
    await requirePermission(caller, 'read:organizations', organizationId);
    if (organizationId === undefined) return json(await allOrganizations(wanted));
    const organizations = wanted.page === 1 ? [await oneOrganization(organizationId)] : [];
    return json({ organizations, total: 1, nextPage: null });
  },
});
