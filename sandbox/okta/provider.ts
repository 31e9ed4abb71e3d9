/**
 * An org's authorization servers: oidc-provider, set the way Okta behaves. What Okta does
 * differently from oidc-provider's defaults is set here, each with its reason; what can only be
 * changed on the finished answer is in answers.ts.
 */
import type {
  AdapterFactory,
  JWK,
  KoaContextWithOIDC,
  Provider as ProviderType,
} from 'oidc-provider';
import { errors, Provider } from '#sandbox/engine/oidc-provider.ts';
import { issueJwtAccessTokens } from './access-token.ts';
import { adaptAnswers, DOUBLE } from './answers.ts';
import { claimsOf, idTokenClaims, userinfoClaims } from './claims.ts';
import type { Apps } from './clients.ts';
import type { Consents } from './consent.ts';
import type { Directory } from './directory.ts';
import type { Faults } from './faults.ts';
import { consentPath, signInPath } from './interaction.ts';
import { badRequestPage } from './pages.ts';
import { type AccessPolicy, createPolicy, grantIfAllowed } from './policy.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** What the org's authorization servers share: one sign-in is good for both. */
export type OrgSide = {
  apps: Apps;
  directory: Directory;
  consents: Consents;
  cookieKey: string;
  faults: Faults;
  updatedAt: number;
};

type Setup = {
  issuer: string;
  /** Where the endpoints are, seen from where the server is mounted. */
  path: string;
  key: JWK;
  adapter: AdapterFactory;
  /** A custom authorization server: JWT access tokens, access policies, no `groups`. */
  custom?: { accessPolicy?: AccessPolicy };
};

export function createProvider(org: OrgSide, setup: Setup): ProviderType {
  const { apps, directory, consents } = org;
  const { custom, path } = setup;
  const claims = claimsOf(custom !== undefined);
  const scopes = [...Object.keys(claims), 'offline_access'];
  let tokenValue: (accessToken: object) => string | undefined = (token) =>
    (token as { jti?: string }).jti;
  const cookie = { httpOnly: true, sameSite: 'lax' } as const;

  const provider = new Provider(setup.issuer, {
    adapter: setup.adapter,
    jwks: { keys: [setup.key] },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    responseTypes: ['code'],
    allowOmittingSingleRegisteredRedirectUri: false,
    // Logto sends no PKCE to Okta, so the app must not require it (docs/vendors.md O1).
    pkce: { required: () => false },
    routes: {
      authorization: `${path}/v1/authorize`,
      token: `${path}/v1/token`,
      userinfo: `${path}/v1/userinfo`,
      jwks: `${path}/v1/keys`,
      end_session: `${path}/v1/logout`,
      introspection: `${path}/v1/introspect`,
      revocation: `${path}/v1/revoke`,
    },
    // Cookies ignore ports: these names keep clear of Logto's on the same `localhost`.
    cookies: {
      names: { session: 'idx', interaction: 'okta_interaction', resume: 'okta_resume' },
      // One key for both servers: each reads the session that the other began.
      keys: [org.cookieKey],
      long: { ...cookie, path: '/' },
      short: cookie,
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: {
        enabled: true,
        allowedPolicy: (_, caller, token) => token.clientId === caller.clientId,
      },
      rpInitiatedLogout: { enabled: true },
    },
    clientBasedCORS: () => false,

    scopes,
    claims,
    // Okta's ID token from the code flow still names the user, where oidc-provider's would not.
    conformIdTokenClaims: false,
    extraParams: { scope: (ctx) => checkScopes(ctx, scopes) },
    interactions: {
      policy: createPolicy(directory, apps, consents),
      url: (_, { prompt, uid }) => (prompt.name === 'consent' ? consentPath : signInPath)(uid),
    },
    // A user who is no longer active is not found: their session, codes and tokens end with them.
    findAccount(ctx, id) {
      const user = directory.active(id);
      if (!user) return undefined;
      return {
        accountId: user.id,
        claims(use) {
          if (use !== 'id_token') return userinfoClaims(user, org.updatedAt);
          const { AccessToken } = ctx.oidc.entities;
          return idTokenClaims(user, AccessToken && tokenValue(AccessToken));
        },
      };
    },
    loadExistingGrant: (ctx) => grantIfAllowed(ctx, directory, apps, custom?.accessPolicy),

    // Okta's tokens do not end with its session; a sign-out there leaves them be.
    expiresWithSession: () => false,
    rotateRefreshToken: true,
    ttl: {
      AuthorizationCode: 300,
      AccessToken: HOUR,
      IdToken: HOUR,
      RefreshToken: 90 * DAY,
      Grant: 90 * DAY,
      Interaction: HOUR,
      // The default global session policy: two hours without use.
      Session: 2 * HOUR,
    },
    renderError(ctx, out) {
      ctx.type = 'html';
      ctx.body = badRequestPage(reasonOf(out));
    },
  });
  if (custom) tokenValue = issueJwtAccessTokens(provider, setup.key, directory);
  holdToAuthMethod(provider);
  adaptAnswers(provider, org.faults);
  return provider;
}

/**
 * Runs after oidc-provider's own look at `scope`, which ignores a scope it does not know and drops
 * `offline_access` without `prompt=consent`. Okta refuses the one (text: its oauth2-error-codes)
 * and grants the other: nobody is asked to consent in a TRUSTED app.
 */
function checkScopes(ctx: KoaContextWithOIDC, scopes: string[]) {
  const requested = String(ctx.query.scope ?? '')
    .split(' ')
    .filter(Boolean);
  if (requested.some((scope) => !scopes.includes(scope))) {
    throw new errors.CustomOIDCProviderError(
      'invalid_scope',
      'One or more scopes are not configured for the authorization server resource.',
    );
  }
  if (ctx.oidc.params) ctx.oidc.params.scope = requested.join(' ') || undefined;
}

/**
 * oidc-provider takes a secret from either place; Okta only from the one in the app's settings. A
 * `client_id` in the body beside Basic counts as a second credential (so says Logto's
 * sso/OidcConnector/utils.ts): refused with the same words as a second secret, see answers.ts.
 */
function holdToAuthMethod(provider: ProviderType) {
  const { prototype } = provider.Client;
  const { compareClientSecret } = prototype;
  prototype.compareClientSecret = function compareInItsPlace(secret) {
    const isBasic = Provider.ctx?.headers.authorization !== undefined;
    if (isBasic && 'client_id' in (Provider.ctx?.oidc.body ?? {})) {
      throw new errors.InvalidRequest(DOUBLE);
    }
    const used = isBasic ? 'client_secret_basic' : 'client_secret_post';
    return this.clientAuthMethod === used && compareClientSecret.call(this, secret);
  };
}

function reasonOf({ error, error_description }: { error: string; error_description?: string }) {
  if (error === 'invalid_redirect_uri') {
    return "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.";
  }
  if (error === 'invalid_client') return "Invalid value for 'client_id' parameter.";
  return error_description ?? error;
}
