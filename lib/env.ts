/**
 * The only reader of `process.env`. Each setting's name, meaning and place in Logto's console
 * also stand in `.env.local.example`.
 */
import { z } from 'zod';
import { withHostSettings } from './deployment.ts';
import { LOGTO_ID } from './logto-id.ts';

const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\]|[\w-]+\.localhost)$/;
const MIN_SECRET_LENGTH = 32;
const MIN_DISTINCT_CHARACTERS = 12;

/** The parser takes `app.example.com,` and `"app"` for names; DNS and certificates have none such. */
const HOST = /^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.|$))+$|^\[[0-9a-f:.]+\]$/i;
/** Only this machine reaches it. */
export const isLocal = (url: URL) => LOCAL_HOST.test(url.hostname);

/** An https origin; http only on localhost, where no certificate can be had. */
function origin(example: string) {
  return z.string({ error: `is missing. Example: ${example}` }).transform((value, context) => {
    const fail = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    if (!URL.canParse(value)) return fail(`is not a URL. Example: ${example}`);
    const url = new URL(value);
    if (!HOST.test(url.hostname)) {
      return fail(`has ${url.hostname || 'nothing'} where its host name is. Example: ${example}`);
    }
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal(url))) {
      return fail('must start with https:// (http:// is allowed for localhost only).');
    }
    if (url.pathname !== '/' || url.search || url.hash || url.username) {
      return fail(`must be an origin without a path, like ${url.origin}`);
    }
    return url.origin;
  });
}

const required = (where: string) =>
  z
    .string({ error: `is missing. ${where}` })
    .trim()
    .min(1, `is empty. ${where}`);

const id = (where: string) =>
  required(where).regex(LOGTO_ID, `is not an id: letters, digits, - and _ only. ${where}`);
/** Logto makes them of letters and digits; what stands around them came with copying. */
const secret = (where: string) =>
  required(where).regex(
    /^[^\s"'`,;]+$/,
    `has a blank, quote, comma or semicolon in it, which Logto's secrets never have. ${where}`,
  );
const url = (example: string) =>
  z
    .url({ error: `is not a URL. Example: ${example}`, abort: true })
    .refine(
      (value) => HOST.test(new URL(value).hostname),
      `is not a URL with a proper host name. Example: ${example}`,
    );

const HOW_TO_MAKE_A_SECRET = 'Make one with: openssl rand -base64 32';

function secretProblem(secret: string): string | undefined {
  if (secret.length < MIN_SECRET_LENGTH) {
    return `is too short (${secret.length} characters, at least ${MIN_SECRET_LENGTH}). ${HOW_TO_MAKE_A_SECRET}`;
  }
  if (new Set(secret).size < MIN_DISTINCT_CHARACTERS) {
    return `is too easy to guess. ${HOW_TO_MAKE_A_SECRET}`;
  }
  return undefined;
}

/**
 * One secret, or several with their numbers: `2:<new>,1:<old>`. The highest number seals, all of
 * them open. The number is part of the value because it is written into each seal: were it the
 * position in the list, removing an old secret would renumber the rest and sign everybody out.
 * A secret without a number is number 1.
 */
const cookieSecrets = z
  .string({ error: `is missing. ${HOW_TO_MAKE_A_SECRET}` })
  .transform((value, context) => {
    const secrets: Record<string, string> = {};
    for (const part of value.split(',').map((one) => one.trim())) {
      const [, digits = '1', secret = part] = /^(\d{1,9}):(.*)$/.exec(part) ?? [];
      // As iron-session looks it up: 01 is 1.
      const number = String(Number(digits));
      const problem =
        secretProblem(secret) ??
        (number in secrets
          ? `has two secrets numbered ${number}. Number them, newest highest: 2:<new>,1:<old>`
          : undefined);
      if (problem) {
        context.addIssue({ code: 'custom', message: problem });
        return z.NEVER;
      }
      secrets[number] = secret;
    }
    return secrets;
  });

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Logto's grants live this long; nothing of ours can outlive them (docs/vendors.md L6). */
const LONGEST = 180 * DAY;

const seconds = ({
  default: fallback,
  min = 1,
  longest = LONGEST,
}: {
  default: number;
  min?: number;
  longest?: number;
}) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number of seconds.')
    .transform(Number)
    .refine(
      (value) => value >= min && value <= longest,
      `must be between ${min} and ${longest} seconds.`,
    )
    .optional()
    .transform((value) => value ?? fallback);

/** `name=connector id=issuer`, several separated by commas; the issuer may be left out. */
const companies = z
  .string()
  .default('')
  .transform((value, context) =>
    value
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean)
      .map((one) => {
        const [name = '', connectorId = '', issuer] = one.split('=');
        const isIssuer = issuer === undefined || URL.canParse(issuer);
        // As in links: `acme`, `müller-ag`.
        const isName =
          /^[\p{L}\p{M}\p{N}-]{1,64}$/u.test(name) && name === name.toLowerCase().normalize('NFC');
        if (!isName || !LOGTO_ID.test(connectorId) || !isIssuer) {
          context.addIssue({
            code: 'custom',
            message: `has "${one}", which is not like acme=67ptqz2pnzu6=https://acme.okta.com`,
          });
        }
        return { name, connectorId, issuer };
      }),
  );

