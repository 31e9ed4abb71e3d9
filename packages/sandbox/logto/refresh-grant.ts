/**
 * `grant_type=refresh_token` as Logto answers it. It takes oidc-provider's place because Logto
 * added a parameter: with `organization_id` the token is for, or inside, one organization
 * (docs/vendors.md L6). The order of the checks decides which refusal a client sees.
 */
import type { Provider, TokenEndpointGrantContext } from 'oidc-provider';
import { errors } from '../engine/oidc-provider.ts';
import { userClaims } from './claims.ts';
import { organizationAudience, organizationServer, resourceServer } from './resources.ts';
import { activeUser, type LogtoUser, type Tenant } from './tenant.ts';
import { mayRotate } from './token-rules.ts';

type Context = TokenEndpointGrantContext<{ refresh_token?: string; organization_id?: string }>;
/** As the tenant stores them: each is part of a grant. */
type RefreshToken = InstanceType<Provider['RefreshToken']> & { grantId: string; gty: string };
type AccessToken = InstanceType<Provider['AccessToken']>;
type Grant = InstanceType<Provider['Grant']>;

const GRANT_TYPE = 'refresh_token';
const ORGANIZATIONS_SCOPE = 'urn:logto:scope:organizations';

export function registerRefreshGrant(provider: Provider, tenant: Tenant) {
  const answer = async (ctx: Context) => {
    const { client, params, requestParamScopes } = ctx.oidc;
    const { refreshToken: used, grant } = await findRefreshToken(ctx);
    refuseForeignScopes(ctx, used);
    const user = activeUser(tenant, used.accountId);
    if (!user) throw new errors.InvalidGrant('user not found');
    // For the audit log, which reads who it was from here.
    const claims = async (use: string) => userClaims(tenant, user, use);
    ctx.oidc.entity('Account', { accountId: user.id, claims });
    await refuseUsed(used, grant);
    const organizationId = memberOrganization(user, params.organization_id, used);

    const rotates = mayRotate(tenant.applications.get(client.clientId), used);
    const refreshToken = rotates ? await rotated(ctx, used) : used;
    const scopes = params.scope ? requestParamScopes : refreshToken.scopes;
    const accessToken = newAccessToken(ctx, refreshToken);
    const resource = requestedResource(params.resource, refreshToken, scopes);
    if (organizationId && !params.resource) {
      const server = organizationServer(tenant, user, organizationId);
      accessToken.resourceServer = new provider.ResourceServer(
        organizationAudience(organizationId),
        server,
      );
      accessToken.scope = server.scope
        .split(' ')
        .filter((scope) => scopes.has(scope))
        .join(' ');
    } else if (resource) {
      const info = resourceServer(tenant, resource, user, organizationId);
      if (!info) throw new errors.InvalidTarget();
      const server = new provider.ResourceServer(resource, info);
      accessToken.resourceServer = server;
      const permitted = [...scopes].filter((scope) => server.scopes.has(scope));
      accessToken.scope = grant.getResourceScopeFiltered(resource, permitted);
    } else {
      accessToken.scope = grant.getOIDCScopeFiltered(scopes);
    }

    const idTokenFor = (claims: object) => {
      const idToken = new provider.IdToken({ ...claims }, { ctx });
      Object.assign(idToken, { scope: grant.getOIDCScopeFiltered(scopes) });
      idToken.set('nonce', refreshToken.nonce);
      idToken.set('sid', refreshToken.sid);
      const { authTime, claims: asked } = refreshToken;
      // By `max_age` or `prompt=login`, at the sign-in.
      if (asked?.id_token?.auth_time !== undefined) idToken.set('auth_time', authTime);
      return idToken.issue({ use: 'idtoken' });
    };

    ctx.oidc.entity('AccessToken', accessToken);
    ctx.body = {
      access_token: await accessToken.save(),
      expires_in: accessToken.expiration,
      // A narrowed scope usually leaves `openid` out, and the ID token with it.
      ...(scopes.has('openid') && {
        id_token: await idTokenFor(userClaims(tenant, user, 'id_token')),
      }),
      refresh_token: refreshToken.jti,
      // Present even when empty: the SDK drops its cached tokens over a missing one.
      scope: accessToken.scope,
      token_type: accessToken.tokenType,
    };
  };
  const parameters = ['refresh_token', 'scope', 'resource', 'organization_id'];
  provider.registerGrantType(GRANT_TYPE, answer, parameters, 'resource');
}

