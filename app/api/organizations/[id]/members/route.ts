import { readQuery } from '#lib/api/body.ts';
import { requireCaller, requirePermission } from '#lib/api/caller.ts';
import { checkIds, organizationMembers } from '#lib/api/organizations.ts';
import { json, route } from '#lib/api/route.ts';
import { pageQuerySchema } from '#lib/api/schemas.ts';

type Context = { params: Promise<{ id: string }> };

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route<Context>({
  async GET(request, { params }) {
    const caller = await requireCaller(request);
    const { id } = checkIds(await params);
    await requirePermission(caller, 'read:organizations', id);
    return json(await organizationMembers(id, readQuery(request, pageQuerySchema)));
  },
});
