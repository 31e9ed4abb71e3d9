/** `.env.e2e.local`: against which tenants the tests run. The environment beats the file. */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { checkOrigin, isLocalAddress } from '@logto-okta/setup/addresses';
import { z } from 'zod';
import type { Role } from '../target.ts';

export const SETTINGS_FILE = '.env.e2e.local';
type Source = Record<string, string | undefined>;

/** Who can be named when the run may not make people at Okta. */
export const NAMED_ROLES = {
  EMPLOYEE: 'employee',
  EMPLOYEE_WITH_CODE: 'employeeWithCode',
  NEWCOMER: 'newcomer',
  UNASSIGNED: 'unassigned',
  DEACTIVATED: 'deactivated',
} as const satisfies Record<string, Role>;

const namedPerson = z.object({
  login: z.email(),
  password: z.string().min(1),
  name: z.string().min(1),
  totpSecret: z
    .string()
    .transform((value) => value.replaceAll(' ', '').toUpperCase())
    .pipe(z.string().regex(/^[A-Z2-7]+=*$/, 'is no Base32 secret'))
    .optional(),
});
export type NamedPerson = z.output<typeof namedPerson>;

export type LiveSettings = {
  logto: { endpoint: string; appId: string; appSecret: string; resource?: string };
  /** Absent: the sandbox's Okta, in this process. */
  okta?: { orgUrl: string; credentials: Source; policyId?: string; group?: string };
  named: Partial<Record<Role, NamedPerson>>;
  workers: number;
};

const MOST_WORKERS = 8;

