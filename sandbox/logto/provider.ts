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
import { createAdapterFactory } from '../engine/adapter.ts';
import { errors, Provider } from '../engine/oidc-provider.ts';
import { CLAIMS_BY_SCOPE, userClaims } from './claims.ts';
import { LogtoError, withLogtoCode } from './errors.ts';
import { loginPath } from './first-screen.ts';
import type { Application, Tenant } from './tenant.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const ORGANIZATIONS_RESOURCE = 'urn:logto:resource:organizations';

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

/** One response of the provider, which a test may change before it leaves (`route` is oidc-provider's). */
export type ResponseFault = (route: string, ctx: KoaContextWithOIDC) => void | Promise<void>;

export type OidcSide = {
  provider: ProviderType;
  /** The private signing key, for tests that forge tokens. */
  signingKey: JWK;
};

const clientOf = (application: Application) => ({
  client_id: application.id,
  client_secret: application.secret,
  client_name: application.name,
  application_type: 'web' as const,
  token_endpoint_auth_method: 'client_secret_basic' as const,
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code' as const],
  redirect_uris: application.redirectUris,
  post_logout_redirect_uris: application.postLogoutRedirectUris,
  id_token_signed_response_alg: 'ES384' as const,
});

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
  fault: () => ResponseFault | undefined,
): Promise<OidcSide> {
  const signingKey = await newSigningKey();
  const cookie = { sameSite: 'lax', path: '/', signed: true, httpOnly: true } as const;
  const configuration: Configuration = {
    adapter: createAdapterFactory((id) => {
      const application = tenant.applications.get(id);
      return application && clientOf(application);
    }),
    jwks: { keys: [signingKey] },
    cookies: { keys: [randomBytes(32).toString('hex')], long: cookie, short: cookie },
    routes: { authorization: '/auth' },
    enabledJWA: { idTokenSigningAlgValues: ['ES384'] },
    responseTypes: ['code'],
    conformIdTokenClaims: false,
    claims: CLAIMS_BY_SCOPE,
    scopes: Object.keys(CLAIMS_BY_SCOPE).concat('openid', 'offline_access'),
    extraParams: EXTRA_PARAMS,
    // Optional for a Traditional application, whose secret already binds the exchange (docs/vendors.md L4).
    pkce: { required: () => false },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId,
      },
      introspection: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId,
      },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource },
      resourceIndicators: {
        enabled: true,
        // A code exchange answers with the opaque userinfo token whatever was asked for (docs/vendors.md L6).
        useGrantedResource: () => false,
        getResourceServerInfo(_ctx, resource) {
          if (resource !== ORGANIZATIONS_RESOURCE) throw new errors.InvalidTarget();
          return {
            scope: '',
            accessTokenFormat: 'jwt',
            accessTokenTTL: HOUR,
            jwt: { sign: { alg: 'ES384' } },
          };
        },
      },
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
    async findAccount(_ctx, sub) {
      const user = tenant.users.get(sub);
      if (!user || user.isSuspended) throw new errors.InvalidGrant('user not found');
      return { accountId: sub, claims: async (use) => userClaims(tenant, user, use) };
    },
    issueRefreshToken: async (_ctx, client, code) =>
      client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    ttl: {
      IdToken: HOUR,
      AccessToken: HOUR,
      RefreshToken: 14 * DAY,
      Interaction: HOUR,
      Session: 14 * DAY,
      Grant: 180 * DAY,
    },
    renderError(ctx, out) {
      ctx.body = out;
    },
  };
  const provider = new Provider(`${tenant.endpoint}/oidc`, configuration);
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
    await fault()?.(ctx.oidc?.route ?? '', ctx as KoaContextWithOIDC);
  });
  return { provider, signingKey };
}

/** A form that submits itself, as Logto's does; the button serves browsers without JavaScript. */
function logoutSource(ctx: KoaContextWithOIDC, form: string) {
  ctx.body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign Out</title></head>
<body onload="document.getElementById('op.logoutForm').submit()">${form}
<input type="hidden" form="op.logoutForm" name="logout" value="yes">
<noscript><button form="op.logoutForm">Continue</button></noscript></body></html>`;
}

function postLogoutSuccessSource(ctx: KoaContextWithOIDC) {
  ctx.body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign Out</title></head>
<body><p>You have successfully signed out.</p></body></html>`;
}
