/** `npm run setup`, for whichever app it is. */
import { ManagementError } from '@logto-okta/clients/logto/errors';
import { OktaError } from '@logto-okta/clients/okta/errors';
import { EnvFileError } from '../../next-env.ts';
import { jsonText, printable, printableLines } from '../../printable.ts';
import type { Product } from '../../product.ts';
import { knowLocalhostNames } from '../localhost-names.ts';
import { Cancelled } from './ask.ts';
import { runDestroy } from './destroy.ts';
import { DONE, FAILED, NEEDS_ANSWER } from './exit-status.ts';
import { HELP, type Options, parseFlags } from './flags.ts';
import { InputError, readInput } from './input.ts';
import { runSetup } from './run.ts';

function tell(problem: string, code: string, isJson: boolean) {
  if (isJson)
    console.log(jsonText({ version: 1, result: 'failed', error: { code, message: problem } }));
  else console.error(printableLines(problem));
}

async function main(product: Product, args: string[]): Promise<number> {
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
    const input = await readInput(options, product);
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

/** Reads the arguments of the process and sets its exit status. */
export async function setupCommand(product: Product): Promise<void> {
  knowLocalhostNames();
  // Not process.exit: what was printed last is read first.
  process.exitCode = await main(product, process.argv.slice(2));
}
