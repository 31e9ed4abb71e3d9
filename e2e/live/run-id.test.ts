import { describe, expect, test } from 'vitest';
import {
  applicationName,
  companyDomain,
  companyName,
  groupName,
  newRunId,
  otherOrganizationName,
  peopleDomain,
  runOf,
  userPrefix,
} from './run-id.ts';

const AT = Date.UTC(2026, 4, 17, 10, 30);

describe('a run is known by the names of what it makes', () => {
  const runId = newRunId(AT);

  test.each([
    applicationName(runId),
    companyName(runId),
    otherOrganizationName(runId),
    groupName(runId),
    `${userPrefix(runId)}alex0`,
    `alex0@${peopleDomain(runId)}`,
    `${runId}.emma0@${companyDomain(runId)}`,
    // What tests note in custom data.
    userPrefix(runId),
  ])('%s', (name) => {
    expect(runOf(name)).toEqual({ runId, startedAt: new Date(AT) });
  });

  test.each(['Acme', 'e2e', 'e2e-tests', 'my e2e-application', 'e2e_admin', '', null, undefined])(
    '%s is somebody else’s',
    (name) => expect(runOf(name)).toBeUndefined(),
  );

  test('later runs have later names', () => {
    expect(newRunId(AT + 1000).slice(0, 11) > runId.slice(0, 11)).toBe(true);
  });
});
