import { afterEach, beforeEach, expect, it, vi } from 'vitest';

type Line = { event: string; what?: string; tries?: number };
let lines: Line[];
const events = () => lines.map(({ event }) => event);

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(JSON.parse(line)));
});
afterEach(async () => {
  await (await import('./pending-ends.ts')).drainPendingEnds(0);
  vi.useRealTimers();
});

const MINUTE = 60_000;
/** Fails so many times, then works. */
const failing = (times: number) => {
  const work = vi.fn(async () => {
    if (work.mock.calls.length <= times) throw new Error('away');
  });
  return work;
};

it('an end that failed is tried again until it succeeds, and each step is in the log', async () => {
  const { ensureEnded } = await import('./pending-ends.ts');
  const work = failing(3);
  expect(await ensureEnded('refresh_token', work)).toBe(false);
  expect(lines).toMatchObject([{ event: 'end_failed', what: 'refresh_token' }]);
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(work).toHaveBeenCalledTimes(4);
  expect(lines[1]).toMatchObject({ event: 'end_done_later', what: 'refresh_token', tries: 4 });
  await vi.advanceTimersByTimeAsync(60 * MINUTE);
  expect(work).toHaveBeenCalledTimes(4);
});

it('one that succeeds is done once, and no matter for the log', async () => {
  const { ensureEnded } = await import('./pending-ends.ts');
  const work = failing(0);
  expect(await ensureEnded('session', work)).toBe(true);
  await vi.advanceTimersByTimeAsync(60 * MINUTE);
  expect(work).toHaveBeenCalledTimes(1);
  expect(lines).toEqual([]);
});

it('it is tried at least once a minute, and given up after a day with a line', async () => {
  const { ensureEnded } = await import('./pending-ends.ts');
  const work = failing(Number.POSITIVE_INFINITY);
  await ensureEnded('session', work);
  await vi.advanceTimersByTimeAsync(23 * 60 * MINUTE);
  expect(work.mock.calls.length).toBeGreaterThan(23 * 60 - 10);
  expect(events()).toEqual(['end_failed']);
  await vi.advanceTimersByTimeAsync(2 * 60 * MINUTE);
  expect(events()).toEqual(['end_failed', 'end_given_up']);
});

it('the list is bounded: what doesn’t fit is given up with a line', async () => {
  const { ensureEnded } = await import('./pending-ends.ts');
  for (let index = 0; index < 1005; index++) {
    await ensureEnded('session', failing(Number.POSITIVE_INFINITY));
  }
  expect(events().filter((event) => event === 'end_given_up')).toHaveLength(5);
});

it('when the process stops each is tried once more, and what is left has a line', async () => {
  const { drainPendingEnds, ensureEnded } = await import('./pending-ends.ts');
  const [back, away, hanging] = [
    failing(1),
    failing(9),
    vi
      .fn()
      .mockRejectedValueOnce(new Error('away'))
      .mockReturnValue(new Promise(() => {})),
  ];
  for (const work of [back, away, hanging]) await ensureEnded('refresh_token', work);
  const drained = drainPendingEnds(500);
  // One more for the moment in which what has arrived is read.
  await vi.advanceTimersByTimeAsync(501);
  await drained;
  expect(events().sort()).toEqual([
    'end_done_later',
    'end_failed',
    'end_failed',
    'end_failed',
    'end_given_up',
    'end_given_up',
  ]);
});
