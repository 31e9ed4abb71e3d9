/**
 * The org authorization server: oidc-provider, set the way an Okta org behaves. What Okta does
 * differently from oidc-provider's defaults is set here, each with its reason; what can only be
 * changed on the finished answer is in answers.ts.
 */
import { randomBytes } from 'node:crypto';
import type { JWKS, KoaContextWithOIDC, Provider as ProviderType } from 'oidc-provider';
import { errors, interactionPolicy, Provider } from '#sandbox/engine/oidc-provider.ts';
import { adaptAnswers } from './answers.ts';
import { claimsByScope, idTokenClaims, scopes, userinfoClaims } from './claims.ts';
import type { Directory } from './directory.ts';
import type { OktaClient } from './org.ts';
import { badRequestPage } from './pages.ts';
import { createTokenStore } from './token-store.ts';

export const signInPath = (uid: string) => `/signin/${uid}`;

const HOUR = 3600;
const DAY = 24 * HOUR;

type Setup = {
  issuer: string;
  client: OktaClient;
  directory: Directory;
  keys: JWKS;
  now: () => number;
};

const metadataOf = (client: OktaClient) => ({
  client_id: client.id,
  client_secret: client.secret,
  redirect_uris: client.redirectUris,
  post_logout_redirect_uris: client.postLogoutRedirectUris ?? [],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code' as const],
  response_modes: ['query'],
  token_endpoint_auth_method: 'client_secret_basic' as const,
});

export function createProvider({ issuer, client, directory, keys, now }: Setup): ProviderType {
  const profilesUpdatedAt = Math.floor(now() / 1000);
  const cookie = { httpOnly: true, sameSite: 'lax' } as const;

  const provider = new Provider(issuer, {
    // Looked up at each request: an app's redirect URIs may be set after the org has started.
    adapter: createTokenStore(now, (id) => (id === client.id ? metadataOf(client) : undefined)),
    jwks: keys,
    // With `client_secret_post` not among them, oidc-provider does not read a secret in the body.
    clientAuthMethods: ['client_secret_basic'],
    responseTypes: ['code'],
    allowOmittingSingleRegisteredRedirectUri: false,
    // Logto sends no PKCE to Okta, so the app must not require it (docs/vendors.md O1).
    pkce: { required: () => false },
    routes: {
      authorization: '/oauth2/v1/authorize',
      token: '/oauth2/v1/token',
      userinfo: '/oauth2/v1/userinfo',
      jwks: '/oauth2/v1/keys',
      end_session: '/oauth2/v1/logout',
      introspection: '/oauth2/v1/introspect',
      revocation: '/oauth2/v1/revoke',
    },
    // Cookies ignore ports: these names keep clear of Logto's on the same `localhost`.
    cookies: {
      names: { session: 'idx', interaction: 'okta_interaction', resume: 'okta_resume' },
      keys: [randomBytes(32).toString('base64url')],
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
    claims: claimsByScope,
    // Okta's ID token from the code flow still names the user, where oidc-provider's would not.
    conformIdTokenClaims: false,
    extraParams: { scope: checkScopes },
    interactions: {
      policy: createPolicy(directory),
      url: (_, interaction) => signInPath(interaction.uid),
    },
    // A user who is no longer active is not found: their session, codes and tokens end with them.
    findAccount(ctx, id) {
      const user = directory.active(id);
      if (!user) return undefined;
      return {
        accountId: user.id,
        claims: (use) =>
          use === 'id_token'
            ? idTokenClaims(user, ctx.oidc.entities.AccessToken?.jti)
            : userinfoClaims(user, profilesUpdatedAt),
      };
    },
    loadExistingGrant: (ctx) => grantIfAssigned(ctx, directory),

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
  refuseDoubleCredentials(provider);
  adaptAnswers(provider);
  return provider;
}

/**
 * Runs after oidc-provider's own look at `scope`, which ignores a scope it does not know and drops
 * `offline_access` without `prompt=consent`. Okta refuses the one (text: its oauth2-error-codes)
 * and grants the other: nobody is asked to consent in a TRUSTED app.
 */
function checkScopes(ctx: KoaContextWithOIDC) {
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

/** When the sign-in form is shown. With `prompt=none` the same reasons become `login_required`. */
function createPolicy(directory: Directory) {
  const policy = interactionPolicy.base();
  const login = policy.get('login');
  login?.checks.add(
    new interactionPolicy.Check('no_longer_active', '', (ctx) => {
      const signedIn = ctx.oidc.session?.accountId;
      return signedIn !== undefined && !directory.active(signedIn);
    }),
  );
  for (const check of login?.checks ?? []) {
    check.error = 'login_required';
    check.description = 'The client specified not to prompt, but the user is not logged in.';
  }
  // The prompt stays known, so that `prompt=consent` is allowed, but nothing ever calls for it.
  policy.get('consent')?.checks.clear();
  return policy;
}

/**
 * Being assigned to the app is the grant. A user who is not has signed in to Okta all the same and
 * keeps that session, so the next attempt is refused without a form, as at a real org.
 */
async function grantIfAssigned(ctx: KoaContextWithOIDC, directory: Directory) {
  const { account, client, params, provider } = ctx.oidc;
  const user = account && directory.active(account.accountId);
  if (!user || !client || ctx.oidc.promptPending('login')) return undefined;
  if (!user.assigned) {
    throw new errors.AccessDenied('User is not assigned to the client application.');
  }
  const grant = new provider.Grant({ accountId: user.id, clientId: client.clientId });
  grant.addOIDCScope(String(params?.scope ?? ''));
  await grant.save();
  return grant;
}

/**
 * Okta refuses a request with credentials in two places, and counts a `client_id` in the body as
 * one (so says Logto's sso/OidcConnector/utils.ts; the text is from tomcat-oidcauth issue 6).
 */
function refuseDoubleCredentials(provider: ProviderType) {
  const { prototype } = provider.Client;
  const { compareClientSecret } = prototype;
  prototype.compareClientSecret = function compareOnly(secret) {
    const body = Provider.ctx?.oidc.body ?? {};
    if ('client_id' in body || 'client_secret' in body || 'client_assertion' in body) {
      throw new errors.InvalidRequest(
        'Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.',
        401,
      );
    }
    return compareClientSecret.call(this, secret);
  };
}

function reasonOf({ error, error_description }: { error: string; error_description?: string }) {
  if (error === 'invalid_redirect_uri') {
    return "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.";
  }
  if (error === 'invalid_client') return "Invalid value for 'client_id' parameter.";
  return error_description ?? error;
}
