/**
 * `npm run setup`: a Logto tenant and a company's Okta org, ready for this app. Started as
 * `node -- scripts/setup.ts`: without the dashes Node takes `--env-file` for itself, wherever it stands.
 */

import { ManagementError } from '#lib/logto/management/errors.ts';
import { OktaError } from '#lib/okta/errors.ts';
import { EnvFileError } from '#lib/setup/next-env.ts';
import { jsonText, printable, printableLines } from '#lib/setup/printable.ts';
import { knowLocalhostNames } from './localhost-names.ts';
import { Cancelled } from './setup/ask.ts';
import { runDestroy } from './setup/destroy.ts';
import { DONE, FAILED, NEEDS_ANSWER } from './setup/exit-status.ts';
import { HELP, type Options, parseFlags } from './setup/flags.ts';
import { InputError, readInput } from './setup/input.ts';
import { runSetup } from './setup/run.ts';

function tell(problem: string, code: string, isJson: boolean) {
  if (isJson)
    console.log(jsonText({ version: 1, result: 'failed', error: { code, message: problem } }));
  else console.error(printableLines(problem));
}

async function main(args: string[]): Promise<number> {
  let options: Options;
  try {
    options = parseFlags(args);
  } catch (error) {
    console.error(`${(error as Error).message}\nAll options: npm run setup -- --help`);
    return NEEDS_ANSWER;
  }
  if (options.help) {
    console.log(HELP);
    return DONE;
  }
  try {
    const input = await readInput(options);
    return await (options.destroy ? runDestroy(options, input) : runSetup(options, input));
  } catch (error) {
    if (error instanceof InputError || error instanceof EnvFileError) {
      const problems = error instanceof InputError ? error.message : `  - ${error.message}`;
      tell(
        `Setup needs this first:\n${problems}\nAll options: npm run setup -- --help`,
        'input',
        options.json,
      );
      return NEEDS_ANSWER;
    }
    if (error instanceof Cancelled) {
      console.error(error.message);
      return FAILED;
    }
    if (error instanceof ManagementError || error instanceof OktaError) {
      tell(printable(error.message), error.code, options.json);
      return FAILED;
    }
    throw error;
  }
}

knowLocalhostNames();
// Not process.exit: what was printed last is read first.
process.exitCode = await main(process.argv.slice(2));
