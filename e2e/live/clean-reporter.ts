/**
 * First in the list of reporters of a run at real tenants: takes secrets out of what Playwright
 * tells the others, and out of the files that it attaches, before any of them reads it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestResult, TestStep } from '@playwright/test/reporter';
import { type Redactor, redactor } from './redact.ts';
import { SECRETS_VARIABLE } from './secrets.ts';

type Problem = { message?: string; stack?: string; value?: string; snippet?: string };

export default class CleanReporter implements Reporter {
  readonly #redactor: Redactor = redactor(JSON.parse(process.env[SECRETS_VARIABLE] ?? '[]'));

  /** Whoever would clean up was killed: a run without them would only leave more behind. */
  onBegin() {
    const parent = process.ppid;
    const look = () => {
      if (process.ppid !== parent) process.kill(process.pid, 'SIGINT');
    };
    setInterval(look, 1000).unref();
  }
  onError(error: Problem) {
    this.#problem(error);
  }
  onStdOut(chunk: string | Buffer, _test: TestCase | undefined, result: TestResult | undefined) {
    this.#output(chunk, result?.stdout);
  }
  onStdErr(chunk: string | Buffer, _test: TestCase | undefined, result: TestResult | undefined) {
    this.#output(chunk, result?.stderr);
  }
  /** What was printed is kept in the result too, as the last of its list. */
  #output(chunk: string | Buffer, kept: (string | Buffer)[] | undefined) {
    if (kept && kept.length > 0) kept[kept.length - 1] = this.#redactor.text(String(chunk));
  }
  onStepBegin(_test: TestCase, _result: TestResult, step: TestStep) {
    this.#step(step);
  }
  onStepEnd(_test: TestCase, _result: TestResult, step: TestStep) {
    this.#step(step);
  }
  onTestEnd(_test: TestCase, result: TestResult) {
    for (const error of result.errors) this.#problem(error);
    if (result.error) this.#problem(result.error);
    for (const step of result.steps) this.#step(step);
    for (const attachment of result.attachments) {
      if (attachment.body) attachment.body = this.#redactor.file(attachment.body);
      if (attachment.path && existsSync(attachment.path)) {
        writeFileSync(attachment.path, this.#redactor.file(readFileSync(attachment.path)));
      }
    }
  }

  #step(step: TestStep) {
    step.title = this.#redactor.text(step.title);
    if (step.error) this.#problem(step.error);
    for (const inner of step.steps) this.#step(inner);
  }
  #problem(error: Problem) {
    for (const key of ['message', 'stack', 'value', 'snippet'] as const) {
      if (error[key]) error[key] = this.#redactor.text(error[key]);
    }
  }
}
