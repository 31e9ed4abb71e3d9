/** The engine's store, with Okta's grace for a refresh token that was just rotated. */
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { createAdapterFactory } from '#sandbox/engine/adapter.ts';

/** Okta's default leeway (docs/vendors.md O1, `refresh_token.leeway`). */
const LEEWAY_S = 30;

/** What the org's two authorization servers have in common; codes and tokens are each one's own. */
const SHARED = ['Session', 'Interaction', 'Client'];

export const withOwnTokens =
  (storeFor: (model: string) => Adapter, server: string) => (model: string) =>
    storeFor(SHARED.includes(model) ? model : `${model}@${server}`);

/**
 * A client that lost the answer to its refresh may ask again with the old token for 30 seconds.
 * After that, a used token is a stolen token: oidc-provider ends the whole grant.
 */
export function createTokenStore(
  now: () => number,
  findClient: (id: string) => AdapterPayload | undefined,
): (model: string) => Adapter {
  const storeFor = createAdapterFactory(findClient, now);
  return (model) => {
    const store = storeFor(model);
    if (!model.startsWith('RefreshToken')) return store;
    return {
      ...store,
      async find(id) {
        const token = await store.find(id);
        const inLeeway = token?.consumed && now() / 1000 < Number(token.consumed) + LEEWAY_S;
        return token && inLeeway ? { ...token, consumed: undefined } : token;
      },
      async consume(id) {
        // The leeway counts from the first use, or a thief could stretch it for ever.
        const token = await store.find(id);
        if (!token?.consumed) await store.consume(id);
      },
    };
  };
}
