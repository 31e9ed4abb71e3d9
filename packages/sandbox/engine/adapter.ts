/**
 * oidc-provider's storage, in memory: one map a model, plus an index by grant so that
 * revoking a grant ends every token of it. Lost on restart, which a sandbox may do.
 */
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Clock } from './clock.ts';

type Entry = { payload: AdapterPayload; expiresAt: number };

/** Fields of a payload that hold a moment, in seconds. */
const MOMENTS = ['iat', 'exp', 'iiat', 'loginTs', 'authTime', 'consumed'] as const;

/** `findClient` answers for the `Client` model, so that applications live in the tenant alone. */
export function createAdapterFactory(
  findClient: (id: string) => AdapterPayload | undefined,
  clock: Clock,
) {
  const entries = new Map<string, Entry>();
  // Not the clock's: what is stored gets older instead, so that oidc-provider sees it too.
  const now = () => Date.now();
  const keysByGrant = new Map<string, Set<string>>();

  function adapterFor(model: string): Adapter {
    const keyOf = (id: string) => `${model}:${id}`;
    const alive = (entry: Entry | undefined) =>
      entry && entry.expiresAt > now() ? entry.payload : undefined;
    const findBy = (match: (payload: AdapterPayload) => boolean) => {
      for (const [key, entry] of entries) {
        if (key.startsWith(`${model}:`) && match(entry.payload)) return alive(entry);
      }
      return undefined;
    };
    return {
      async upsert(id, payload, expiresIn) {
        entries.set(keyOf(id), {
          payload,
          expiresAt: expiresIn ? now() + expiresIn * 1000 : Number.POSITIVE_INFINITY,
        });
        if (payload.grantId) {
          const keys = keysByGrant.get(payload.grantId) ?? new Set();
          keysByGrant.set(payload.grantId, keys.add(keyOf(id)));
        }
      },
      async find(id) {
        return model === 'Client' ? findClient(id) : alive(entries.get(keyOf(id)));
      },
      findByUid: async (uid) => findBy((payload) => payload.uid === uid),
      findByUserCode: async (code) => findBy((payload) => payload.userCode === code),
      async destroy(id) {
        entries.delete(keyOf(id));
      },
      async consume(id) {
        const entry = entries.get(keyOf(id));
        if (entry) entry.payload.consumed = Math.floor(now() / 1000);
      },
      async revokeByGrantId(grantId) {
        for (const key of keysByGrant.get(grantId) ?? []) entries.delete(key);
        keysByGrant.delete(grantId);
      },
    };
  }

  clock.onAdvance((seconds) => {
    for (const entry of entries.values()) {
      entry.expiresAt -= seconds * 1000;
      const payload = { ...entry.payload };
      for (const moment of MOMENTS) {
        const value = payload[moment];
        if (typeof value === 'number') payload[moment] = value - seconds;
      }
      entry.payload = payload;
    }
  });

  return Object.assign(adapterFor, {
    /** Ends an account's sessions, grants and tokens. */
    forgetAccount(accountId: string) {
      for (const [key, { payload }] of entries) {
        if (payload.accountId === accountId) entries.delete(key);
      }
    },
  });
}
