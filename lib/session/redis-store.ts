import 'server-only';
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { redis } from '#lib/redis.ts';
import { beganBy, rememberEndedFor } from './ended.ts';
import { hashOf } from './memory.ts';
import { isSealedByNewest, seal, unseal } from './seal.ts';
import { longestSeconds, parseSession, remainingSeconds, type Session } from './session.ts';
import type { SessionStore } from './store.ts';

/**
 * The cookie holds a sealed id, Redis the session, sealed with the same numbered secrets: neither
 * a copy of Redis nor the right to write there is enough to be somebody.
 */
const PREFIX = 'northgate:';
const recordKey = (id: string) => `${PREFIX}session:${hashOf(id)}`;
const sidKey = (sid: string) => `${PREFIX}sid:${hashOf(sid)}`;
const subKey = (sub: string) => `${PREFIX}sub:${hashOf(sub)}`;
const claimKey = (name: string) => `${PREFIX}claim:${hashOf(name)}`;
const lockKey = (name: string) => `${PREFIX}lock:${hashOf(name)}`;
const indexKeys = ({ sid, sub }: { sid?: string | undefined; sub?: string | undefined }) => [
  ...(sid ? [sidKey(sid)] : []),
  ...(sub ? [subKey(sub)] : []),
];

const expiresIn = (seconds: number) => ({ expiration: { type: 'EX', value: seconds } as const });

const ticketSchema = z.object({ id: z.string() });
const ticketOf = (session: Session) => seal('ticket', { id: session.id }, longestSeconds(session));

/** Milliseconds that a lock outlives a crash of its owner, who renews it while its work runs. */
const LOCK_TTL_MS = 15_000;
const LOCK_RENEWAL_MS = LOCK_TTL_MS / 3;
const LOCK_POLL_MS = 40;
/** Only its owner's lock: another may hold one by now. */
const ifOwn = (command: string) =>
  `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call(${command}) end return 0`;
const RENEW = ifOwn(`'PEXPIRE', KEYS[1], ${LOCK_TTL_MS}`);
const UNLOCK = ifOwn(`'DEL', KEYS[1]`);

const sessionIn = async (record: string | null | undefined) =>
  parseSession((await unseal('record', record ?? undefined))?.data);

export const redisStore: SessionStore = {
  async open(value) {
    const id = await redisStore.idOf(value);
    if (!id) return undefined;
    const record = await redis((client) => client.get(recordKey(id)));
    const session = await sessionIn(record);
    // Somebody who can write to Redis must not be able to put one person's record in another's place.
    return session?.id === id ? session : undefined;
  },

  idOf: async (value) => ticketSchema.safeParse((await unseal('ticket', value))?.data).data?.id,

  async create(session) {
    const ttl = remainingSeconds(session);
    const record = await seal('record', session, ttl);
    const untilEnd = longestSeconds(session);
    await redis((client) => {
      const transaction = client.multi().set(recordKey(session.id), record, expiresIn(ttl));
      for (const key of indexKeys(session)) {
        // The longest-lived session of the index decides how long the index lives.
        transaction
          .sAdd(key, recordKey(session.id))
          .expire(key, untilEnd, 'NX')
          .expire(key, untilEnd, 'GT');
      }
      return transaction.exec();
    });
    return ticketOf(session);
  },

  async replace(session, value) {
    const ttl = remainingSeconds(session);
    const record = await seal('record', session, ttl);
    // XX: a session that was ended meanwhile stays ended.
    const kept = await redis((client) =>
      client.set(recordKey(session.id), record, { ...expiresIn(ttl), condition: 'XX' }),
    );
    if (kept === null) return undefined;
    // Else the ticket of a session in use would end with an old secret's removal.
    return isSealedByNewest(value) ? value : ticketOf(session);
  },

  async end({ id, sid, sub }) {
    await redis((client) => {
      const transaction = client.multi().del(recordKey(id));
      for (const key of indexKeys({ sid, sub })) transaction.sRem(key, recordKey(id));
      return transaction.exec();
    });
  },

  async endAll(whose, until) {
    // A session that is just being refreshed in this process must not come back either.
    rememberEndedFor(whose, until);
    for (const index of indexKeys(whose)) {
      const keys = await redis((client) => client.sMembers(index));
      if (keys.length === 0) continue;
      const records = await redis((client) => client.mGet(keys));
      const over: string[] = [];
      for (const [position, key] of keys.entries()) {
        const session = await sessionIn(records[position]);
        if (!session || beganBy(session, until)) over.push(key);
      }
      if (over.length === 0) continue;
      await redis((client) => client.multi().del(over).sRem(index, over).exec());
    }
  },

  async claim(name, ttl) {
    const options = { ...expiresIn(ttl), condition: 'NX' } as const;
    return (await redis((client) => client.set(claimKey(name), '1', options))) !== null;
  },

  isClaimed: async (name) => (await redis((client) => client.exists(claimKey(name)))) > 0,

  async exclusively(name, work) {
    const key = lockKey(name);
    const owner = randomBytes(12).toString('base64url');
    const deadline = Date.now() + LOCK_TTL_MS;
    while (
      !(await redis((client) =>
        client.set(key, owner, { expiration: { type: 'PX', value: LOCK_TTL_MS }, condition: 'NX' }),
      ))
    ) {
      if (Date.now() > deadline) return undefined;
      await wait(LOCK_POLL_MS);
    }
    const ask = (script: string) =>
      redis((client) => client.eval(script, { keys: [key], arguments: [owner] })).catch(() => {});
    const renewal = setInterval(ask, LOCK_RENEWAL_MS, RENEW).unref();
    try {
      return await work();
    } finally {
      clearInterval(renewal);
      await ask(UNLOCK);
    }
  },
};
