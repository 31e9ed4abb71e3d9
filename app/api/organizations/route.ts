import { requireCaller, requirePermission } from '#lib/api/caller.ts';
import { allOrganizations, oneOrganization } from '#lib/api/organizations.ts';
import { json, route } from '#lib/api/route.ts';
import { getUser } from '#lib/auth.ts';

/** A client sees all organizations, or the one its token is for; a person at the browser their own. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  async GET(request) {
    const caller = await requireCaller(request);
    if (caller.kind === 'session') {
      const own = (await getUser())?.organizations ?? [];
      return json({ organizations: own.map(({ id, name }) => ({ id, name, description: null })) });
    }
    const { organizationId } = caller;
    await requirePermission(caller, 'read:organizations', organizationId);
    return json({
      organizations: organizationId
        ? [await oneOrganization(organizationId)]
        : await allOrganizations(),
    });
  },
});
