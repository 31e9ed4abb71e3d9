import { expect, test } from 'vitest';
import { type Event, type Fault, isExplained, percentile } from './tally.ts';

const fault: Fault = {
  ...{ name: 'Redis is restarted', from: 1000, to: 3000, graceMs: 500 },
  explains: ({ kind }) => kind === 'sessions unavailable' || kind === 'signed out',
};
const event = (from: number, to: number, kind: Event['kind'] = 'sessions unavailable'): Event => ({
  ...{ what: 'view', kind, from, to },
});

test('a fault explains what met it, and nothing before or long after', () => {
  expect(isExplained(event(900, 1100), [fault])).toBe(true);
  expect(isExplained(event(3400, 3600), [fault])).toBe(true);
  expect(isExplained(event(800, 999), [fault])).toBe(false);
  expect(isExplained(event(3501, 3600), [fault])).toBe(false);
  expect(isExplained(event(1500, 1600, 'status 500'), [fault])).toBe(false);
});

test('nothing explains a person who was signed out or saw another’s page', () => {
  expect(isExplained(event(1500, 1600, 'signed out'), [fault])).toBe(false);
});

test('percentiles of sorted values', () => {
  expect(percentile([1, 2, 3, 4], 0.5)).toBe(3);
  expect(percentile([1, 2, 3, 4], 0.99)).toBe(4);
});
