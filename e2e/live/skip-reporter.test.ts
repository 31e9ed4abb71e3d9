import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FullResult, Suite, TestCase } from '@playwright/test/reporter';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import SkipReporter from './skip-reporter.ts';

type Annotation = { type: string; description?: string };
type Status = 'passed' | 'skipped' | 'failed';
/** As much of a test as the reporter looks at. */
const testCase = (
  file: string,
  title: string,
  statuses: Status[],
  { annotations = [], own = [] }: { annotations?: Annotation[]; own?: Annotation[] } = {},
) =>
  ({
    title,
    location: { file: `/project/e2e/${file}` },
    annotations: own,
    results: statuses.map((status) => ({ status, annotations })),
  }) as unknown as TestCase;

const because = (description: string) => ({ annotations: [{ type: 'skip', description }] });

let folder: string;
let printed: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skip-'));
  printed = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      printed += chunk;
      return true;
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function ended(tests: TestCase[], status: FullResult['status'] = 'passed') {
  const file = join(folder, 'deep/skipped.txt');
  const reporter = new SkipReporter({ file });
  reporter.onBegin({}, { allTests: () => tests } as unknown as Suite);
  const verdict = await reporter.onEnd({ status } as FullResult);
  return { verdict, file: readFileSync(file, 'utf8') };
}

describe('the list of what was skipped', () => {
  it('is by reason, the most frequent first; a file with many tests is one line', async () => {
    const { verdict, file } = await ended([
      testCase('sso.spec.ts', 'one', ['skipped'], because('nobody is named')),
      testCase('faults.spec.ts', 'a', ['skipped'], because('needs the sandbox')),
      testCase('faults.spec.ts', 'b', ['skipped'], because('needs the sandbox')),
      testCase('sso.spec.ts', 'two', ['passed']),
      // Skipped where it was written, and not while it ran.
      testCase('clock.spec.ts', 'c', ['skipped'], {
        own: [{ type: 'fixme', description: 'needs the sandbox' }],
      }),
    ]);
    expect(verdict).toBeUndefined();
    expect(file).toBe(
      `3 × needs the sandbox
      faults.spec.ts: 2 tests
      clock.spec.ts: c
1 × nobody is named
      sso.spec.ts: one
`,
    );
    expect(printed).toContain('Skipped, and why:\n  3 × needs the sandbox');
  });

  it('is empty when nothing was, and has no test that passed at its second try', async () => {
    const { verdict, file } = await ended([
      testCase('sso.spec.ts', 'two', ['passed']),
      testCase('sso.spec.ts', 'three', ['failed', 'passed']),
    ]);
    expect([verdict, file.trim(), printed]).toEqual([undefined, '', '']);
  });
});

describe('a test that was skipped without a reason', () => {
  const silent = testCase('sso.spec.ts', 'quiet', ['skipped'], { annotations: [{ type: 'skip' }] });

  it('fails a run that passed', async () => {
    const { verdict, file } = await ended([silent, testCase('sso.spec.ts', 'two', ['passed'])]);
    expect(verdict).toEqual({ status: 'failed' });
    expect(file).toContain('1 × no reason given\n      sso.spec.ts: quiet');
    expect(printed).toContain('1 tests were skipped without a reason.');
  });

  it('changes nothing of a run that failed or was interrupted anyway', async () => {
    expect((await ended([silent], 'failed')).verdict).toBeUndefined();
    expect((await ended([silent], 'interrupted')).verdict).toBeUndefined();
  });

  it('is none that an interrupted run did not come to', async () => {
    const { verdict, file } = await ended([testCase('sso.spec.ts', 'later', [])]);
    expect([verdict, file.trim()]).toEqual([undefined, '']);
  });
});
