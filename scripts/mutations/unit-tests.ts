import { readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runProgram } from './program.ts';
import type { NamedTest } from './security-table.ts';
import { filesOf, isNamed, type TestRun, titlesOf } from './test-run.ts';

const LIMIT_MS = 5 * 60_000;
/** Where `vitest.config.ts` has its JSON reporter write, whatever the command line says. */
const JSON_REPORT = 'test-results/unit.json';

/** Of vitest's JSON reporter. A file that can't be loaded has failed without a test. */
type Report = {
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages?: string[] }[];
  }[];
};

export async function runUnitTests(
  folder: string,
  tests: NamedTest[],
  signal: AbortSignal,
): Promise<TestRun> {
  const json = join(folder, JSON_REPORT);
  rmSync(json, { force: true });
  const args = ['run', ...filesOf(tests), '-t', titlesOf(tests), '--reporter=json'];
  const { isLate, output } = await runProgram(folder, ['vitest', ...args], LIMIT_MS, { signal });
  const none = { passed: [], failed: [] };
  if (isLate) return { ...none, broken: `not done in ${LIMIT_MS / 1000} seconds` };
  const text = read(json);
  if (text === undefined) return { ...none, broken: `vitest failed: ${output.slice(0, 200)}` };

  const run: TestRun = { passed: [], failed: [] };
  for (const result of (JSON.parse(text) as Report).testResults) {
    const file = relative(folder, result.name).replaceAll('\\', '/');
    for (const { fullName: title, status, failureMessages = [] } of result.assertionResults) {
      if (!isNamed(tests, { file, title })) continue;
      if (status === 'passed') run.passed.push({ file, title });
      if (status === 'failed')
        run.failed.push({ file, title, message: failureMessages.join('\n') });
    }
    const hasTest = result.assertionResults.some(({ status }) => status === 'failed');
    if (result.status === 'failed' && !hasTest) {
      run.broken ??= `${file} can't be loaded: ${result.message.trim().split('\n')[0]}`;
    }
  }
  return run;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
