/** What only a real Redis shows of locks and of connections that are lost for a moment. */

import { type RedisServer, startRedis } from '@logto-okta/sandbox/tools/redis';
import { redisProgram, WHY_NO_REDIS } from '@logto-okta/sandbox/tools/redis-program';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { redis } from '#lib/redis.ts';
import { redisStore } from '#lib/session/redis-store.ts';
import { newTestSession, restart } from '#lib/session/test-session.ts';

describe.skipIf(!redisProgram())(`with a Redis (${WHY_NO_REDIS})`, () => {
  let server: RedisServer;
  beforeAll(async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {});
    server = await startRedis();
    restart({ REDIS_URL: server.url });
    await redis((client) => client.ping());
  });
  afterAll(() => server.close());

  describe('a lock', () => {
    const lock = async () => ((await server.command('KEYS', '*:lock:*')) as string[])[0] ?? '';
    /** Milliseconds. */
    const timeLeft = async (key: string) => Number(await server.command('PTTL', key));
    /** @param work has the lock, and makes five seconds pass. */
    async function locked(work: (key: string, pass: () => void) => Promise<void>) {
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
      try {
        await redisStore.exclusively('work', async () =>
          work(await lock(), () => vi.advanceTimersByTime(5000)),
        );
      } finally {
        vi.useRealTimers();
      }
    }

    it('lasts as long as its work', async () => {
      await locked(async (key, pass) => {
        for (let times = 0; times < 3; times++) {
          await server.command('PEXPIRE', key, '6000');
          pass();
          await vi.waitFor(async () => expect(await timeLeft(key)).toBeGreaterThan(10_000));
        }
      });
      expect(await lock()).toBe('');
    });

    it('that was lost is left to whoever has it', async () => {
      await locked(async (key, pass) => {
        await server.command('SET', key, 'another', 'PX', '6000');
        pass();
        // Answered after the renewal, which the same connection carried.
        await redis((client) => client.ping());
        expect(await timeLeft(key)).toBeLessThanOrEqual(6000);
      });
      expect(await server.command('GET', await lock())).toBe('another');
      await server.command('FLUSHALL');
    });
  });

  describe('the end of all sessions of somebody', () => {
    const now = Date.now();
    const session = (id: string, began: number) =>
      newTestSession({ ...{ id, sid: 'sid-1', issuedAt: began, signedInAt: began } });
    const values = async () => ({
      earlier: await redisStore.create(session('earlier', now - 60_000)),
      later: await redisStore.create(session('later', now - 1000)),
    });

    it.each([
      { whose: { sid: 'sid-1' }, until: { issuedBy: now - 30_000 } },
      { whose: { sub: 'alex' }, until: { issuedBy: now - 30_000 } },
      { whose: { sub: 'alex' }, until: { signedInBy: now - 30_000 } },
    ])('leaves what began later, and lets it be ended in its turn ($until)', async (end) => {
      const { earlier, later } = await values();
      await redisStore.endAll(end.whose, end.until);
      expect(await redisStore.open(earlier)).toBeUndefined();
      expect(await redisStore.open(later)).toMatchObject({ id: 'later' });
      await redisStore.endAll(end.whose, { signedInBy: now });
      expect(await redisStore.open(later)).toBeUndefined();
    });
  });

  describe('a connection that is lost', () => {
    const lose = async () => {
      const offline = redis(
        (client) => new Promise<void>((resolve) => client.once('reconnecting', resolve)),
      );
      await server.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await offline;
    };

    it('for a moment is waited for', async () => {
      await lose();
      let tries = 0;
      const answer = redis((client) => {
        tries += 1;
        return client.ping();
      });
      expect(await answer).toBe('PONG');
      expect(tries).toBe(2);
    });

    it('for longer is not waited for by everybody', async () => {
      await server.stop();
      const unavailable = { code: 'sessions_unavailable' };
      await expect(redis((client) => client.ping())).rejects.toMatchObject(unavailable);
      await vi.waitFor(
        async () => {
          const started = performance.now();
          await expect(redis((client) => client.ping())).rejects.toMatchObject(unavailable);
          expect(performance.now() - started).toBeLessThan(300);
        },
        { timeout: 5000 },
      );
      await server.start();
      await vi.waitFor(async () => expect(await redis((client) => client.ping())).toBe('PONG'), {
        timeout: 10_000,
      });
    });
  });
});
