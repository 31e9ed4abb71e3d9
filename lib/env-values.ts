/** What the values of settings may look like, each with a sentence that says what to do. */

import { LOGTO_ID } from '@logto-okta/clients/logto-id';
import { z } from 'zod';

const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\]|[\w-]+\.localhost)$/;
const MIN_SECRET_LENGTH = 32;
const MIN_DISTINCT_CHARACTERS = 12;

/** The parser takes `app.example.com,` and `"app"` for names; DNS and certificates have none such. */
const HOST = /^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.|$))+$|^\[[0-9a-f:.]+\]$/i;
/** Only this machine reaches it. */
export const isLocal = (url: URL) => LOCAL_HOST.test(url.hostname);

/** An https origin; http only on localhost, where no certificate can be had. */
export function origin(example: string) {
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

export const id = (where: string) =>
  required(where).regex(LOGTO_ID, `is not an id: letters, digits, - and _ only. ${where}`);
/** Logto makes them of letters and digits; what stands around them came with copying. */
export const secret = (where: string) =>
  required(where).regex(
    /^[^\s"'`,;]+$/,
    `has a blank, quote, comma or semicolon in it, which Logto's secrets never have. ${where}`,
  );
export const url = (example: string) =>
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
export const cookieSecrets = z
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

export const HOUR = 3600;
export const DAY = 24 * HOUR;
/** Logto's grants live this long; nothing of ours can outlive them (docs/vendors.md L6). */
const LONGEST = 180 * DAY;

export const seconds = ({
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
export const companies = z
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
export const hosts = z
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

export const redisUrl = z
  .string()
  .refine((value) => !cutsItself(value), {
    error:
      'has #, ? or / in its user or password, which changes the host. Percent-encode them: %23, %3F, %2F.',
    abort: true,
  })
  .refine(
    isRedisUrl,
    'is not a Redis URL. Example: rediss://user:pass@host:6379/0, with user and password percent-encoded and a number after the last slash, or none.',
  );