export function settingsSource(file = SETTINGS_FILE, env: Source = process.env): Source {
  let fromFile: Source = {};
  try {
    fromFile = parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const given = Object.entries({ ...fromFile, ...env }).filter(([name]) => name.startsWith('E2E_'));
  return Object.fromEntries(given.map(([name, value]) => [name, value?.trim() || undefined]));
}

/** @returns the settings, or every problem as a sentence that begins with a setting's name. */
export function readSettings(source: Source): { settings: LiveSettings } | { problems: string[] } {
  const problems: string[] = [];
  const needed = (name: string, what: string) => {
    const value = source[name];
    if (!value) problems.push(`${name} is missing: ${what}.`);
    return value ?? '';
  };
  const origin = (name: string, value: string | undefined) => {
    if (!value) return '';
    const checked = checkOrigin(value);
    if ('url' in checked) return checked.url;
    problems.push(`${name}: ${value} ${checked.problem}.`);
    return '';
  };
  const endpoint = origin(
    'E2E_LOGTO_ENDPOINT',
    needed('E2E_LOGTO_ENDPOINT', 'a Logto tenant for tests, https://<tenant>.logto.app'),
  );
  const m2m = 'a machine-to-machine application with the role "Logto Management API access"';
  const appId = needed('E2E_LOGTO_M2M_APP_ID', `the App ID of ${m2m}`);
  const appSecret = needed('E2E_LOGTO_M2M_APP_SECRET', 'its App secret');
  const orgUrl = origin('E2E_OKTA_ORG_URL', source.E2E_OKTA_ORG_URL);
  const credentials = {
    OKTA_API_TOKEN: source.E2E_OKTA_API_TOKEN,
    OKTA_SERVICE_APP_ID: source.E2E_OKTA_SERVICE_APP_ID,
    OKTA_SERVICE_APP_KEY: source.E2E_OKTA_SERVICE_APP_KEY?.replaceAll('\\n', '\n'),
    OKTA_SERVICE_APP_KEY_ID: source.E2E_OKTA_SERVICE_APP_KEY_ID,
  };
  const hasCredentials = Boolean(
    credentials.OKTA_API_TOKEN ||
      (credentials.OKTA_SERVICE_APP_ID && credentials.OKTA_SERVICE_APP_KEY),
  );
  if (orgUrl && !hasCredentials) {
    problems.push(
      'E2E_OKTA_API_TOKEN is missing: the run makes an application in the org, which takes a token, or E2E_OKTA_SERVICE_APP_ID and E2E_OKTA_SERVICE_APP_KEY.',
    );
  }
  if (!source.E2E_OKTA_ORG_URL && hasCredentials) {
    problems.push('E2E_OKTA_ORG_URL is missing: the org that the Okta credentials are for.');
  }
  const usesSandbox = !source.E2E_OKTA_ORG_URL;
  if (usesSandbox && endpoint && !isLocalAddress(endpoint)) {
    problems.push(
      `E2E_OKTA_ORG_URL is missing. Without it the sandbox's Okta is used, on this machine, which the Logto at ${endpoint} can't reach. Name a test org, or take a Logto that runs on this machine.`,
    );
  }
  const named = readNamed(source, problems);
  if (Object.keys(named).length > 0 && !source.E2E_OKTA_GROUP) {
    problems.push(
      'E2E_OKTA_GROUP is missing: the group of the people named, which is given the application.',
    );
  }
  const namesNobody = Object.keys(NAMED_ROLES).every((part) => !source[`E2E_OKTA_${part}_LOGIN`]);
  if (namesNobody && source.E2E_OKTA_GROUP) {
    problems.push(
      'E2E_OKTA_GROUP is the group of people who are there already: name them (E2E_OKTA_EMPLOYEE_LOGIN), or leave it out.',
    );
  }
  const workers = readWorkers(source.E2E_WORKERS, usesSandbox, named, problems);
  if (problems.length > 0) return { problems };
  const resource = source.E2E_LOGTO_M2M_RESOURCE;
  const policyId = source.E2E_OKTA_POLICY_ID;
  const group = source.E2E_OKTA_GROUP;
  return {
    settings: {
      logto: { endpoint, appId, appSecret, ...(resource && { resource }) },
      ...(orgUrl && {
        okta: { orgUrl, credentials, ...(policyId && { policyId }), ...(group && { group }) },
      }),
      named,
      workers,
    },
  };
}

function readNamed(source: Source, problems: string[]): LiveSettings['named'] {
  const named: LiveSettings['named'] = {};
  for (const [part, role] of Object.entries(NAMED_ROLES)) {
    const prefix = `E2E_OKTA_${part}`;
    const given = {
      login: source[`${prefix}_LOGIN`],
      password: source[`${prefix}_PASSWORD`],
      name: source[`${prefix}_NAME`],
      totpSecret: source[`${prefix}_TOTP_SECRET`],
    };
    if (!given.login) continue;
    const result = namedPerson.safeParse(given);
    if (result.success) named[role] = result.data;
    else {
      for (const { path, message } of result.error.issues) {
        const field = { login: 'LOGIN', password: 'PASSWORD', name: 'NAME' }[String(path[0])];
        problems.push(`${prefix}_${field ?? 'TOTP_SECRET'}: ${message}.`);
      }
    }
  }
  const domains = new Set(Object.values(named).map(({ login }) => login.split('@')[1]));
  if (domains.size > 1) {
    problems.push(
      `E2E_OKTA_…_LOGIN: all of them need one e-mail domain, which is claimed for the company: ${[...domains].join(', ')}.`,
    );
  }
  return named;
}

/** At a real org one, because its limits are a person's, an application's and an address's. */
function readWorkers(
  given: string | undefined,
  usesSandbox: boolean,
  named: LiveSettings['named'],
  problems: string[],
): number {
  const usual = usesSandbox ? 2 : 1;
  const workers = given === undefined ? usual : Number(given);
  if (!Number.isInteger(workers) || workers < 1 || workers > MOST_WORKERS) {
    problems.push(`E2E_WORKERS: ${given} is not a number from 1 to ${MOST_WORKERS}.`);
  }
  if (workers > 1 && Object.keys(named).length > 0) {
    problems.push(
      `E2E_WORKERS: ${given ?? usual} workers need people of their own, so that nobody signs in twice at a time. With named people it has to be 1.`,
    );
  }
  return workers;
}

/** Setup's code names the app's variables; a run's settings have a name of their own for each. */
export const inSettingsNames = (text: string) =>
  text.replace(/(?<!\w)(?=LOGTO_ENDPOINT|LOGTO_M2M_|OKTA_[A-Z])/g, 'E2E_');

/** Whatever must not be found in a report. */
export const secretsOf = ({ logto, okta, named }: LiveSettings): string[] =>
  [
    logto.appSecret,
    ...Object.entries(okta?.credentials ?? {})
      .filter(([name]) => /TOKEN|KEY$/.test(name))
      .map(([, value]) => value),
    ...Object.values(named).flatMap(({ password, totpSecret }) => [password, totpSecret]),
  ].filter((value): value is string => Boolean(value));
