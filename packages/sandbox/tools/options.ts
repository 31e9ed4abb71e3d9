/** Command-line options of the scripts: `--help` prints, and a mistake is told without a stack trace. */
import { type ParseArgsConfig, parseArgs } from 'node:util';

export function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

export function readOptions<const T extends NonNullable<ParseArgsConfig['options']>>(
  help: string,
  options: T,
) {
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean' } } });
    if (!('help' in values && values.help))
      return values as ReturnType<typeof parseArgs<{ options: T }>>['values'];
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${help}`);
  }
  console.log(help);
  return process.exit(0);
}
