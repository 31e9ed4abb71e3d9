/** Which scopes an authorization server knows, and what it says of others. */
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { errors } from '../engine/oidc-provider.ts';

/** Okta's oauth2-error-codes. */
export const NOT_CONFIGURED =
  'One or more scopes are not configured for the authorization server resource.';

/**
 * Runs after oidc-provider's own look at `scope`, which drops `offline_access` without
 * `prompt=consent`. Okta doesn't: nobody is asked to consent in a TRUSTED app. And it refuses a
 * scope that it doesn't know, where oidc-provider would overlook it.
 */
export function checkScopes(ctx: KoaContextWithOIDC, known: string[]) {
  const requested = String(ctx.query.scope ?? '')
    .split(' ')
    .filter(Boolean);
  if (requested.some((scope) => !known.includes(scope))) {
    throw new errors.CustomOIDCProviderError('invalid_scope', NOT_CONFIGURED);
  }
  if (ctx.oidc.params) ctx.oidc.params.scope = requested.join(' ') || undefined;
}

/**
 * oidc-provider drops every scope that isn't in its configuration, again at each step; but scopes
 * come and go while the org is running, and `checkScopes` has already looked at all of them.
 */
export function keepAllScopes(provider: Provider) {
  Object.defineProperty(provider.OIDCContext.prototype, 'requestParamOIDCScopes', {
    get(this: { requestParamScopes: Set<string> }) {
      return this.requestParamScopes;
    },
  });
}
