import { formatProblems, parseEnv } from '#lib/env.ts';
import { envFileProblems } from '#lib/env-text.ts';
import { log } from '#lib/log.ts';

/** Ends the process with one list of all that is wrong. */
export function checkSettingsAtStart() {
  // First: settings that can't be read look like settings that are missing.
  const unreadable = envFileProblems(process.env.NODE_ENV);
  const result = parseEnv(process.env);
  const problems = [...unreadable, ...('problems' in result ? result.problems : [])];
  if (problems.length > 0 || 'problems' in result) {
    console.error(`\n${formatProblems(problems)}\n`);
    process.exit(1);
  }
  if (!result.env.LOGTO_M2M_APP_ID) log.warn('sso_guard_off', { why: 'no LOGTO_M2M_APP_ID' });
}
