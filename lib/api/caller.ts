/**
 * Who calls the API: a machine client or another service with an access token of Logto's, or the
 * browser with its session.
 */
import 'server-only';
import { own } from '@logto-okta/clients/own';
import { getUser, mayNow } from '#lib/auth.ts';
import { clientAddress } from '#lib/http/client-address.ts';
import { type LimitName, overLimit } from '#lib/http/limits.ts';
import { provenanceOf } from '#lib/http/origin.ts';
import { audit } from '#lib/log/audit.ts';
import {
  type ApiPermission,
  ORGANIZATION_ROLES,
  type OrganizationPermission,
} from '#lib/permissions.ts';
import { type AccessToken, bearerToken, verifyAccessToken } from './access-token.ts';
import { ApiProblem, challenge } from './problem.ts';

export type Caller = {
  kind: 'token' | 'session';
  /** The user's id, or the machine client's. */
  subject: string;
  /** The subject is a machine client. */
  isMachine: boolean;
  /** Set when the caller acts in one organization only. */
  organizationId: string | undefined;
  /** Why the caller may not do that, in that organization when one is given. */
  refusal: (
    permission: ApiPermission,
    organizationId?: string,
  ) => ApiProblem | undefined | Promise<ApiProblem | undefined>;
};

/**
 * @throws ApiProblem 401 without or with bad credentials, 400 for a malformed header, 403 for a
 * session that another site makes use of, 429 for too many calls from one address. Credentials in the query or body are not looked at
 * (RFC 6750 §2.3 is why).
 */
export async function requireCaller(request: Request): Promise<Caller> {
  await limited('api_calls', clientAddress(request.headers));
  const header = request.headers.get('authorization');
  if (header !== null) {
    const token = bearerToken(header);
    if (token) return tokenCaller(await verifyAccessToken(token));
  }
  // Whoever sends credentials of another kind doesn't mean the session that may come along.
  const caller = header === null ? await sessionCaller() : undefined;
  if (!caller) {
    throw new ApiProblem(
      401,
      'not_authenticated',
      'Send an access token of this API as "Authorization: Bearer …", or sign in.',
      challenge({}),
    );
  }
  if (isOwnPage(request)) return caller;
  throw new ApiProblem(403, 'foreign_origin', 'A session counts for this site’s own pages only.');
}

/** @throws ApiProblem 429 */
async function limited(name: LimitName, who: string | undefined) {
  const seconds = await overLimit(name, who);
  if (seconds === undefined) return;
  const headers = { 'Retry-After': String(seconds) };
  throw new ApiProblem(429, 'too_many_requests', 'Too many calls in a short time.', headers);
}

/**
 * The session counts for requests of our own pages only: `Lax` cookies go along with navigations
 * from other sites, and `SameSite` knows nothing of sibling hosts.
 */
function isOwnPage({ headers, method }: Request): boolean {
  const provenance = provenanceOf(headers);
  const reads = method === 'GET' || method === 'HEAD';
  return provenance === 'own' || (reads && provenance === 'unsaid');
}

/**
 * A person's token without an organization has the permissions of their roles in all organizations
 * together (docs/vendors.md L6): what it permits, and where, can't be told from it. So it counts
 * nowhere. A machine client's come from roles of its own and count everywhere.
 */
const tokenCaller = ({ subject, isMachine, scopes, organizationId: own }: AccessToken): Caller => ({
  kind: 'token',
  subject,
  isMachine,
  organizationId: own,
  refusal(permission, organizationId) {
    const refuse = (code: string, detail: string, scope?: ApiPermission) => {
      const fields = { error: 'insufficient_scope', ...(scope && { scope }) };
      return new ApiProblem(403, code, detail, challenge(fields));
    };
    if (!scopes.has(permission)) {
      const detail = `The access token lacks the permission ${permission}.`;
      return refuse('insufficient_scope', detail, permission);
    }
    if (own === undefined && !isMachine) {
      const detail = 'A person’s access token must be for an organization (organization_id).';
      return refuse('organization_token_needed', detail);
    }
    if (own === undefined || own === organizationId) return undefined;
    return refuse('other_organization', 'The access token is for another organization.');
  },
});

/** What the same change needs on a page: asked of Logto at each, as pages do (`lib/auth.ts`). */
const CHANGES: Partial<Record<ApiPermission, OrganizationPermission>> = {
  'write:members': 'manage:members',
};

async function sessionCaller(): Promise<Caller | undefined> {
  const user = await getUser();
  if (!user) return undefined;
  const roles: Record<string, { api: readonly ApiPermission[] } | undefined> = ORGANIZATION_ROLES;
  return {
    kind: 'session',
    subject: user.id,
    isMachine: false,
    organizationId: undefined,
    async refusal(permission, organizationId) {
      const organization = user.organizations.find(({ id }) => id === organizationId);
      const change = CHANGES[permission];
      if (
        organization?.roles.some((role) => own(roles, role)?.api.includes(permission)) &&
        (!change || (await mayNow(organization.id, change)))
      ) {
        return undefined;
      }
      const detail = `Your roles in this organization don’t include ${permission}.`;
      return new ApiProblem(403, 'not_permitted', detail);
    },
  };
}

/**
 * Comes before anything is looked up, so that a refusal doesn't tell what exists.
 * @throws ApiProblem 429 for too many calls; 403; for tokens with the scope that is missing (RFC 6750 §3.1).
 * @throws AppError as `mayNow`.
 */
export async function requirePermission(
  caller: Caller,
  permission: ApiPermission,
  organizationId?: string,
) {
  await limited(CHANGES[permission] ? 'api_changes' : 'api_reads', caller.subject);
  const refusal = await caller.refusal(permission, organizationId);
  if (!refusal) return;
  audit('access_refused', {
    user: caller.subject,
    permission,
    reason: refusal.code,
    ...(organizationId && { organization: organizationId }),
  });
  throw refusal;
}
