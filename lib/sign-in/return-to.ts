/**
 * Where a person lands after sign-in: a path of this very site, whatever was asked for
 * (CVE-2025-67716 and its kin; the SDK's `postRedirectUri` isn't checked, docs/vendors.md L9).
 */
export const HOME = '/';
/**
 * Characters, once encoded: it travels in a cookie, and all cookies with every request. Proxies
 * take 4 KB of headers in an answer by default, of which the one that starts a sign-in needs half.
 */
const MAX_LENGTH = 1000;
const PLACEHOLDER_ORIGIN = 'https://return-to.invalid';
/** Going there after sign-in would start over, or act rather than show. */
const NOT_DESTINATIONS = /^\/(sign-in|callback|session|api|_next)(\/|$|\?|#)/;

/**
 * The given path, query and fragment as the browser would resolve them, or `/`. What is too long
 * loses its fragment, then its query: the page is nearer than the start page.
 * Parsing decides, not patterns: browsers drop tabs and newlines, and read `\` as `/`.
 */
export function safeReturnTo(value: unknown): string {
  if (typeof value !== 'string' || !value.startsWith('/')) return HOME;
  if (!URL.canParse(value, PLACEHOLDER_ORIGIN)) return HOME;
  const url = new URL(value, PLACEHOLDER_ORIGIN);
  const { pathname, search, hash } = url;
  const path =
    [pathname + search + hash, pathname + search, pathname].find(
      ({ length }) => length <= MAX_LENGTH,
    ) ?? HOME;
  // `/.//elsewhere.example` stays on our origin while parsed, but its path is `//elsewhere.example`.
  const staysHere = url.origin === PLACEHOLDER_ORIGIN && !/^\/[/\\]/.test(path);
  const isPlain = !path.includes('\\');
  return staysHere && isPlain && !NOT_DESTINATIONS.test(path) ? path : HOME;
}
