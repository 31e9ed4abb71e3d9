/** `npm run doctor`, for whichever app it is. */
import { ManagementError } from '@logto-okta/clients/logto/errors';
import { OktaError } from '@logto-okta/clients/okta/errors';
import type { AuditSink } from '../../audit.ts';
import { check } from '../../doctor/check.ts';
import { exitStatus } from '../../doctor/finding.ts';
import { gather } from '../../doctor/gather.ts';
import { EnvFileError } from '../../next-env.ts';
import { printable } from '../../printable.ts';
import type { Product } from '../../product.ts';
import { knowLocalhostNames } from '../localhost-names.ts';
import { Cancelled } from '../setup/ask.ts';
import { auditSink, InputError } from '../setup/input.ts';
import { createWaiting } from '../setup/waiting.ts';
import { type Fixed, fix } from './fix.ts';
import { HELP, type Options, parseFlags } from './flags.ts';
import { readQuestion } from './input.ts';
import { closing, reportJson, reportText } from './print.ts';

const WRONG_USAGE = 2;

async function examine(options: Options, product: Product) {
  const question = await readQuestion(options, product);
  const waiting = createWaiting();
  const asked = gather({ ...question, options: { onWait: waiting.onWait } });
  const facts = await asked.finally(waiting.clear);
  return { question, facts, findings: check(facts) };
}

async function main(product: Product, args: string[]): Promise<number> {
  let options: Options;
  try {
    options = parseFlags(args);
  } catch (error) {
    console.error(`${(error as Error).message}\nAll options: npm run doctor -- --help`);
    return WRONG_USAGE;
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  let audit: AuditSink | undefined;
  const before = await examine(options, product);
  try {
    const { values } = before.question.settings;
    audit = options.fix ? auditSink(options['audit-log'], values) : undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    console.error(error.message.trim());
    return WRONG_USAGE;
  }
  if (!options.json) {
    console.log(reportText(before.findings, before.facts, options.verbose));
    console.log(closing(before.findings, options.fix));
  }
  if (!options.fix) {
    if (options.json) console.log(reportJson(before.findings));
    return exitStatus(before.findings);
  }
  if (!options.json) console.log();
  const fixed = await fixOrExplain(options, { ...before, audit });
  const after = fixed.done.length > 0 ? await examine(options, product) : before;
  if (options.json) console.log(reportJson(after.findings, { fix: fixed }));
  else if (fixed.done.length > 0) {
    console.log(reportText(after.findings, after.facts, options.verbose));
    console.log(closing(after.findings, false));
  }
  return exitStatus(after.findings);
}

async function fixOrExplain(
  options: Options,
  before: Awaited<ReturnType<typeof examine>> & { audit: AuditSink | undefined },
): Promise<Fixed> {
  try {
    return await fix({ options, ...before });
  } catch (error) {
    if (error instanceof Cancelled) {
      console.error(error.message);
      return { result: 'refused', done: [] };
    }
    if (
      error instanceof ManagementError ||
      error instanceof OktaError ||
      error instanceof EnvFileError
    ) {
      if (!options.json) console.error(printable(error.message));
      return { result: 'failed', done: [], problem: error.message };
    }
    throw error;
  }
}

/** Reads the arguments of the process and sets its exit status. */
export async function doctorCommand(product: Product): Promise<void> {
  knowLocalhostNames();
  // Not process.exit: what was printed last is read first.
  process.exitCode = await main(product, process.argv.slice(2));
}
