/**
 * The only reader of `process.env`. Each setting's name, meaning and place in Logto's console
 * also stand in `.env.local.example`.
 */

import { isQuoted, KEEPS_QUOTES } from '@logto-okta/clients/env-text';
import { LOGTO_ID } from '@logto-okta/clients/logto-id';
import { z } from 'zod';
import { withHostSettings } from './deployment.ts';
import {
  companies,
  cookieSecrets,
  DAY,
  HOUR,
  hosts,
  id,
  origin,
  redisUrl,
  seconds,
  secret,
  url,
} from './env-values.ts';

const CONSOLE = 'Logto Console > Applications > your application';
const MACHINE = 'machine-to-machine application in Logto';

const schema = z.object({
  LOGTO_ENDPOINT: origin('https://your-tenant.logto.app'),
  LOGTO_APP_ID: id(`It is called App ID: ${CONSOLE}.`),
  LOGTO_APP_SECRET: secret(`It is called App secret: ${CONSOLE}.`),
  BASE_URL: origin('https://app.example.com'),
  COOKIE_SECRET: cookieSecrets,
  LOGTO_SSO_CONNECTOR_ID: z
    .string()
    .regex(LOGTO_ID, 'is not a connector id: letters, digits, - and _ only.')
    .optional(),
  /** Where sessions live when one cookie is not enough; hosts' marketplaces set it by this name. */
  REDIS_URL: redisUrl.optional(),
  SESSION_REVALIDATE_SECONDS: seconds({ default: 300, min: 0 }),
  SESSION_IDLE_SECONDS: seconds({ default: 7 * DAY }),
  SESSION_MAX_SECONDS: seconds({ default: 14 * DAY }),
  SESSION_SSO_MAX_SECONDS: seconds({ default: 12 * HOUR }),
  /** Seconds that a sign-in waits to learn by which way somebody came, before it is refused. */
  SSO_GUARD_WAIT_SECONDS: seconds({ default: 10, longest: 60 }),
  SSO_COMPANIES: companies,
  /** Besides Logto, where pictures of people may be loaded from (`lib/http/pictures.ts`). */
  AVATAR_HOSTS: hosts,
  /** Seconds between SIGTERM and the end of listening; `docs/deploy-container.md`. */
  SHUTDOWN_DRAIN_SECONDS: seconds({ default: 0, min: 0, longest: 600 }),
  /** Proxies in front that write `X-Forwarded-For`; `lib/http/client-address.ts`. */
  TRUSTED_PROXY_HOPS: z
    .string()
    .regex(/^\d$/, 'must be the number of proxies in front, from 0 to 9.')
    .default('0')
    .transform(Number),
  /** From the host, by `lib/deployment.ts`. */
  OTHER_HOSTS: z
    .string()
    .default('')
    .transform((value) => value.split(',').filter(Boolean)),
  API_RESOURCE: url('https://app.example.com/api').optional(),
  LOGTO_M2M_APP_ID: id(`It is the App ID of the ${MACHINE}.`).optional(),
  LOGTO_M2M_APP_SECRET: secret(`It is the App secret of the ${MACHINE}.`).optional(),
  LOGTO_M2M_RESOURCE: url('https://your-tenant-id.logto.app/api').optional(),
});

export type Env = z.output<typeof schema>;
type Source = Record<string, string | undefined>;

/** Every problem of the settings at once, each as a sentence that says what to do. */
export function parseEnv(source: Source): { env: Env } | { problems: string[] } {
  const settings = Object.entries(withHostSettings(source));
  const given = Object.fromEntries(settings.filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  // What a value looks like with its quotes says nothing about the value.
  const quoted = Object.keys(schema.shape).filter((name) => isQuoted(given[name]));
  const problems = [
    ...quoted.map((name) => `${name} ${KEEPS_QUOTES}`),
    ...(result.success ? [] : result.error.issues)
      .filter(({ path }) => !quoted.includes(String(path[0])))
      .map((issue) => `${issue.path.join('.')} ${issue.message}`),
  ];
  if (source.NODE_ENV === 'production' && source.SANDBOX) {
    problems.push('SANDBOX is set, but the sandbox is for development only. Remove it.');
  }
  // With one alone the SSO guard would be off, and nobody be told.
  const credentials = ['LOGTO_M2M_APP_ID', 'LOGTO_M2M_APP_SECRET'];
  const missing = credentials.filter((name) => !given[name]?.trim());
  if (missing.length === 1) {
    const [other] = credentials.filter((name) => !missing.includes(name));
    problems.push(`${missing} is missing, but ${other} is set. Set both, or remove both.`);
  }
  return result.success && problems.length === 0 ? { env: result.data } : { problems };
}

export function formatProblems(problems: string[]): string {
  const list = problems.map((problem) => `  - ${problem}`).join('\n');
  return `These settings have to be fixed (in .env.local, or where your host keeps them):\n${list}\nEach is explained in .env.local.example.`;
}

let cached: Env | undefined;

/** @throws Error that lists every problem, when a setting is missing or malformed. */
export function getEnv(): Env {
  if (cached) return cached;
  const result = parseEnv(process.env);
  if ('problems' in result) throw new Error(formatProblems(result.problems));
  cached = result.env;
  return cached;
}

export const isDevelopment = () => process.env.NODE_ENV === 'development';
/** Cookies are `Secure` and `__Host-` exactly when people reach the app by https. */
export const isHttps = () => getEnv().BASE_URL.startsWith('https:');
