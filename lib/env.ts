/**
 * The only reader of `process.env`. Each setting's name, meaning and place in Logto's console
 * also stand in `.env.local.example`.
 */
import { z } from 'zod';

const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\]|[\w-]+\.localhost)$/;
const MIN_SECRET_LENGTH = 32;
const MIN_DISTINCT_CHARACTERS = 12;

const isLocal = (url: URL) => LOCAL_HOST.test(url.hostname);

/** An https origin; http only on localhost, where no certificate can be had. */
function origin(example: string) {
  return z.string({ error: `is missing. Example: ${example}` }).transform((value, context) => {
    const fail = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    if (!URL.canParse(value)) return fail(`is not a URL. Example: ${example}`);
    const url = new URL(value);
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

const CONSOLE = 'Logto Console > Applications > your application';

const schema = z.object({
  LOGTO_ENDPOINT: origin('https://your-tenant.logto.app'),
  LOGTO_APP_ID: required(`It is called App ID: ${CONSOLE}.`),
  LOGTO_APP_SECRET: required(`It is called App secret: ${CONSOLE}.`),
  BASE_URL: origin('https://app.example.com'),
  COOKIE_SECRET: cookieSecrets,
  LOGTO_SSO_CONNECTOR_ID: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'is not a connector id: letters, digits, - and _ only.')
    .optional(),
});

export type Env = z.output<typeof schema>;
/** Settings of a Logto application; none of them present means "use the sandbox" in development. */
export const LOGTO_SETTINGS = ['LOGTO_ENDPOINT', 'LOGTO_APP_ID', 'LOGTO_APP_SECRET'] as const;

type Source = Record<string, string | undefined>;

/** Every problem of the settings at once, each as a sentence that says what to do. */
export function parseEnv(source: Source): { env: Env } | { problems: string[] } {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  const problems = result.success
    ? []
    : result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  if (source.NODE_ENV === 'production' && source.SANDBOX) {
    problems.push('SANDBOX is set, but the sandbox is for development only. Remove it.');
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
