/** Next's own reader of env files: the app, setup and doctor get the same settings from the same file. */
import { createRequire } from 'node:module';

type Values = Record<string, string | undefined>;
type NextEnv = typeof import('@next/env');

// The copy that Next itself uses; CommonJS only.
const nextRequire = createRequire(createRequire(import.meta.url).resolve('next/package.json'));
const nextEnv = nextRequire('@next/env') as NextEnv;

export class EnvFileError extends Error {}

/** Sets what the reader takes for the environment before any file. */
function begin(env: Values) {
  const gone = Object.keys(nextEnv.initialEnv ?? {}).map((name) => [name, undefined]);
  nextEnv.updateInitialEnv({ ...Object.fromEntries(gone), ...env });
}

/**
 * The environment as the app has it after it read files of these texts: what the environment has
 * already wins over the first file, which wins over the second. Next expands `$NAME` and
 * `${NAME}`, in the environment's values too where a file has the same name.
 *
 * @throws EnvFileError where Next leaves the whole file out.
 */
export function readByNext(texts: readonly string[], env: Values = {}): Values {
  const own = process.env;
  const failures: unknown[] = [];
  const log = { info: () => {}, error: (...all: unknown[]) => failures.push(all.at(-1)) };
  // The reader takes the process's environment and writes into it.
  process.env = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined),
  ) as NodeJS.ProcessEnv;
  try {
    begin(env);
    const files = texts.map((contents, index) => ({ path: String(index), contents, env: {} }));
    const [read] = nextEnv.processEnv(files, '', log, true);
    const { __NEXT_PROCESSED_ENV: _done, ...values } = { ...read };
    if (failures.length > 0) {
      throw new EnvFileError(
        failures[0] instanceof RangeError
          ? 'has a value that refers to itself by $, so that Next leaves the whole file out. Write \\$ where a $ is meant as it stands.'
          : `can't be read: ${String(failures[0])}`,
      );
    }
    return values;
  } finally {
    process.env = own;
    begin(own);
  }
}
