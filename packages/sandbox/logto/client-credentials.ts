/** `grant_type=client_credentials`: a machine-to-machine application asks for itself. */
import type { KoaContextWithOIDC } from 'oidc-provider';
import { errors } from '../engine/oidc-provider.ts';
import type { Tenant } from './tenant.ts';

const isOwnGrant = ({ oidc }: KoaContextWithOIDC) =>
  oidc.params?.grant_type === 'client_credentials';

/** No application of the sandbox belongs to an organization. */
function refuseOrganization({ oidc }: KoaContextWithOIDC) {
  if (!oidc.body?.organization_id) return;
  const refusal = new errors.AccessDenied('app has not associated with the organization');
  refusal.status = 403;
  refusal.statusCode = 403;
  throw refusal;
}

/** What oidc-provider asks for when a request names no resource. */
export function refuseWithoutResource(ctx: KoaContextWithOIDC): undefined {
  if (!isOwnGrant(ctx)) return undefined;
  refuseOrganization(ctx);
  throw new errors.InvalidTarget('both `resource` and `organization_id` are not provided');
}

/**
 * Whose permissions a token for a resource has: the application's own, else the person's; nobody's
 * while a person isn't signed in yet.
 */
export function holderOf(ctx: KoaContextWithOIDC, tenant: Tenant) {
  const { oidc } = ctx;
  if (isOwnGrant(ctx)) {
    refuseOrganization(ctx);
    const roleIds = tenant.applications.get(oidc.client?.clientId ?? '')?.roleIds ?? [];
    return { roleIds, organizations: {} };
  }
  const userId = oidc.session?.accountId ?? oidc.entities.Account?.accountId;
  return userId ? tenant.users.get(userId) : undefined;
}