async function findRefreshToken({ oidc }: Context) {
  const { client, params, provider } = oidc;
  if (!params.refresh_token) {
    throw new errors.InvalidRequest("missing required parameter 'refresh_token'");
  }
  const refreshToken = await provider.RefreshToken.find(params.refresh_token);
  if (refreshToken?.clientId !== client.clientId || !isOfGrant(refreshToken)) {
    throw new errors.InvalidGrant('unknown token');
  }
  const grant = await provider.Grant.find(refreshToken.grantId);
  if (!grant) throw new errors.InvalidGrant('the grant has ended');
  oidc.entity('RefreshToken', refreshToken);
  oidc.entity('Grant', grant);
  return { refreshToken, grant };
}

const isOfGrant = (token: InstanceType<Provider['RefreshToken']>): token is RefreshToken =>
  Boolean(token.grantId && token.gty);

function refuseForeignScopes({ oidc }: Context, refreshToken: RefreshToken) {
  if (!oidc.params.scope) return;
  const foreign = [...oidc.requestParamScopes].filter((scope) => !refreshToken.scopes.has(scope));
  if (foreign.length === 0) return;
  const noun = foreign.length > 1 ? 'scopes' : 'scope';
  throw new errors.InvalidScope(`refresh token missing requested ${noun}`, foreign.join(' '));
}

/** A token that was rotated long ago is in the wrong hands: its grant ends, and every token of that. */
async function refuseUsed(refreshToken: RefreshToken, grant: Grant) {
  if (!('consumed' in refreshToken) || !refreshToken.consumed) return;
  await grant.destroy();
  throw new errors.InvalidGrant('refresh token already used');
}

function memberOrganization(user: LogtoUser, id: string | undefined, refreshToken: RefreshToken) {
  if (!id) return undefined;
  if (!user.organizations[id]) {
    const refusal = new errors.AccessDenied('user is not a member of the organization');
    refusal.status = 403;
    refusal.statusCode = 403;
    throw refusal;
  }
  if (!refreshToken.scopes.has(ORGANIZATIONS_SCOPE)) {
    throw new errors.InsufficientScope('refresh token missing required scope', ORGANIZATIONS_SCOPE);
  }
  return id;
}

async function rotated({ oidc }: Context, used: RefreshToken) {
  await used.consume();
  const { accountId, authTime, claims, expiresWithSession, iiat, grantId } = used;
  const { nonce, resource, scope = '', sessionUid, sid } = used;
  const gty = gtyOf(used);
  const refreshToken = new oidc.provider.RefreshToken({
    ...{ accountId, authTime, claims, expiresWithSession, iiat, grantId },
    ...{ nonce, resource, scope, sessionUid, sid },
    client: oidc.client,
    gty,
    rotations: (used.rotations ?? 0) + 1,
  });
  oidc.entity('RotatedRefreshToken', used);
  oidc.entity('RefreshToken', refreshToken);
  await refreshToken.save();
  return Object.assign(refreshToken, { grantId, gty });
}

/** oidc-provider notes how a token came about: each grant type once, in order. */
const gtyOf = ({ gty }: RefreshToken) => (gty.endsWith(GRANT_TYPE) ? gty : `${gty} ${GRANT_TYPE}`);

function newAccessToken({ oidc }: Context, refreshToken: RefreshToken): AccessToken {
  const { accountId, expiresWithSession, grantId, sessionUid, sid } = refreshToken;
  return new oidc.provider.AccessToken({
    ...{ accountId, expiresWithSession, grantId, sessionUid, sid },
    client: oidc.client,
    gty: gtyOf(refreshToken),
  });
}

/** Several indicators at once mean none, as the tenant has no default resource. */
function requestedResource(
  requested: string | string[] | undefined,
  refreshToken: RefreshToken,
  scopes: Set<string>,
) {
  // Without `openid` there is nothing that the userinfo token could be for.
  const wanted = requested || (scopes.has('openid') ? undefined : refreshToken.resource);
  if (!wanted || Array.isArray(wanted)) return undefined;
  if (!refreshToken.resourceIndicators.has(wanted)) throw new errors.InvalidTarget();
  return wanted;
}
