import { formatProblems, parseEnv } from '#lib/env.ts';
import { log } from '#lib/log.ts';

/** Ends the process with one list of all that is wrong. */
export function checkSettingsAtStart() {
  const result = parseEnv(process.env);
  if (!('problems' in result)) {
    if (!result.env.LOGTO_M2M_APP_ID) log.warn('sso_guard_off', { why: 'no LOGTO_M2M_APP_ID' });
    return;
  }
  console.error(`\n${formatProblems(result.problems)}\n`);
  process.exit(1);
}
