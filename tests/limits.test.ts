/** Limits by the memory of a process, by a real Redis, and by memory while Redis is away. */

import { type RedisServer, startRedis } from '@logto-okta/sandbox/tools/redis';
import { redisProgram, WHY_NO_REDIS } from '@logto-okta/sandbox/tools/redis-program';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LimitName } from '#lib/http/limits.ts';
import { restart } from '#lib/session/test-session.ts';

let lines: { event: string; [field: string]: unknown }[];
beforeEach(async () => {
  lines = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(JSON.parse(line)));
  (await limits()).forgetLimits();
});

/** As a process has it that has started with the settings of now. */
const limits = () => import('#lib/http/limits.ts');
const overLimit = async (name: LimitName, who: string | undefined) =>
  (await limits()).overLimit(name, who);

/** How many of so many uses were let through. */
async function allowed(uses: number, who: string, name: LimitName = 'invitations') {
  const answers: (number | undefined)[] = [];
  for (let use = 0; use < uses; use += 1) answers.push(await overLimit(name, who));
  return answers.filter((wait) => wait === undefined).length;
}

const reached = () => lines.filter(({ event }) => event === 'limit_reached');

describe('in the memory of a process', () => {
  beforeEach(() => restart({}));

  it('one too many waits, each counted alone, and the log says it once', async () => {
    expect(await allowed(60, 'alice:org')).toBe(20);
    expect(await overLimit('invitations', 'alice:org')).toBeGreaterThan(590);
    expect(await overLimit('invitations', 'alice:other')).toBeUndefined();
    expect(await overLimit('changes', 'alice:org')).toBeUndefined();
    expect(reached()).toMatchObject([{ limit: 'invitations', by: 'alice:org' }]);
  });

  it('nobody who isn’t known is counted', async () => {
    for (let use = 0; use < 1000; use += 1) {
      expect(await overLimit('sign_in', undefined)).toBeUndefined();
    }
  });
});

describe.skipIf(!redisProgram())(`in Redis (${WHY_NO_REDIS})`, () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    restart({ REDIS_URL: server.url });
    const { redis } = await import('#lib/redis.ts');
    await redis((client) => client.flushAll());
  });

  it('two instances count together, for as long as it says', async () => {
    expect(await allowed(12, 'alice:org')).toBe(12);
    // Another process has nothing in its memory.
    (await limits()).forgetLimits();
    expect(await allowed(12, 'alice:org')).toBe(8);
    const [key = ''] = (await server.command('KEYS', '*limit*')) as string[];
    expect(Number(await server.command('TTL', key))).toBeGreaterThan(590);
  });

  it('while Redis doesn’t answer, each process counts for itself and nobody waits long', async () => {
    expect(await allowed(1, 'alice:org')).toBe(1);
    server.freeze();
    try {
      const begun = Date.now();
      expect(await overLimit('invitations', 'alice:org')).toBeUndefined();
      expect(Date.now() - begun).toBeLessThan(1500);
    } finally {
      server.thaw();
    }
  });
});
