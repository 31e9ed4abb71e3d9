import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './program.ts';
import type { NamedTest } from './security-table.ts';
import { filesOf, isNamed, type TestRun, titlesOf } from './test-run.ts';

const BUILD_LIMIT_MS = 10 * 60_000;
const LIMIT_MS = 15 * 60_000;
/** Where `playwright.config.ts` has its JSON reporter write. */
const JSON_REPORT = 'test-results/e2e.json';

type Suite = { title: string; suites?: Suite[]; specs?: Spec[] };
type Spec = {
  title: string;
  file: string;
  tests: { status: string; results: { error?: { message?: string } }[] }[];
};
type Report = { suites: Suite[]; errors: { message?: string }[] };

/** Builds the app as the tests need it, also for the specs of the container image. */
async function build(folder: string, signal: AbortSignal): Promise<string | undefined> {
  const env = { NEXT_OUTPUT: 'standalone' };
  const built = await runProgram(folder, ['next', 'build'], BUILD_LIMIT_MS, { env, signal });
  if (built.status === 0) return undefined;
  const lines = built.output.trim().split('\n').filter(Boolean);
  const about = lines.find((line) => /error/i.test(line)) ?? lines.at(-1);
  return `the build fails: ${about?.trim().slice(0, 160)}`;
}

export async function buildAndRunSpecs(
  folder: string,
  tests: NamedTest[],
  signal: AbortSignal,
): Promise<TestRun> {
  const broken = await build(folder, signal);
  return broken ? { passed: [], failed: [], broken } : runSpecs(folder, tests, signal);
}

async function runSpecs(folder: string, tests: NamedTest[], signal: AbortSignal): Promise<TestRun> {
  const json = join(folder, JSON_REPORT);
  rmSync(json, { force: true });
  const args = ['test', ...filesOf(tests), '--grep', titlesOf(tests)];
  const { isLate, output } = await runProgram(folder, ['playwright', ...args], LIMIT_MS, {
    signal,
  });
  const run: TestRun = { passed: [], failed: [] };
  if (isLate) return { ...run, broken: `not done in ${LIMIT_MS / 60_000} minutes` };
  if (!existsSync(json)) return { ...run, broken: `playwright failed: ${output.slice(-200)}` };

  const report = JSON.parse(readFileSync(json, 'utf8')) as Report;
  for (const { path, spec } of report.suites.flatMap((suite) => specsIn(suite, []))) {
    const named = { file: `e2e/${spec.file}`, title: path.join(' ') };
    if (!isNamed(tests, named)) continue;
    for (const { status, results } of spec.tests) {
      // One that failed once and then passed says nothing of the mutation.
      if (status === 'expected' || status === 'flaky') run.passed.push(named);
      if (status !== 'unexpected') continue;
      // Each try counts: one may have found a port taken, and the other noticed the mutation.
      for (const { error } of results) {
        run.failed.push({ ...named, message: error?.message ?? 'failed without a message' });
      }
    }
  }
  const [error] = report.errors;
  return error ? { ...run, broken: error.message?.slice(0, 200) ?? 'playwright failed' } : run;
}

/** The outermost suite is the file. */
const specsIn = (
  { suites = [], specs = [] }: Suite,
  path: string[],
): { path: string[]; spec: Spec }[] => [
  ...specs.map((spec) => ({ path: [...path, spec.title], spec })),
  ...suites.flatMap((suite) => specsIn(suite, [...path, suite.title])),
];
