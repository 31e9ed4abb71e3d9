import 'server-only';
import { cookies } from 'next/headers';
import type { NextRequest, NextResponse } from 'next/server';
import { isHttps } from '#lib/env.ts';

/** The cookies of one request, and what its response will set. Reading sees what was written. */
export type CookieJar = {
  get: (name: string) => string | undefined;
  names: () => string[];
  /** @param maxAge seconds */
  set: (name: string, value: string, maxAge: number) => void;
  remove: (name: string) => void;
};

type Options = { maxAge?: number; expires?: Date };
const attributes = () =>
  ({ httpOnly: true, sameSite: 'lax', path: '/', secure: isHttps() }) as const;
/** Expires rather than Max-Age=0, which Next drops; `__Host-` needs Secure on deletions too. */
const GONE: Options = { expires: new Date(0) };

/** For pages (which can only read), server actions and route handlers. */
export async function pageJar(): Promise<CookieJar> {
  const store = await cookies();
  return {
    // A deleted cookie is an empty one until the request is over.
    get: (name) => store.get(name)?.value || undefined,
    names: () => store.getAll().map(({ name }) => name),
    set: (name, value, maxAge) => store.set(name, value, { ...attributes(), maxAge }),
    remove: (name) => store.set(name, '', { ...attributes(), ...GONE }),
  };
}

/** For `proxy.ts`: `apply` puts what was written on the response, where the page sees it too. */
export function proxyJar(
  request: NextRequest,
): CookieJar & { apply: (response: NextResponse) => void } {
  const written = new Map<string, { value: string; options: Options }>();
  return {
    get: (name) => (written.get(name) ?? request.cookies.get(name))?.value || undefined,
    names: () => [
      ...new Set([...request.cookies.getAll().map(({ name }) => name), ...written.keys()]),
    ],
    set: (name, value, maxAge) => written.set(name, { value, options: { maxAge } }),
    remove: (name) => written.set(name, { value: '', options: GONE }),
    apply(response) {
      for (const [name, { value, options }] of written) {
        response.cookies.set(name, value, { ...attributes(), ...options });
      }
    },
  };
}
