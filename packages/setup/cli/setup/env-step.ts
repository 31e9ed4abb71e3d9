/** What the app needs to know: into its env file, or onto the screen for Vercel. */
import type { Actual } from '../../actual.ts';
import { findConnector } from '../../connector.ts';
import {
  closeToOthers,
  type EnvChange,
  planEnv,
  readEnvFile,
  valuesOf,
  withValues,
  writeEnvFile,
} from '../../env-file.ts';
import { appSettings, deployedSettings, type Made, previewSettings } from '../../outcome.ts';
import { vercelLines } from '../../vercel.ts';
import { askYes } from './ask.ts';
import type { Options } from './flags.ts';
import type { Input } from './input.ts';
import { envText } from './print.ts';

const TO_COME = '<from Logto>';
const wishes = (options: Options) => ({ givesManagement: !options['no-management'] });

/** What is there before apply; what only apply makes is named, not shown. */
export function madeBefore(
  { settings }: Input,
  applicationId: string | undefined,
  actual: Actual,
): Made {
  return {
    applicationId: applicationId ?? TO_COME,
    applicationSecrets: applicationId ? actual.applicationSecrets : [{ name: '', value: TO_COME }],
    connectorIds: new Map(
      settings.desired.companies.map((company) => [
        company.name,
        findConnector(company, actual)?.id ?? TO_COME,
      ]),
    ),
  };
}

export async function previewEnv(options: Options, { settings }: Input, made: Made) {
  const text = await readEnvFile(options['env-file']);
  const wanted = appSettings(settings, made, valuesOf(text), wishes(options));
  // Tried before anything is made, for a file that takes no new values as it is.
  withValues(text, wanted);
  return planEnv(text, wanted);
}

/** @returns what happened, as a sentence. */
export async function saveEnv(options: Options, { settings }: Input, made: Made): Promise<string> {
  const path = options['env-file'];
  const text = await readEnvFile(path);
  const wanted = appSettings(settings, made, valuesOf(text), wishes(options));
  const changes = planEnv(text, wanted);
  const kept = await refused(options, changes);
  const writes = changes.filter(({ kind, name }) => kind !== 'keep' && !kept.has(name));
  if (writes.length === 0) {
    if (text !== undefined) await closeToOthers(path);
    return `${path} is as it was.`;
  }
  const values = Object.fromEntries(writes.map(({ name, to }) => [name, to]));
  await writeEnvFile(path, withValues(text, values));
  return `Written to ${path}: ${writes.map(({ name }) => name).join(', ')}.`;
}

/** Names whose values somebody wants to keep. With --yes nobody is asked: all of them are setup's own. */
async function refused(options: Options, changes: EnvChange[]): Promise<Set<string>> {
  const replaced = changes.filter(({ kind }) => kind === 'replace');
  if (replaced.length === 0 || options.yes) return new Set();
  const path = options['env-file'];
  console.log(`\n${envText(path, replaced)}\n`);
  const names = replaced.map(({ name }) => name);
  return (await askYes(`Replace ${names.join(', ')} in ${path}?`)) ? new Set() : new Set(names);
}

export function printVercel(options: Options, { settings, env }: Input, made: Made) {
  const production = deployedSettings(settings, appSettings(settings, made, env, wishes(options)));
  const preview = previewSettings(settings, made, env);
  const lines = vercelLines({ production, preview }, options['show-secrets']);
  console.log(`\n${lines.join('\n')}`);
}
