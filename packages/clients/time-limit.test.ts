import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { withTimeLimit } from './time-limit.ts';

/** Nothing else happens in this process meanwhile. */
const block = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test('an answer that came while the process was too busy to read it is not too late', async () => {
  // Answered from outside the event loop, like a server's, and read by it in the same phase.
  const answer = withTimeLimit(stat('.'), 20);
  block(300);
  expect((await answer).isDirectory()).toBe(true);
});

test('waiting ends, in an error or with what counts instead', async () => {
  const never = new Promise<string>(() => {});
  await expect(withTimeLimit(never, 20)).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(await withTimeLimit(never, 20, () => 'late')).toBe('late');
  expect(await withTimeLimit(Promise.resolve(7), 20)).toBe(7);
});
