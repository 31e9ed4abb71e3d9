import { expect, test } from 'vitest';
import { ASSUMED, estimate } from './estimate.ts';

const costs = {
  ...{ viewMs: 4, signInMs: 30, refreshMs: 10, redisViewMs: 0.05, redisCallsAView: 2 },
  ...{ redisBytesASession: 3000, instanceBytes: 300e6 },
};

test('a million people, by hand', () => {
  const is = estimate(costs, {
    ...ASSUMED,
    ...{ people: 3600, viewsADay: 10, refreshesADay: 2, viewsInPeakHour: 0.1 },
    ...{ signInsADay: 1, signInsInPeakHour: 0.5, utilization: 0.5, sessionsAPerson: 2 },
  });
  // 3,600 × 10 × 0.1 in an hour is one a second; refreshes 0.2, sign-ins 0.5.
  expect(is.views).toBeCloseTo(1);
  expect(is.busyCores).toBeCloseTo((0.8 * 4 + 0.2 * 10 + 0.5 * 30) / 1000);
  expect(is.cores).toBe(1);
  expect(is.redisCalls).toBeCloseTo(2);
  expect(is.redisBytes).toBe(3600 * 2 * 3000);
  expect(is.logtoCalls).toBeCloseTo(0.2 + 0.5 * 3);
});
