import 'server-only';
import { cookies } from 'next/headers';
import { isHttps } from '#lib/env.ts';

const attributes = () =>
  ({ httpOnly: true, sameSite: 'lax', path: '/', secure: isHttps() }) as const;

/** A browser keeps 4,096 bytes a cookie, name and attributes included (RFC 6265 §6.1). */
const CHUNK_LENGTH = 3800;
/** Callers bound their values well below (8 KB a header is what proxies take). */
const MAX_CHUNKS = 4;
const chunkName = (name: string, index: number) => (index === 0 ? name : `${name}.${index}`);

export async function readCookie(name: string): Promise<string | undefined> {
  const store = await cookies();
  const chunks: string[] = [];
  for (let index = 0; index < MAX_CHUNKS; index++) {
    const chunk = store.get(chunkName(name, index))?.value;
    if (!chunk) break;
    chunks.push(chunk);
  }
  return chunks.length > 0 ? chunks.join('') : undefined;
}

/**
 * Writes one cookie, or several for a long value, and removes chunks of an earlier, longer one.
 * @param maxAge seconds
 */
export async function writeCookie(name: string, value: string, maxAge: number) {
  const store = await cookies();
  for (let index = 0; index < MAX_CHUNKS; index++) {
    const chunk = value.slice(index * CHUNK_LENGTH, (index + 1) * CHUNK_LENGTH);
    if (chunk) store.set(chunkName(name, index), chunk, { ...attributes(), maxAge });
    else if (store.has(chunkName(name, index))) await deleteOne(chunkName(name, index));
  }
}

async function deleteOne(name: string) {
  // Expires rather than Max-Age=0, which Next drops; `__Host-` needs Secure on deletions too.
  (await cookies()).set(name, '', { ...attributes(), expires: new Date(0) });
}

export async function deleteCookie(name: string) {
  const store = await cookies();
  for (let index = 0; index < MAX_CHUNKS; index++) {
    if (store.has(chunkName(name, index))) await deleteOne(chunkName(name, index));
  }
}

export async function cookieNamesStartingWith(prefix: string): Promise<string[]> {
  return (await cookies())
    .getAll()
    .map(({ name }) => name)
    .filter((name) => name.startsWith(prefix));
}
