/**
 * The tenant's OIDC side. Logto itself runs on oidc-provider, so this is configuration:
 * the same paths, keys, lifetimes, grants and error bodies (docs/vendors.md L4, L6, L8, L10).
 */
import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import type {
  Configuration,
  JWK,
  KoaContextWithOIDC,
  Provider as ProviderType,
} from 'oidc-provider';
import type { Clock } from '../engine/clock.ts';
import type { ResponseFault } from '../engine/faults.ts';
import { errors, Provider } from '../engine/oidc-provider.ts';
import { CLAIMS_BY_SCOPE, userClaims } from './claims.ts';
import { holderOf, refuseWithoutResource } from './client-credentials.ts';
import { checkSecrets } from './clients.ts';
import { LogtoError, withLogtoCode } from './errors.ts';
import { loginPath } from './first-screen.ts';
import {
  acceptForms,
  acceptJson,
  explainUnknownRoute,
  sayHowToCache,
  splitResources,
} from './leniency.ts';
import { deviceFlow, registerTokenExchange } from './other-grants.ts';
import { isOriginOf, matchRedirectUris } from './redirect-uris.ts';
import { registerRefreshGrant } from './refresh-grant.ts';
import { resourceServer } from './resources.ts';
import { loadExistingGrant } from './sign-in-record.ts';
import { fetchOnLoopback, logoutSource, postLogoutSuccessSource } from './sign-out.ts';
import { activeUser, type Tenant } from './tenant.ts';
import { type Lifetimes, tokenRules } from './token-rules.ts';
import { createTokenStore } from './token-store.ts';

/** What Logto reads from an authorization request beyond OpenID Connect (docs/vendors.md L4). */
const EXTRA_PARAMS = [
  'direct_sign_in',
  'first_screen',
  'interaction_mode',
  'identifier',
  'login_hint',
  'organization_id',
  'one_time_token',
];

/** For the account API; it releases no claim. */
const SESSIONS_SCOPE = 'urn:logto:scope:sessions';

const organizationOf = (params: Record<string, unknown> | undefined) =>
  typeof params?.organization_id === 'string' ? params.organization_id : undefined;

export type OidcSide = {
  provider: ProviderType;
  /** The private signing key, for tests that forge tokens. */
  signingKey: JWK;
  endUserSessions: (userId: string) => void;
};

async function newSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES384', { extractable: true });
  return {
    ...(await exportJWK(privateKey)),
    use: 'sig',
    alg: 'ES384',
    kid: randomBytes(32).toString('base64url'),
  };
}

export async function createOidcSide(
  tenant: Tenant,
  test: { clock: Clock; lifetimes: Lifetimes; fault: () => ResponseFault | undefined },
): Promise<OidcSide> {
  const signingKey = await newSigningKey();
  const cookie = { sameSite: 'lax', path: '/', signed: true, httpOnly: true } as const;
  const store = createTokenStore(tenant, test.clock);
  const configuration: Configuration = {
    ...tokenRules(tenant, test.lifetimes),
    adapter: store.adapterFor,
    fetch: fetchOnLoopback,
    jwks: { keys: [signingKey] },
    cookies: { keys: [randomBytes(32).toString('hex')], long: cookie, short: cookie },
    routes: { authorization: '/auth' },
    clientBasedCORS(_ctx, origin, { clientId, redirectUris }) {
      const settings = tenant.applications.get(clientId)?.customClientMetadata;
      const allowed = [tenant.endpoint, ...(settings?.corsAllowedOrigins ?? [])];
      return allowed.includes(origin) || isOriginOf(redirectUris ?? [], origin);
    },
    enabledJWA: { idTokenSigningAlgValues: ['ES384'] },
    conformIdTokenClaims: false,
    claims: CLAIMS_BY_SCOPE,
    scopes: ['openid', 'offline_access', ...Object.keys(CLAIMS_BY_SCOPE), SESSIONS_SCOPE],
    extraParams: EXTRA_PARAMS,
    // Optional for a Traditional application, whose secret already binds the exchange (docs/vendors.md L4).
    pkce: { required: () => false },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy(_ctx, client, token) {
          if (token.clientId === client.clientId) return true;
          throw new errors.InvalidRequest('client is not authorized to revoke the presented token');
        },
      },
      // Any application with a secret may look at any token of the tenant.
      introspection: { enabled: true, allowedPolicy: () => true },
      clientCredentials: { enabled: true },
      deviceFlow,
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource },
      resourceIndicators: {
        enabled: true,
        // A code exchange that names no resource is for userinfo, whatever was granted (docs/vendors.md L6).
        useGrantedResource: () => false,
        defaultResource: refuseWithoutResource,
        getResourceServerInfo(ctx, indicator) {
          const organizationId = organizationOf(ctx.oidc.params);
          const holder = holderOf(ctx, tenant);
          const server = resourceServer(tenant, indicator, holder, organizationId);
          if (!server) throw new errors.InvalidTarget();
          return server;
        },
      },
    },
    extraTokenClaims({ oidc }) {
      const organizationId = organizationOf(oidc.params);
      return organizationId && oidc.params?.resource
        ? { organization_id: organizationId }
        : undefined;
    },
    interactions: {
      url(ctx, { params, prompt }) {
        const path =
          prompt.name === 'consent' ? `/consent?app_id=${params.client_id}` : loginPath(params);
        ctx.cookies.set('_logto', encodeURIComponent(JSON.stringify({ appId: params.client_id })), {
          sameSite: 'lax',
          httpOnly: false,
          overwrite: true,
        });
        return path;
      },
    },
    loadExistingGrant,
    async findAccount({ oidc }, sub) {
      const user = activeUser(tenant, sub);
      if (user) return { accountId: sub, claims: async (use) => userClaims(tenant, user, use) };
      // Their tokens are gone too, so at userinfo the token is what is wrong.
      if (oidc.route === 'userinfo') return undefined;
      throw new errors.InvalidGrant('user not found');
    },
    renderError(ctx, out) {
      ctx.body = out;
    },
  };
  const provider = new Provider(`${tenant.endpoint}/oidc`, configuration);
  registerRefreshGrant(provider, tenant);
  registerTokenExchange(provider);
  matchRedirectUris(provider);
  checkSecrets(provider, tenant, test.clock.now);
  // Outermost, as a test may have changed the body on its way.
  provider.use(sayHowToCache);
  provider.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (!(error instanceof LogtoError)) throw error;
      ctx.status = error.status;
      ctx.body = error.body;
    }
    if (ctx.status >= 400 && ctx.body && typeof ctx.body === 'object') {
      ctx.body = withLogtoCode(ctx.body as Record<string, unknown>);
    }
    await test.fault()?.(ctx.oidc?.route ?? '', ctx as KoaContextWithOIDC);
  });
  for (const middleware of [explainUnknownRoute, acceptForms, acceptJson, splitResources]) {
    provider.use(middleware);
  }
  return { provider, signingKey, endUserSessions: store.forgetAccount };
}
