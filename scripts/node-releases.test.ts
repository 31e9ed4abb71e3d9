import { expect, it } from 'vitest';
import { missedSecurityReleases, parseReleases } from './node-releases.ts';

/** The shape of https://nodejs.org/dist/index.json, newest first. */
const all = parseReleases([
  { version: 'v26.1.0', date: '2026-05-20', security: true },
  { version: 'v24.10.1', date: '2026-04-10', security: true },
  { version: 'v24.10.0', date: '2026-04-01', security: false },
  { version: 'v24.9.1', date: '2026-03-20', security: true },
  { version: 'v24.9.0', date: '2026-03-01', security: false },
  { version: 'v22.30.0', date: '2026-03-20', security: true },
]);

it.each([
  ['24.9.0', ['v24.10.1', 'v24.9.1']],
  ['24.9.1', ['v24.10.1']],
  ['24.10.0', ['v24.10.1']],
  ['24.10.1', []],
  ['22.30.0', []],
])('Node %s lacks %j', (version, missed) => {
  expect(missedSecurityReleases(version, all)).toEqual(missed);
});

it('says so when it knows nothing of a version', () => {
  expect(() => missedSecurityReleases('24.99.0', all)).toThrow('no release');
  expect(() => parseReleases([])).not.toThrow();
  expect(() => missedSecurityReleases('24.9.0', [])).toThrow('no release');
  expect(() => parseReleases({})).toThrow();
});
