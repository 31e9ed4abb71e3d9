import { readJson } from '#lib/api/body.ts';
import { requireCaller, requirePermission } from '#lib/api/caller.ts';
import { checkIds, resultOf } from '#lib/api/organizations.ts';
import { noBody, route } from '#lib/api/route.ts';
import { roleChangeSchema } from '#lib/api/schemas.ts';
import { removeFromOrganization, setRole } from '#lib/organizations/membership.ts';

type Context = { params: Promise<{ id: string; memberId: string }> };

async function allowed(request: Request, { params }: Context) {
  const caller = await requireCaller(request);
  const { id, memberId } = checkIds(await params);
  await requirePermission(caller, 'write:members', id);
  const actor = { id: caller.subject, isClient: caller.isMachine };
  return { actor, change: { organizationId: id, memberId } };
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route<Context>({
  /** Gives the member this role and no other. */
  async PUT(request, context) {
    const { actor, change } = await allowed(request, context);
    const { role, previousRoles } = await readJson(request, roleChangeSchema);
    resultOf(await setRole(actor, { ...change, shownRoles: previousRoles }, role));
    return noBody();
  },

  async DELETE(request, context) {
    const { actor, change } = await allowed(request, context);
    resultOf(await removeFromOrganization(actor, change));
    return noBody();
  },
});
