/**
 * Lists what was skipped, by reason. A test that is skipped without one fails the run: a suite that
 * grows silent looks like one that passes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FullResult, Reporter, Suite, TestCase } from '@playwright/test/reporter';

export const NO_REASON = 'no reason given';

export default class SkipReporter implements Reporter {
  readonly #file: string | undefined;
  #suite: Suite | undefined;
  constructor({ file }: { file?: string } = {}) {
    this.#file = file;
  }
  printsToStdio() {
    return true;
  }
  onBegin(_config: unknown, suite: Suite) {
    this.#suite = suite;
  }
  async onEnd(result: FullResult) {
    // An interrupted run has skipped nothing; it just hasn't come to it.
    const skipped = (this.#suite?.allTests() ?? []).filter(
      ({ results }) => results.length > 0 && results.every(({ status }) => status === 'skipped'),
    );
    const byReason = Map.groupBy(skipped, reasonOf);
    const lines = [...byReason]
      .sort(([, one], [, other]) => other.length - one.length)
      .flatMap(([reason, tests]) => [
        `${tests.length} × ${reason}`,
        ...namesOf(tests).map((name) => `      ${name}`),
      ]);
    if (lines.length > 0) process.stdout.write(`\nSkipped, and why:\n  ${lines.join('\n  ')}\n`);
    if (this.#file) {
      mkdirSync(dirname(this.#file), { recursive: true });
      writeFileSync(this.#file, `${lines.join('\n')}\n`);
    }
    const silent = byReason.get(NO_REASON);
    if (!silent || result.status !== 'passed') return undefined;
    process.stderr.write(`\n${silent.length} tests were skipped without a reason.\n`);
    return { status: 'failed' as const };
  }
}

function reasonOf(test: TestCase): string {
  const all = [...test.annotations, ...test.results.flatMap(({ annotations }) => annotations)];
  const reasons = all
    .filter(({ type }) => type === 'skip' || type === 'fixme')
    .map(({ description }) => description);
  return reasons.find(Boolean) ?? NO_REASON;
}

/** A file with all its tests is one line. */
function namesOf(tests: TestCase[]): string[] {
  const byFile = Map.groupBy(tests, ({ location }) => location.file.split(/[\\/]/).at(-1) ?? '');
  return [...byFile].map(([file, some]) =>
    some.length === 1 ? `${file}: ${some[0]?.title}` : `${file}: ${some.length} tests`,
  );
}
