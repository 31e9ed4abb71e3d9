import { stat } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { inTime, redis } from './redis.ts';

let url = '';
vi.mock('#lib/env.ts', () => ({ getEnv: () => ({ REDIS_URL: url }) }));

/** Nothing else happens in this process meanwhile. */
const block = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test('an answer that came while the process was too busy to read it is not too late', async () => {
  // Answered from outside the event loop, like a server's, and read by it in the same phase.
  const answer = inTime(stat('.'), 20);
  block(300);
  expect((await answer).isDirectory()).toBe(true);
});

test('no answer at all is told in time', async () => {
  await expect(inTime(new Promise(() => {}), 20)).rejects.toThrow('no answer in time');
});

test('settings that no client can be made of are asked for again the next time', async () => {
  for (const path of ['one', 'two']) {
    url = `redis://localhost/${path}`;
    const failed = await redis((client) => client.ping()).catch((error) => error);
    expect(failed).toMatchObject({
      code: 'sessions_unavailable',
      cause: { message: 'Invalid pathname' },
    });
  }
  url = 'nonsense';
  const failed = await redis((client) => client.ping()).catch((error) => error);
  expect(failed.cause.message).toBe('Invalid URL');
});
