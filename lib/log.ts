/**
 * One JSON line an event, on standard output. Values that are, or look like, tokens, cookies,
 * codes or secrets are replaced before anything is written (CVE-2024-51752 is such a log).
 */
import { randomInt } from 'node:crypto';
import { type Fields, tell } from './events.ts';
import { printLine } from './output.ts';
import { withoutOwnSecrets } from './own-secrets.ts';
import { currentRequestId } from './request-id.ts';

export type { Fields };

const SECRET_KEY = /token|secret|password|cookie|authorization|verifier|^code$|^state$|session$/i;
/** JSON web tokens, iron seals, and any long run of base64url: nothing we log on purpose. */
const SECRET_VALUE = /eyJ[\w-]+\.[\w.-]+|Fe26\.[\w*.~-]+|[\w-]{40,}/g;
const REDACTED = '[redacted]';
const MAX_DEPTH = 6;
/** Characters. A server's error page is no log entry. */
const MAX_TEXT = 300;
/** Values of one entry, all levels together. An object of Node's or Next's refers to thousands. */
const MAX_VALUES = 500;

/** Our own first: a part of one may look like a token, and what is left of it wouldn't be known. */
const withoutSecrets = (text: string) =>
  withoutOwnSecrets(text, REDACTED).replace(SECRET_VALUE, REDACTED);

export function redact(value: unknown, depth = 0, seen = { values: 0 }): unknown {
  seen.values += 1;
  if (seen.values > MAX_VALUES) return '[more]';
  if (typeof value === 'string') {
    const text = withoutSecrets(value);
    return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  }
  if (typeof value === 'bigint') return String(value);
  if (value === null || typeof value !== 'object') return value;
  if (depth > MAX_DEPTH) return '[deep]';
  if (value instanceof Error) {
    const { name, message, cause } = value;
    // Only errors: libraries put the whole thing at hand there, claims of a token included (jose).
    const fields = { name, message, ...(cause instanceof Error && { cause }) };
    return redact(fields, depth + 1, seen);
  }
  if (Array.isArray(value)) {
    return value.slice(0, MAX_VALUES).map((one) => redact(one, depth + 1, seen));
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_VALUES)
      .map(([key, one]) => [
        withoutSecrets(key),
        SECRET_KEY.test(key) ? REDACTED : redact(one, depth + 1, seen),
      ]),
  );
}

/**
 * What JSON leaves as it is and a terminal or an editor obeys: C1 controls (U+009B begins an escape
 * sequence), line separators, and marks that turn the direction of what follows.
 */
const OBEYED = /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const escaped = (one: string) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;

function toLine(fields: Fields): string {
  try {
    return JSON.stringify(fields).replace(OBEYED, escaped);
  } catch {
    return '{"level":"error","event":"log_entry_unprintable"}';
  }
}

/** A getter or a proxy of somebody else's may throw. */
function harmless(fields: Fields): Fields {
  try {
    return redact(fields) as Fields;
  } catch {
    return { unprintable: true };
  }
}

function write(level: 'info' | 'warn' | 'error', event: string, fields: Fields) {
  const request = currentRequestId();
  const line = {
    ...{ time: new Date().toISOString(), level, event },
    ...(request && { request }),
    ...harmless(fields),
  };
  printLine(toLine(line));
  tell(event, fields);
}

export const log = {
  info: (event: string, fields: Fields = {}) => write('info', event, fields),
  warn: (event: string, fields: Fields = {}) => write('warn', event, fields),
  error: (event: string, fields: Fields = {}) => write('error', event, fields),
  /** Counted when somebody counts, and not written: it happens too often to be read. */
  count: (event: string, fields: Fields = {}) => tell(event, fields),
};

/** No 0/O, 1/I/L: people read it out on the telephone. */
const REFERENCE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
export const REFERENCE_PATTERN = /^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/;

/** Ties what a person saw to a log line, e.g. `7K2M-Q9XD`. */
export function newReference(): string {
  const four = () =>
    Array.from({ length: 4 }, () => REFERENCE_ALPHABET[randomInt(REFERENCE_ALPHABET.length)]).join(
      '',
    );
  return `${four()}-${four()}`;
}
