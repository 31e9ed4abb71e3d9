import { parseArgs } from 'node:util';
import { checkOrigin } from '../../addresses.ts';

export const HELP = `npm run doctor -- [options]

Checks the whole chain, from this app's settings over Logto to each company's
Okta, and says of each thing that is wrong what comes of it and how to fix it.
It changes nothing unless asked to.

  npm run doctor
  npm run doctor -- --url https://app.example.com

Options
  --url <url>        the deployed app, to be looked at too; repeat --base-url
                     for addresses that only have to be registered
  --base-url <url>   where else people reach the app (repeatable); default
                     BASE_URL, or those of the configuration
  --fix              shows what setup would fix, asks, and fixes it
  --yes              with --fix: asks nothing
  --audit-log <file> with --fix: appends one JSON line for each write to Logto
                     or Okta; - is standard error; or SETUP_AUDIT_LOG
  --json             prints one JSON object
  --verbose          shows what is fine, too
  --env-file <file>  default .env.local
  --config <file>    default sso.config.ts or sso.config.json, if there is one
  --help

Settings are those of the app and of setup, from the environment or the env
file. Without LOGTO_M2M_APP_ID and LOGTO_M2M_APP_SECRET Logto's own settings
can't be read; without OKTA_ORG_URL and OKTA_API_TOKEN (or OKTA_SERVICE_APP_ID
and OKTA_SERVICE_APP_KEY) Okta's can't: then
these checks are skipped.

Exit status: 0 all fine, 1 warnings, 2 errors or wrong usage.
Every check: docs/doctor.md`;

const OPTIONS = {
  url: { type: 'string' },
  'base-url': { type: 'string', multiple: true },
  fix: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  'audit-log': { type: 'string' },
  'env-file': { type: 'string', default: '.env.local' },
  config: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

/** @throws TypeError of `parseArgs`, or Error, with a sentence for whoever typed it. */
export function parseFlags(args: string[]): Options {
  const { values } = parseArgs({ args, options: OPTIONS });
  if (values.yes && !values.fix) throw new Error('--yes answers the question of --fix.');
  if (values['audit-log'] !== undefined && !values.fix) {
    throw new Error('--audit-log records what --fix does.');
  }
  if (values.json && values.fix && !values.yes) {
    throw new Error('--json asks nothing, so --fix needs --yes with it.');
  }
  return {
    ...values,
    ...(values.url !== undefined && { url: origin('--url', values.url) }),
    ...(values['base-url'] && {
      'base-url': values['base-url'].map((url) => origin('--base-url', url)),
    }),
  };
}

function origin(flag: string, given: string): string {
  const checked = checkOrigin(given);
  if ('problem' in checked) throw new Error(`${flag}: ${given} ${checked.problem}.`);
  return checked.url;
}
