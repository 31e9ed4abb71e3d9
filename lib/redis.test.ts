import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { inTime } from './redis.ts';

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
