import { expect, test, vi } from 'vitest';
import { redis } from './redis.ts';

let url = '';
vi.mock('#lib/env.ts', () => ({ getEnv: () => ({ REDIS_URL: url }) }));

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
