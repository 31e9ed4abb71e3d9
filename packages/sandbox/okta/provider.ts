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
import type { Faults } from '../engine/faults.ts';
import { errors, Provider } from '../engine/oidc-provider.ts';
import { AUDIENCE, issueJwtAccessTokens } from './access-token.ts';
import { adaptAnswers } from './answers.ts';
import { claimsOf, idTokenClaims, userinfoClaims } from './claims.ts';
import { checkAssertion, holdToAuthMethod } from './client-auth.ts';
import type { Apps } from './clients.ts';
import type { Consents } from './consent.ts';
import type { Directory } from './directory.ts';
import { consentPath, signInPath } from './interaction.ts';
import { mayRevoke } from './introspection.ts';
import { badRequestPage } from './pages.ts';
import { type AccessPolicy, createPolicy, grantIfAllowed } from './policy.ts';
import { checkScopes, keepAllScopes } from './scope-check.ts';
import { grantServiceTokens } from './service-token.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** What the org's authorization servers share: one sign-in is good for both. */
export type OrgSide = {
  /** The org's address. */
  url: string;
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
  custom?: {
    accessPolicy?: AccessPolicy | undefined;
    scopes: () => string[];
    /** Those that the discovery document names. */
    publishedScopes: () => string[];
  };
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
    clientAuthMethods: [
      'client_secret_basic',
      'client_secret_post',
      'client_secret_jwt',
      'private_key_jwt',
      'none',
    ],
    assertJwtClientAuthClaimsAndHeader: checkAssertion,
    responseTypes: ['code'],
    allowOmittingSingleRegisteredRedirectUri: false,
    pkce: { required: (ctx, client) => requirePkce(ctx, apps, client.clientId) },
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
        allowedPolicy: mayRevoke,
      },
      rpInitiatedLogout: { enabled: true },
    },
    clientBasedCORS: () => false,

    scopes,
    claims,
    // Okta's ID token from the code flow still names the user, where oidc-provider's would not.
    conformIdTokenClaims: false,
    extraParams: {
      scope: (ctx) => {
        const { grantedScopes = [] } = apps.find(ctx.oidc.client?.clientId) ?? {};
        checkScopes(ctx, [...scopes, ...(custom ? custom.scopes() : grantedScopes)]);
      },
    },
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
    rotateRefreshToken: ({ oidc }) =>
      apps.find(oidc.client?.clientId)?.refreshToken?.rotation !== 'STATIC',
    ttl: {
      AuthorizationCode: 300,
      AccessToken: HOUR,
      ClientCredentials: HOUR,
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
  else grantServiceTokens(provider, apps);
  keepAllScopes(provider);
  holdToAuthMethod(provider, apps);
  adaptAnswers(provider, {
    org: org.url,
    apps,
    directory,
    faults: org.faults,
    customScopes: custom?.publishedScopes,
    audience: custom ? AUDIENCE : org.url,
  });
  return provider;
}

/** Logto sends no PKCE to Okta, so its app must not require it (docs/vendors.md O1). */
function requirePkce(ctx: KoaContextWithOIDC, apps: Apps, clientId: string) {
  const app = apps.find(clientId);
  if (!app?.pkceRequired && app?.authMethod !== 'none') return false;
  if (!ctx.oidc.params?.code_challenge) {
    throw new errors.InvalidRequest('PKCE code challenge is required by the application.');
  }
  return true;
}

function reasonOf({ error, error_description }: { error: string; error_description?: string }) {
  if (error === 'invalid_redirect_uri') {
    return "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.";
  }
  if (error === 'invalid_client') return "Invalid value for 'client_id' parameter.";
  return error_description ?? error;
}
