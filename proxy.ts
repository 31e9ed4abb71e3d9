import { type NextRequest, NextResponse } from 'next/server';
import { getEnv } from '#lib/env.ts';
import { contentSecurityPolicy, PRIVATE_HEADERS } from '#lib/headers.ts';
import { sessionCookieName } from '#lib/session/names.ts';
import { signInPath } from '#lib/sign-in-link.ts';

/** What needs no session. Whatever isn't listed here is protected, pages yet to come included. */
export const PUBLIC_PATHS = new Set([
  '/',
  '/callback',
  '/sign-in',
  '/sign-in/prefetched',
  '/sign-in/problem',
]);

/**
 * Sets the headers that differ from request to request, and redirects early who plainly has no
 * session. It protects nothing: each page, action and route asks `requireUser()` itself, for
 * proxies have been bypassed before (CVE-2025-29927, CVE-2026-44573).
 */
export function proxy(request: NextRequest) {
  const { pathname, search } = request.nextUrl;
  const base = new URL(getEnv().BASE_URL);
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const isOpen = PUBLIC_PATHS.has(pathname) || looksLikeFile(pathname);
  if (reads && !isOpen && !request.cookies.has(sessionCookieName())) {
    const target = signInPath({ returnTo: pathname + search });
    return finish(NextResponse.redirect(new URL(target, base)));
  }
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce);
  // Next takes the nonce for its own scripts from this request header; a client's is overwritten.
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  // Next compares a form's Origin with the host it was sent to. Behind a proxy that rewrites Host
  // that is an inner name: what counts is the configured address.
  if (headers.get('origin') === base.origin) headers.set('x-forwarded-host', base.host);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  if (!looksLikeFile(pathname)) return finish(response);
  // A file's caching is Next's to say; a page at such an address gets no-store from Next itself.
  response.headers.set('vary', PRIVATE_HEADERS.Vary);
  return response;
}

function finish(response: NextResponse) {
  for (const [name, value] of Object.entries(PRIVATE_HEADERS)) response.headers.set(name, value);
  return response;
}

/** Files of `public/`, in any folder. Pages are not told by this: they ask `requireUser()`. */
const looksLikeFile = (pathname: string) => /\.\w+$/.test(pathname);

/**
 * All but Next's own files. An ending alone doesn't get an address past these headers: caches that
 * go by endings would keep the "not found" page of `/dashboard/x.svg`, with the person's name.
 */
export const config = { matcher: ['/((?!_next/static/|_next/image$).*)'] };
