/**
 * The app's own secrets, as the log must never have them: they are known, so that their looks don't
 * matter. The start of the process tells them (`lib/start.ts`); nothing here reads settings.
 */

/** On `globalThis`: Next bundles `proxy.ts`, pages and `instrumentation.ts` apart from each other. */
const KEY = Symbol.for('northgate.own-secrets');
const holder = globalThis as { [KEY]?: RegExp | undefined };

/** Characters. Anything shorter occurs in ordinary words, and makes a log unreadable. */
const MIN_LENGTH = 8;

/** As it stands, in an address (escapes in capitals or not), in JSON, and in base64. */
function spellings(secret: string): string[] {
  const inUrl = encodeURIComponent(secret);
  const small = inUrl.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const bytes = Buffer.from(secret);
  return [
    ...[secret, inUrl, small, JSON.stringify(secret).slice(1, -1)],
    ...[bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')],
  ];
}

/** Replaces what was registered before. */
export function registerOwnSecrets(secrets: readonly string[]) {
  const long = secrets.filter(({ length }) => length >= MIN_LENGTH);
  const all = [...new Set(long.flatMap(spellings))]
    // The longest first: one may begin with another.
    .sort((a, b) => b.length - a.length)
    .map(RegExp.escape);
  holder[KEY] = all.length > 0 ? new RegExp(all.join('|'), 'g') : undefined;
}

export const withoutOwnSecrets = (text: string, instead: string): string =>
  holder[KEY] ? text.replace(holder[KEY], () => instead) : text;
