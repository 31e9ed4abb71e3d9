/** What the doctor is asked about: options, setup's configuration, environment and env file. */
import { stat } from 'node:fs/promises';
import { checkOrigin } from '../../addresses.ts';
import type { ParsedConfig } from '../../config.ts';
import { findConfigFile, loadConfigFile } from '../../config-file.ts';
import type { Question } from '../../doctor/gather.ts';
import { environmentWith } from '../../env-file.ts';
import { EnvFileError } from '../../next-env.ts';
import { credentialsFrom } from '../../okta-settings.ts';
import type { Product } from '../../product.ts';
import { type Settings, settingsFrom } from '../../settings.ts';
import { InputError, keyFrom } from '../setup/input.ts';
import type { Options } from './flags.ts';

type Env = Record<string, string | undefined>;
/** Said by checks of their own, in the app's words. */
const SAID_ELSEWHERE = /^LOGTO_(ENDPOINT|M2M_APP_ID|M2M_APP_SECRET)\b/;

export async function readQuestion(options: Options, product: Product): Promise<Question> {
  const problems: string[] = [];
  const config = await readConfig(options, problems);
  const file = options['env-file'];
  const read = await environment(file);
  const env = withKeys(read.values, problems);
  const settings = readSettings(product, config, options, env, problems);
  const endpoint = checkOrigin(env.LOGTO_ENDPOINT ?? config?.logto?.endpoint ?? '');
  const management = settings?.management;
  return {
    adminRole: product.permissions.adminRole,
    settings: {
      values: env,
      problems: product.settingsProblems(env),
      setupProblems: problems,
      envFile: file,
      ...(read.problem && { envFileProblem: read.problem }),
      envFileMode: await modeOf(file),
    },
    endpoint: 'url' in endpoint ? endpoint.url : undefined,
    management: management && {
      endpoint: management.endpoint,
      ...(management.resource && { resource: management.resource }),
      credentials: { appId: management.appId, appSecret: management.appSecret },
    },
    desired: settings?.desired,
    orgs: orgsOf(settings, env),
    appUrl: options.url,
  };
}

/** Of a file that can't be read the environment is what is left. */
async function environment(file: string): Promise<{ values: Env; problem?: string }> {
  try {
    return { values: await environmentWith(file, process.env) };
  } catch (error) {
    if (error instanceof EnvFileError) return { values: process.env, problem: error.message };
    throw error;
  }
}

async function readConfig(options: Options, problems: string[]) {
  const path = options.config ?? findConfigFile(process.cwd());
  const loaded = path ? await loadConfigFile(path) : undefined;
  if (loaded && 'problems' in loaded) problems.push(...loaded.problems);
  return loaded && 'config' in loaded ? loaded.config : undefined;
}

function withKeys(given: Env, problems: string[]): Env {
  const env = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, value?.trim() || undefined]),
  );
  for (const [name, value] of Object.entries(env)) {
    if (!name.endsWith('OKTA_SERVICE_APP_KEY')) continue;
    try {
      env[name] = keyFrom(value);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(error.message.replace(/^\s*- /, ''));
      env[name] = undefined;
    }
  }
  return env;
}

/** A company that can't be worked with doesn't keep the rest from being looked at. */
function readSettings(
  product: Product,
  config: ParsedConfig | undefined,
  options: Options,
  env: Env,
  problems: string[],
): Settings | undefined {
  const given =
    options['base-url'] ?? config?.app?.baseUrls ?? (env.BASE_URL ? [env.BASE_URL] : []);
  const good = given.filter((url) => 'url' in checkOrigin(url));
  const flags = { baseUrls: [...good, ...(options.url ? [options.url] : [])] };
  const rules = { needsBaseUrl: false };
  const result = settingsFrom(product, config, flags, env, rules);
  if ('settings' in result) return result.settings;
  problems.push(...result.problems.filter((problem) => !SAID_ELSEWHERE.test(problem)));
  const without = settingsFrom(product, config && { ...config, companies: [] }, flags, env, rules);
  return 'settings' in without ? without.settings : undefined;
}

function orgsOf(settings: Settings | undefined, env: Env): Question['orgs'] {
  const orgs = new Map(
    [...(settings?.okta.values() ?? [])].map((org) => [org.orgUrl, org.credentials]),
  );
  const org = env.OKTA_ORG_URL ? checkOrigin(env.OKTA_ORG_URL) : undefined;
  const credentials = credentialsFrom((name) => env[name]);
  if (org && 'url' in org && credentials && !orgs.has(org.url)) orgs.set(org.url, credentials);
  return orgs;
}

/** Windows has no such bits. */
async function modeOf(file: string): Promise<number | undefined> {
  if (process.platform === 'win32') return undefined;
  return (await stat(file).catch(() => undefined))?.mode;
}
