/** `npm test`: everything CI runs, in the order in which failures are cheapest to see. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { redisProgram, WHY_NO_REDIS } from '@logto-okta/sandbox/tools/redis-program';
import { ensureChromium } from './browser.ts';

const HELP = `npm test [-- step…]

Runs lint, types, unit, contract, build, e2e; or only the steps named, in that order.
  npm test -- unit
  npm test -- build e2e

CHROMIUM_PATH names the browser of the end-to-end tests; without it one is found or installed.
REDIS_SERVER names the redis-server that they start; without it the PATH is searched.`;

/** `flaky`: passed at the second try; told, because each is a test to fix. */
type Counts = { passed: number; failed: number; skipped: number; flaky?: number };
type Step = { name: string; run: () => Counts };

const RESULTS = 'test-results';

function runs(program: string, args: string[], shell = false): boolean {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  return spawnSync(program, args, { stdio: 'inherit', env, shell }).status === 0;
}

/** A command of an installed package; npm takes what comes before `--` for its own. */
const command = (...args: string[]) =>
  runs('npx', ['--no', '--', ...args], process.platform === 'win32');

/** A step without a count of its own counts as one. */
const one = (passed: boolean): Counts => ({
  passed: passed ? 1 : 0,
  failed: passed ? 0 : 1,
  skipped: 0,
});

/** Trusts neither side alone: a runner that failed without a failed test counts as one failure. */
function counted(passed: boolean, read: () => Counts): Counts {
  try {
    const counts = read();
    return passed || counts.failed > 0 ? counts : { ...counts, failed: 1 };
  } catch {
    return one(false);
  }
}

const json = (file: string) => JSON.parse(readFileSync(`${RESULTS}/${file}`, 'utf8'));

const STEPS: Step[] = [
  { name: 'lint', run: () => one(command('biome', 'check', '--error-on-warnings')) },
  { name: 'types', run: () => one(command('next', 'typegen') && command('tsc', '--noEmit')) },
  {
    name: 'unit',
    run: () =>
      counted(command('vitest', 'run'), () => {
        const {
          numPassedTests: passed,
          numFailedTests: failed,
          numPendingTests: skipped,
        } = json('unit.json');
        return { passed, failed, skipped };
      }),
  },
  {
    name: 'contract',
    run: () => one(runs(process.execPath, ['packages/sandbox/contract/run.ts'])),
  },
  {
    name: 'build',
    run: () => {
      // Specs run the container's server as well; `next start` needs the other half of the build.
      process.env.NEXT_OUTPUT = 'standalone';
      const built = one(command('next', 'build'));
      delete process.env.NEXT_OUTPUT;
      return built;
    },
  },
  {
    name: 'e2e',
    run: () => {
      process.env.CHROMIUM_PATH = ensureChromium();
      if (!redisProgram()) console.warn(`Specs of sessions in Redis are skipped: ${WHY_NO_REDIS}.`);
      return counted(command('playwright', 'test'), () => {
        const { expected, unexpected, flaky, skipped } = json('e2e.json').stats;
        return { passed: expected + flaky, failed: unexpected, skipped, flaky };
      });
    },
  },
];

const { values, positionals } = parseArgs({
  options: { help: { type: 'boolean' } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !STEPS.some((step) => step.name === name));
if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`Unknown step: ${unknown.join(', ')}\n`);
  console.log(HELP);
  process.exit(unknown.length > 0 ? 2 : 0);
}

rmSync(RESULTS, { recursive: true, force: true });
// Each step has its own idea of it, and one from outside breaks a build (next.config.ts).
Reflect.deleteProperty(process.env, 'NODE_ENV');
const total = { passed: 0, failed: 0, skipped: 0, flaky: 0 };
for (const step of STEPS) {
  if (positionals.length > 0 && !positionals.includes(step.name)) continue;
  console.log(`\n── ${step.name}`);
  let counts: Counts | undefined;
  try {
    counts = step.run();
  } catch (error) {
    console.error((error as Error).message);
  }
  const { passed, failed, skipped, flaky = 0 } = counts ?? one(false);
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  total.flaky += flaky;
  if (failed > 0) break;
}
const more = (['skipped', 'flaky'] as const).flatMap((kind) =>
  total[kind] > 0 ? [`${total[kind]} ${kind}`] : [],
);
console.log(`\n${[`${total.passed} passed`, `${total.failed} failed`, ...more].join(', ')}`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
