import 'server-only';
import type { CookieJar } from './jar.ts';

/** A browser keeps 4,096 bytes a cookie, name and attributes included (RFC 6265 §6.1). */
const CHUNK_LENGTH = 3800;
/** Callers bound their values well below (8 KB a header is what proxies take). */
const MAX_CHUNKS = 4;
const chunkName = (name: string, index: number) => (index === 0 ? name : `${name}.${index}`);
const chunkNames = (name: string) =>
  Array.from({ length: MAX_CHUNKS }, (_, index) => chunkName(name, index));

/** A value that may be spread over several cookies. */
export function readCookie(jar: CookieJar, name: string): string | undefined {
  let value = '';
  for (const one of chunkNames(name)) {
    const chunk = jar.get(one);
    if (!chunk) break;
    value += chunk;
  }
  return value || undefined;
}

/**
 * Writes one cookie, or several for a long value, and removes chunks of an earlier, longer one.
 * @param maxAge seconds
 */
export function writeCookie(jar: CookieJar, name: string, value: string, maxAge: number) {
  for (const [index, one] of chunkNames(name).entries()) {
    const chunk = value.slice(index * CHUNK_LENGTH, (index + 1) * CHUNK_LENGTH);
    if (chunk) jar.set(one, chunk, maxAge);
    else if (jar.get(one)) jar.remove(one);
  }
}

export function deleteCookie(jar: CookieJar, name: string) {
  for (const one of chunkNames(name)) if (jar.get(one)) jar.remove(one);
}
