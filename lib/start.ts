import { envFileProblems } from '@logto-okta/clients/env-text';
import { registerOwnSecrets } from '@logto-okta/clients/own-secrets';
import { type Env, formatProblems, parseEnv } from '#lib/env.ts';
import { isLocal } from '#lib/env-values.ts';
import { log } from '#lib/log/log.ts';

/**
 * On this machine nothing stands between the browser and the server's port, so that `BASE_URL` has to
 * name it: sign-in would come back to a port where nobody is. Next puts the port that it listens on
 * into PORT, also one that was given by `--port`.
 */
export function portMismatch(baseUrl: string, port: string | undefined) {
  const url = new URL(baseUrl);
  if (!port || !/^\d+$/.test(port) || !isLocal(url)) return undefined;
  const named = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (named === port) return undefined;
  return {
    port: Number(port),
    base_url: url.origin,
    why: `people are sent to ${url.origin}, and the app listens on port ${port}; set BASE_URL, or start it with --port ${named}`,
  };
}

/** What of the settings no log may have. */
export function secretsOf(env: Env): string[] {
  const { LOGTO_APP_ID: app, LOGTO_APP_SECRET: appSecret, REDIS_URL: redis } = env;
  const { LOGTO_M2M_APP_ID: machine, LOGTO_M2M_APP_SECRET: machineSecret } = env;
  const inUrl = redis ? new URL(redis).password : '';
  // The pairs are what HTTP's Basic scheme sends, in base64.
  return [
    ...Object.values(env.COOKIE_SECRET),
    ...[appSecret, `${app}:${appSecret}`],
    ...(machineSecret ? [machineSecret, `${machine}:${machineSecret}`] : []),
    ...[inUrl, decodeURIComponent(inUrl)],
  ];
}

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
  registerOwnSecrets(secretsOf(result.env));
  const elsewhere = portMismatch(result.env.BASE_URL, process.env.PORT);
  if (elsewhere) log.warn('base_url_port_differs', elsewhere);
  if (!result.env.LOGTO_M2M_APP_ID) log.warn('sso_guard_off', { why: 'no LOGTO_M2M_APP_ID' });
}
