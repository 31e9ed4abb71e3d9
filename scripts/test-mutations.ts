/**
 * `npm run test:mutations`: takes each defence of SECURITY.md out, one at a time, in a copy of the
 * project, and expects a test that its row names to fail.
 */
import { readFileSync, rmSync } from 'node:fs';
import { fail, readOptions } from '@logto-okta/sandbox/tools/options';
import type { Mutation } from '../tests/mutations/mutation.ts';
import { ensureChromium } from './browser.ts';
import { readMutations, whileMutated } from './mutations/list.ts';
import { copyProject } from './mutations/project-copy.ts';
import { defenceRows, type NamedTest, rowOf, testsOf } from './mutations/security-table.ts';
import { buildAndRunSpecs } from './mutations/specs.ts';
import { table } from './mutations/table.ts';
import { notPassing, type TestRun, type Verdict, verdictOf } from './mutations/test-run.ts';
import { runUnitTests } from './mutations/unit-tests.ts';

const HELP = `npm run test:mutations [-- options]

Each mutation of tests/mutations/ takes a defence of SECURITY.md out, in a copy of the project, and
runs the tests that the defence's row names: one has to fail. Prints what survived.

  --row TEXT    only mutations of rows that contain it; may be repeated
  --file TEXT   only mutations of files whose path contains it; may be repeated
  --unit        only those for unit tests: no build, no browser; minutes instead of an hour
  --specs       only those for specs: a build each
  --help

CHROMIUM_PATH names the browser; without it one is found or installed.`;

type Kind = { name: string; run: typeof runUnitTests; isOf: (file: string) => boolean };
const isSpec = (file: string) => file.endsWith('.spec.ts');
const UNIT: Kind = { name: 'unit tests', run: runUnitTests, isOf: (file) => !isSpec(file) };
const SPECS: Kind = { name: 'specs', run: buildAndRunSpecs, isOf: isSpec };

const options = readOptions(HELP, {
  row: { type: 'string', multiple: true },
  file: { type: 'string', multiple: true },
  unit: { type: 'boolean' },
  specs: { type: 'boolean' },
});

const root = process.cwd();
const rows = defenceRows(readFileSync('SECURITY.md', 'utf8'));
const mutations = (await readMutations(root)).filter(
  ({ row, file, tests }) =>
    (options.row?.some((text) => row.includes(text)) ?? true) &&
    (options.file?.some((text) => file.includes(text)) ?? true) &&
    (!options.unit || !tests.some(isSpec)) &&
    (!options.specs || tests.some(isSpec)),
);
if (mutations.length === 0) fail('No mutation matches.');

const stopping = new AbortController();
let copy: string | undefined;
process.on('exit', () => copy && rmSync(copy, { recursive: true, force: true, maxRetries: 10 }));
for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.on(signal, () => {
    stopping.abort();
    process.exit(status);
  });
}

const verdicts = new Map<Mutation, Verdict>();
const note = (mutation: Mutation, verdict: Verdict) => {
  verdicts.set(mutation, verdict);
  const { outcome, why } = verdict;
  console.log(
    `${outcome.padEnd(8)} ${mutation.file}: ${mutation.what}${why && `\n         ${why}`}`,
  );
};
const errorOf = (error: unknown): Verdict => ({ outcome: 'broken', why: (error as Error).message });

/** Judges what hasn't been killed yet by tests of one kind. */
async function judge(folder: string, { name, run, isOf }: Kind) {
  const wanted = new Map<Mutation, NamedTest[]>();
  for (const mutation of mutations.filter((one) => verdicts.get(one)?.outcome !== 'killed')) {
    try {
      const tests = testsOf(mutation, rows).filter(({ file }) => isOf(file));
      if (tests.length > 0) wanted.set(mutation, tests);
    } catch (error) {
      if (!verdicts.has(mutation)) note(mutation, errorOf(error));
    }
  }
  if (wanted.size === 0) return;
  console.log(`\n── ${name}: without a mutation`);
  const baseline = await run(folder, [...wanted.values()].flat(), stopping.signal);
  if (baseline.broken) console.log(baseline.broken);
  console.log(`${baseline.passed.length} passed, ${baseline.failed.length} failed`);
  console.log(`\n── ${name}: ${wanted.size} mutations`);
  for (const [mutation, tests] of wanted) note(mutation, await judgeOne(mutation, tests, baseline));

  async function judgeOne(mutation: Mutation, tests: NamedTest[], before: TestRun) {
    const [failing] = notPassing(tests, before);
    if (failing) {
      const why = `doesn't pass without it: ${failing.file} › ${failing.title}`;
      return { outcome: 'broken', why } satisfies Verdict;
    }
    const work = () => run(folder, tests, stopping.signal);
    return whileMutated(folder, mutation, work).then(verdictOf, errorOf);
  }
}

const hasSpecs = mutations.some(({ tests }) => tests.some(isSpec));
if (hasSpecs) process.env.CHROMIUM_PATH = ensureChromium();
copy = copyProject(root, { forBuild: hasSpecs });
await judge(copy, UNIT);
await judge(copy, SPECS);

const labelOf = (mutation: Mutation) => {
  try {
    return rowOf(mutation, rows).weakness;
  } catch {
    return mutation.row;
  }
};
const results = [...verdicts].map(([mutation, verdict]) => ({
  row: labelOf(mutation),
  ...verdict,
}));
console.log(`\n${table(results)}`);
process.exit(results.every(({ outcome }) => outcome === 'killed') ? 0 : 1);
