/**
 * One JSON line an event, on standard output. Values that are, or look like, tokens, cookies,
 * codes or secrets are replaced before anything is written (CVE-2024-51752 is such a log).
 */
import { randomInt } from 'node:crypto';
import { type Fields, tell } from './events.ts';
import { currentRequestId } from './request-id.ts';

const SECRET_KEY = /token|secret|password|cookie|authorization|verifier|^code$|^state$|session$/i;
/** JSON web tokens, iron seals, and any long run of base64url: nothing we log on purpose. */
const SECRET_VALUE = /eyJ[\w-]+\.[\w.-]+|Fe26\.[\w*.~-]+|[\w-]{40,}/g;
const REDACTED = '[redacted]';
const MAX_DEPTH = 6;
/** Characters. A server's error page is no log entry. */
const MAX_TEXT = 300;

export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') {
    const text = value.replace(SECRET_VALUE, REDACTED);
    return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  }
  if (value === null || typeof value !== 'object') return value;
  if (depth > MAX_DEPTH) return '[deep]';
  if (value instanceof Error) {
    const { name, message, cause } = value;
    // Only errors: libraries put the whole thing at hand there, claims of a token included (jose).
    return redact({ name, message, ...(cause instanceof Error && { cause }) }, depth + 1);
  }
  if (Array.isArray(value)) return value.map((one) => redact(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      SECRET_KEY.test(key) ? REDACTED : redact(one, depth + 1),
    ]),
  );
}

function write(level: 'info' | 'warn' | 'error', event: string, fields: Fields) {
  const request = currentRequestId();
  const line = {
    ...{ time: new Date().toISOString(), level, event },
    ...(request && { request }),
    ...(redact(fields) as Fields),
  };
  console.log(JSON.stringify(line));
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
