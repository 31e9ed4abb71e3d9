/**
 * One JSON line an event, on standard output. Values that are, or look like, tokens, cookies,
 * codes or secrets are replaced before anything is written (CVE-2024-51752 is such a log).
 */
import { randomInt } from 'node:crypto';
import { redact } from '@logto-okta/clients/redact';
import { type Fields, tell } from './events.ts';
import { printLine } from './output.ts';
import { currentRequestId } from './request-id.ts';

export type { Fields };

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
