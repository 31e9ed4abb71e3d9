import { formatProblems, parseEnv } from '#lib/env.ts';

/** Ends the process with one list of all that is wrong. */
export function checkSettingsAtStart() {
  const result = parseEnv(process.env);
  if (!('problems' in result)) return;
  console.error(`\n${formatProblems(result.problems)}\n`);
  process.exit(1);
}
