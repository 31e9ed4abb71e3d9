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
  if (reads && !PUBLIC_PATHS.has(pathname) && !request.cookies.has(sessionCookieName())) {
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
  return finish(response);
}

function finish(response: NextResponse) {
  for (const [name, value] of Object.entries(PRIVATE_HEADERS)) response.headers.set(name, value);
  return response;
}

/**
 * Not for static files, each by its name: an ending alone (`/dashboard/x.svg`) must not get a page
 * past these headers, for caches that go by endings would keep it.
 */
export const config = {
  matcher: [
    '/((?!_next/static/|_next/image$|(?:favicon\\.ico|icon\\.svg|apple-icon\\.png|robots\\.txt)$).*)',
  ],
};
