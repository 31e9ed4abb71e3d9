/**
 * Where a person lands after sign-in: a path of this very site, whatever was asked for
 * (CVE-2025-67716 and its kin; the SDK's `postRedirectUri` isn't checked, docs/vendors.md L9).
 */
export const HOME = '/';
/** Characters, once encoded: it travels in a cookie, and all cookies with every request. */
const MAX_LENGTH = 1000;
const PLACEHOLDER_ORIGIN = 'https://return-to.invalid';
/** Going there after sign-in would start over, or act rather than show. */
const NOT_DESTINATIONS = /^\/(sign-in|callback|session|api|_next)(\/|$|\?|#)/;

/**
 * The given path, query and fragment as the browser would resolve them, or `/`.
 * Parsing decides, not patterns: browsers drop tabs and newlines, and read `\` as `/`.
 */
export function safeReturnTo(value: unknown): string {
  if (typeof value !== 'string' || !value.startsWith('/')) return HOME;
  if (!URL.canParse(value, PLACEHOLDER_ORIGIN)) return HOME;
  const url = new URL(value, PLACEHOLDER_ORIGIN);
  const path = `${url.pathname}${url.search}${url.hash}`;
  // `/.//elsewhere.example` stays on our origin while parsed, but its path is `//elsewhere.example`.
  const staysHere = url.origin === PLACEHOLDER_ORIGIN && !/^\/[/\\]/.test(path);
  const fits = path.length <= MAX_LENGTH && !path.includes('\\');
  return staysHere && fits && !NOT_DESTINATIONS.test(path) ? path : HOME;
}
