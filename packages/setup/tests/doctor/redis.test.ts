import { type ChildProcess, spawn } from 'node:child_process';
import { redisProgram, WHY_NO_REDIS } from '@logto-okta/sandbox/tools/redis-program';
import getPort from 'get-port';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fact, RedisFacts } from '../../doctor/facts.ts';
import { gatherRedis } from '../../doctor/gather-redis.ts';

const program = redisProgram();

it('is not asked where there is none', async () => {
  expect(await gatherRedis(undefined)).toMatchObject({ state: 'unasked' });
  expect(await gatherRedis('nonsense')).toMatchObject({ state: 'unasked' });
});

it('says that nothing listens, and does not wait for it', async () => {
  const fact = await gatherRedis(`redis://:a-password@localhost:${await getPort()}`);
  expect(fact).toMatchObject({ state: 'failed' });
  expect(JSON.stringify(fact)).toContain('nothing listens there');
  expect(JSON.stringify(fact)).not.toContain('a-password');
});

describe.skipIf(!program)(`a Redis (${WHY_NO_REDIS})`, () => {
  let redis: ChildProcess;
  let port: number;
  beforeAll(async () => {
    port = await getPort();
    const args = ['--port', String(port), '--save', '', '--requirepass', 'right'];
    redis = spawn(program ?? '', [...args, '--maxmemory-policy', 'allkeys-lru'], {
      stdio: 'ignore',
    });
  });
  afterAll(() => {
    redis.kill();
  });
  const ask = async (password: string): Promise<Fact<RedisFacts>> => {
    const fact = await gatherRedis(`redis://:${password}@localhost:${port}`);
    const isStarting = fact.state === 'failed' && fact.why.includes('nothing listens');
    return isStarting ? ask(password) : fact;
  };

  it('answers, and says what it does when it is full', async () => {
    expect(await ask('right')).toEqual({
      state: 'known',
      value: { policy: 'allkeys-lru', isEncrypted: false, isLocal: true },
    });
  });

  it('refuses a wrong password, which is said without it', async () => {
    const fact = await ask('wrong-one');
    expect(fact).toMatchObject({ state: 'failed' });
    expect(JSON.stringify(fact)).toContain('refuses the user name or password');
    expect(JSON.stringify(fact)).not.toContain('wrong-one');
  });
});
