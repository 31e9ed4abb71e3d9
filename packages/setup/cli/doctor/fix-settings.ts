/** The env file's share of `--fix`: the settings that were found wrong, and nothing else in it. */
import type { ApplicationSecret } from '@logto-okta/clients/logto/schemas';
import { currentSecret } from '../../application.ts';
import type { Finding } from '../../doctor/finding.ts';
import {
  closeToOthers,
  newCookieSecret,
  planEnv,
  readEnvFile,
  valuesOf,
  withValues,
  writeEnvFile,
} from '../../env-file.ts';

const APPLICATION = ['LOGTO_APP_ID', 'LOGTO_APP_SECRET'];
const SETTINGS_OF: Partial<Record<Finding['id'], string[]>> = {
  'settings.secret-strength': ['COOKIE_SECRET'],
  'logto.credentials': APPLICATION,
  'application.exists': APPLICATION,
  'application.type': APPLICATION,
  'application.secret-expiry': APPLICATION,
};

/** What of it needs no Logto. */
export const ONLY_SETTINGS = new Set<Finding['id']>([
  'settings.secret-strength',
  'settings.env-file',
]);

export type SettingsWish = { names: string[]; closesFile: boolean };

export const settingsWish = (fixable: Finding[]): SettingsWish => ({
  names: [
    ...new Set(
      fixable.flatMap(({ id, about }) =>
        id === 'settings.valid' && about ? [about] : (SETTINGS_OF[id] ?? []),
      ),
    ),
  ],
  closesFile: fixable.some(({ id }) => id === 'settings.env-file'),
});

/** @returns what was written: names of settings, and the file whose permissions changed. */
export async function writeSettings(
  file: string,
  { names, closesFile }: SettingsWish,
  made: { applicationId: string | undefined; secrets: ApplicationSecret[] },
): Promise<string[]> {
  const text = await readEnvFile(file);
  const has = valuesOf(text);
  const found: Record<string, string | undefined> = {
    COOKIE_SECRET: newCookieSecret(),
    LOGTO_APP_ID: made.applicationId,
    LOGTO_APP_SECRET: currentSecret(made.secrets, has.LOGTO_APP_SECRET),
  };
  const wanted = Object.fromEntries(
    names.flatMap((name) => (found[name] ? [[name, found[name]]] : [])),
  );
  const changed = planEnv(text, wanted).filter(({ kind }) => kind !== 'keep');
  // What the environment says beats the file: writing it there would change nothing.
  const own = changed.filter(({ name }) => {
    if (process.env[name]) console.error(`  ${name} comes from the environment: change it there.`);
    return !process.env[name];
  });
  const values = Object.fromEntries(own.map(({ name, to }) => [name, to]));
  if (own.length > 0) await writeEnvFile(file, withValues(text, values));
  else if (closesFile) await closeToOthers(file);
  return [...Object.keys(values), ...(closesFile ? [file] : [])];
}
