/** The engine's store, with Logto's leeway for a refresh token that was just rotated. */
import type { Adapter } from 'oidc-provider';
import { createAdapterFactory } from '../engine/adapter.ts';
import type { Clock } from '../engine/clock.ts';
import { errors } from '../engine/oidc-provider.ts';
import { ACCOUNT_CENTER_APP, accountCenterClient } from './account-center.ts';
import { clientOf } from './clients.ts';
import type { Tenant } from './tenant.ts';

/** For apps of several processes that share a session but no memory (docs/vendors.md L6). */
const LEEWAY_MS = 3000;

export function createTokenStore(tenant: Tenant, clock: Clock) {
  const storeFor = createAdapterFactory((id) => {
    if (id === ACCOUNT_CENTER_APP) return accountCenterClient(tenant.endpoint);
    const application = tenant.applications.get(id);
    // Logto names the id, where oidc-provider would only say that the client is invalid.
    if (!application) throw new errors.InvalidClient(`invalid client ${id}`, 'client not found');
    return clientOf(application);
  }, clock);
  /** Milliseconds; oidc-provider's `consumed` counts whole seconds, too coarse for three of them. */
  const usedAt = new Map<string, number>();

  function adapterFor(model: string): Adapter {
    const store = storeFor(model);
    if (model !== 'RefreshToken') return store;
    return {
      ...store,
      async find(id) {
        const token = await store.find(id);
        const inLeeway = token?.consumed && clock.now() < (usedAt.get(id) ?? 0) + LEEWAY_MS;
        return token && inLeeway ? { ...token, consumed: undefined } : token;
      },
      async consume(id) {
        usedAt.set(id, clock.now());
        await store.consume(id);
      },
    };
  }

  return { adapterFor, forgetAccount: storeFor.forgetAccount };
}
