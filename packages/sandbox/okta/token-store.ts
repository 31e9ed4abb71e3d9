/** The engine's store, with Okta's grace for a refresh token that was just rotated. */
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { createAdapterFactory } from '../engine/adapter.ts';
import type { Clock } from '../engine/clock.ts';

/** Okta's default leeway (docs/vendors.md O1, `refresh_token.leeway`). */
export const LEEWAY_S = 30;

export type TokenStore = ((model: string) => Adapter) & {
  /** Ends somebody's sessions, grants and tokens at both servers. */
  forgetAccount: (accountId: string) => void;
};

/** What the org's two authorization servers have in common; codes and tokens are each one's own. */
const SHARED = ['Session', 'Interaction', 'Client'];

export const withOwnTokens =
  (storeFor: (model: string) => Adapter, server: string) => (model: string) =>
    storeFor(SHARED.includes(model) ? model : `${model}@${server}`);

/**
 * A client that lost the answer to its refresh may ask again with the old token for a while, 30
 * seconds unless its settings say otherwise.
 * After that, a used token is a stolen token: oidc-provider ends the whole grant.
 */
export function createTokenStore(
  clock: Clock,
  findClient: (id: string) => AdapterPayload | undefined,
  leewayOf: (clientId: string | undefined) => number,
): TokenStore {
  const storeFor = createAdapterFactory(findClient, clock);
  const adapterFor = (model: string): Adapter => {
    const store = storeFor(model);
    if (!model.startsWith('RefreshToken')) return store;
    return {
      ...store,
      async find(id) {
        const token = await store.find(id);
        // The machine's time: like all that is stored, `consumed` gets older with the clock.
        const inLeeway =
          token?.consumed && Date.now() / 1000 < Number(token.consumed) + leewayOf(token.clientId);
        return token && inLeeway ? { ...token, consumed: undefined } : token;
      },
      async consume(id) {
        // The leeway counts from the first use, or a thief could stretch it for ever.
        const token = await store.find(id);
        if (!token?.consumed) await store.consume(id);
      },
    };
  };
  return Object.assign(adapterFor, { forgetAccount: storeFor.forgetAccount });
}
