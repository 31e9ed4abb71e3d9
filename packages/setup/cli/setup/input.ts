/** What setup is asked to do: flags, file, environment, and answers on a terminal. */
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AuditSink } from '../../audit.ts';
import type { ParsedConfig } from '../../config.ts';
import { findConfigFile, loadConfigFile } from '../../config-file.ts';
import { environmentWith } from '../../env-file.ts';
import type { Product } from '../../product.ts';
import { type Flags, type Settings, settingsFrom } from '../../settings.ts';
import { askMissing, askSecret, isTerminal } from './ask.ts';
import { AUDIT_LOG_VARIABLE, openAuditLog } from './audit-log.ts';
import { type Options, toFlags } from './flags.ts';

/** What was given can't be worked with; the message lists what to change. */
export class InputError extends Error {}

const listed = (problems: string[]) => problems.map((problem) => `  - ${problem}`).join('\n');

export type Input = {
  product: Product;
  settings: Settings;
  env: Record<string, string | undefined>;
  /** Is told of each write, if somebody wants a record. */
  audit: AuditSink | undefined;
};

export async function readInput(options: Options, product: Product): Promise<Input> {
  const path = options.config ?? findConfigFile(process.cwd());
  const loaded = path ? await loadConfigFile(path) : undefined;
  if (loaded && 'problems' in loaded) throw new InputError(listed(loaded.problems));
  const config = loaded?.config;

  if (!options['print-env'] && !options.destroy && !options.admin)
    checkWritable(options['env-file']);
  const given = await environmentWith(options['env-file'], process.env);
  const env: Input['env'] = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, value?.trim() || undefined]),
  );
  const audit = options['dry-run'] ? undefined : auditSink(options['audit-log'], env);
  const mayAsk = isTerminal() && !options.json;
  if (mayAsk) {
    const hasBaseUrl =
      Boolean(options['base-url'] ?? config?.app?.baseUrls ?? options.admin) || options.destroy;
    const endpoint = config?.logto?.endpoint;
    Object.assign(env, await askMissing({ LOGTO_ENDPOINT: endpoint, ...env }, hasBaseUrl));
  }
  if (mayAsk && options['okta-client-id'] && !env.OKTA_CLIENT_SECRET) {
    env.OKTA_CLIENT_SECRET = await askSecret(
      `Client secret of ${options['okta-client-id']} in Okta?`,
    );
  }
  for (const [name, value] of Object.entries(env)) {
    if (name.endsWith('OKTA_SERVICE_APP_KEY')) env[name] = keyFrom(value);
  }
  if (options['okta-org-url']) env.OKTA_ORG_URL = options['okta-org-url'];
  const isNarrow = options.destroy || options.admin !== undefined;
  const result = isNarrow
    ? settingsFrom(product, withoutWishes(config), onlyApp(toFlags(options)), env, {
        needsBaseUrl: false,
      })
    : settingsFrom(product, config, toFlags(options), env, {
        isForHost: options['print-env'] !== undefined,
        css: product.css,
      });
  if ('problems' in result) throw new InputError(listed(result.problems));
  return { product, settings: result.settings, env, audit };
}

/** @throws InputError when there is nowhere to write to. */
export function auditSink(flag: string | undefined, env: Input['env']): AuditSink | undefined {
  const path = flag ?? env[AUDIT_LOG_VARIABLE];
  if (path === undefined) return undefined;
  try {
    return openAuditLog(path);
  } catch (error) {
    const name = flag === undefined ? AUDIT_LOG_VARIABLE : '--audit-log';
    throw new InputError(`  - ${name}: ${(error as Error).message}`);
  }
}

/** Before anything is made: its secret would be nowhere but in Logto. */
function checkWritable(path: string) {
  const problem = (text: string) => new InputError(`  - --env-file: ${path} ${text}`);
  const folder = dirname(path);
  if (!existsSync(folder)) throw problem(`can't be written: there is no folder ${folder}.`);
  if (existsSync(path) && !statSync(path).isFile()) throw problem('is not a file.');
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw problem(`can't be written: you may not write in ${folder}.`);
  }
}

/** Of the companies only the way to their Okta matters, and which organization is theirs. */
const withoutWishes = (config: ParsedConfig | undefined) =>
  config && {
    ...config,
    companies: config.companies.map((one) => ({
      ...one,
      okta: one.okta && { orgUrl: one.okta.orgUrl, envPrefix: one.okta.envPrefix, groups: [] },
    })),
  };
const onlyApp = ({ endpoint, appName, appId }: Flags): Flags => ({ endpoint, appName, appId });

/** The key itself, or the file that it is in. */
export function keyFrom(value: string | undefined) {
  if (!value || /^\s*(\{|-----BEGIN)/.test(value)) return value?.replaceAll('\\n', '\n');
  if (!existsSync(value))
    throw new InputError(`  - OKTA_SERVICE_APP_KEY: there is no file ${value}.`);
  return readFileSync(value, 'utf8');
}
