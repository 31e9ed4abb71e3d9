/** The engine's store, with Logto's leeway for a refresh token that was just rotated. */
import type { Adapter } from 'oidc-provider';
import { createAdapterFactory } from '../engine/adapter.ts';
import { errors } from '../engine/oidc-provider.ts';
import { ACCOUNT_CENTER_APP, accountCenterClient } from './account-center.ts';
import type { Application, Tenant } from './tenant.ts';

/** For apps of several processes that share a session but no memory (docs/vendors.md L6). */
const LEEWAY_MS = 3000;

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
  ...(application.backchannelLogoutUri && {
    backchannel_logout_uri: application.backchannelLogoutUri,
    backchannel_logout_session_required: application.backchannelLogoutSessionRequired ?? false,
  }),
});

export function createTokenStore(tenant: Tenant) {
  const storeFor = createAdapterFactory((id) => {
    if (id === ACCOUNT_CENTER_APP) return accountCenterClient(tenant.endpoint);
    const application = tenant.applications.get(id);
    // Logto names the id, where oidc-provider would only say that the client is invalid.
    if (!application) throw new errors.InvalidClient(`invalid client ${id}`, 'client not found');
    return clientOf(application);
  });
  /** Milliseconds; oidc-provider's `consumed` counts whole seconds, too coarse for three of them. */
  const usedAt = new Map<string, number>();

  function adapterFor(model: string): Adapter {
    const store = storeFor(model);
    if (model !== 'RefreshToken') return store;
    return {
      ...store,
      async find(id) {
        const token = await store.find(id);
        const inLeeway = token?.consumed && Date.now() < (usedAt.get(id) ?? 0) + LEEWAY_MS;
        return token && inLeeway ? { ...token, consumed: undefined } : token;
      },
      async consume(id) {
        usedAt.set(id, Date.now());
        await store.consume(id);
      },
    };
  }

  return {
    adapterFor,
    forgetAccount: storeFor.forgetAccount,
    age(seconds: number) {
      storeFor.age(seconds);
      for (const [id, moment] of usedAt) usedAt.set(id, moment - seconds * 1000);
    },
  };
}