/** Host names, with a port if it isn't 443, separated by commas. */
const hosts = z
  .string()
  .default('')
  .transform((value, context) => {
    const list = value.split(',').map((one) => one.trim().toLowerCase());
    for (const one of list.filter(Boolean)) {
      const url = `https://${one}`;
      if (URL.canParse(url) && new URL(url).host === one && /^[a-z0-9.:-]+$/.test(one)) continue;
      context.addIssue({
        code: 'custom',
        message: `has "${one}", which is not a host name like pictures.example.com`,
      });
    }
    return list.filter(Boolean);
  });

/** As the client reads it: it throws at anything else, which would be at the first request. */
function isRedisUrl(value: string): boolean {
  try {
    const { protocol, username, password, hostname, pathname } = new URL(value);
    decodeURIComponent(username + password);
    return /^rediss?:$/.test(protocol) && HOST.test(hostname) && /^(\/\d*)?$/.test(pathname);
  } catch {
    return false;
  }
}

/**
 * In a password, `#`, `?` and `/` end the part of the address that has it: in
 * `redis://app:12#34@cache:6379` the host is `app`, and its port 12.
 */
const cutsItself = (value: string) =>
  value.includes('#') || /[/?].*@/.test(value.split('://')[1] ?? '');

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
  REDIS_URL: z
    .string()
    .refine((value) => !cutsItself(value), {
      error:
        'has #, ? or / in its user or password, which changes the host. Percent-encode them: %23, %3F, %2F.',
      abort: true,
    })
    .refine(
      isRedisUrl,
      'is not a Redis URL. Example: rediss://user:pass@host:6379/0, with user and password percent-encoded and a number after the last slash, or none.',
    )
    .optional(),
  SESSION_REVALIDATE_SECONDS: seconds({ default: 300, min: 0 }),
  SESSION_IDLE_SECONDS: seconds({ default: 7 * DAY }),
  SESSION_MAX_SECONDS: seconds({ default: 14 * DAY }),
  SESSION_SSO_MAX_SECONDS: seconds({ default: 12 * HOUR }),
  /** Seconds that a sign-in waits to learn by which way somebody came, before it is refused. */
  SSO_GUARD_WAIT_SECONDS: seconds({ default: 10, longest: 60 }),
  SSO_COMPANIES: companies,
  /** Besides Logto, where pictures of people may be loaded from (`lib/pictures.ts`). */
  AVATAR_HOSTS: hosts,
  /** Seconds between SIGTERM and the end of listening; `docs/deploy-container.md`. */
  SHUTDOWN_DRAIN_SECONDS: seconds({ default: 0, min: 0, longest: 600 }),
  /** Proxies in front that write `X-Forwarded-For`; `lib/client-address.ts`. */
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
/** Settings of a Logto application; none of them present means "use the sandbox" in development. */
export const LOGTO_SETTINGS = ['LOGTO_ENDPOINT', 'LOGTO_APP_ID', 'LOGTO_APP_SECRET'] as const;

type Source = Record<string, string | undefined>;

/** Docker's `--env-file`, Kubernetes and most hosts take a value as it stands; env files of Next don't. */
export const isQuoted = (value: string | undefined) => /^\s*(["'`])[\s\S]*\1\s*$/.test(value ?? '');
export const KEEPS_QUOTES =
  'has its quotes as part of the value. Write it without them where your host keeps settings, and in files for docker --env-file.';

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
