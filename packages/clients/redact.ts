/** Values that are, or look like, tokens, cookies, codes or secrets are replaced before anything is written. */
import { withoutOwnSecrets } from './own-secrets.ts';

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
