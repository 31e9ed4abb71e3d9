import { type NextFetchEvent, type NextRequest, NextResponse } from 'next/server';
import { METADATA_PREFIX } from '#lib/api/resource.ts';
import { getEnv } from '#lib/env.ts';
import { clientAddress } from '#lib/http/client-address.ts';
import { contentSecurityPolicy, PRIVATE_HEADERS } from '#lib/http/headers.ts';
import { isUnknownAction } from '#lib/http/known-actions.ts';
import { isNavigation } from '#lib/http/navigation.ts';
import { judgeForm, type Rejection, takesPlainForm } from '#lib/http/refusal.ts';
import { EMPTY_ANSWER_HEADERS } from '#lib/http/security-headers.ts';
import { isLocale, LOCALE_COOKIE } from '#lib/i18n/locales.ts';
import { isCompanyUnavailable } from '#lib/logto/companies.ts';
import { unavailableInvitationPage } from '#lib/organizations/invitation-lookup.ts';
import { handOver } from '#lib/session/handover.ts';
import { proxyJar } from '#lib/session/jar.ts';
import type { Session } from '#lib/session/session.ts';
import { type Passed, passGate } from '#lib/session-check/session-check.ts';
import { signInPath, signInStart } from '#lib/sign-in/link.ts';
import { leaveNotice } from '#lib/sign-in/notice.ts';
import { problemPath } from '#lib/sign-in/problems.ts';

/** What needs no session. Whatever isn't listed here is protected, pages yet to come included. */
export const PUBLIC_PATHS = new Set([
  '/',
  '/callback',
  '/session/renew',
  '/sign-in',
  '/sign-in/another-person',
  '/sign-in/prefetched',
  '/sign-in/problem',
  '/sign-out',
  '/outdated',
  '/unavailable',
  '/unavailable/company',
  '/api/backchannel-logout',
  '/api/health',
  '/api/openapi.json',
  '/api/ready',
  '/api/session',
]);

/**
 * The same for everything below: links of companies, whatever their names; invitations, whose link
 * is the secret; what the API says of itself.
 */
export const PUBLIC_PREFIXES = ['/sso/', '/invitations/', '/.well-known/oauth-protected-resource/'];

/** The same for everybody, and for caches to keep: no session is looked at, no cookie set. */
const isMetadata = (pathname: string) => `${pathname}/`.startsWith(`${METADATA_PREFIX}/`);

/** Asked every few seconds, by machines: no session is opened or refreshed for them. */
const isProbe = (pathname: string) => pathname === '/api/health' || pathname === '/api/ready';

/**
 * Routes that answer for themselves, with a status instead of a redirect: nobody sits before them.
 */
const isApi = (pathname: string) => pathname.startsWith('/api/');

/**
 * Keeps the session fresh before anything is rendered, sets the headers that differ from request
 * to request, and redirects early who has no session. It protects nothing: each page, action and
 * route asks `requireUser()` itself, for proxies have been bypassed before (CVE-2025-29927,
 * CVE-2026-44573).
 */
export async function proxy(request: NextRequest, event: NextFetchEvent) {
  const { pathname, search } = request.nextUrl;
  const base = new URL(getEnv().BASE_URL);
  const answersItself = isApi(pathname) || isMetadata(pathname);
  const isFile = !answersItself && looksLikeFile(pathname);
  const jar = proxyJar(request);
  const noSession = isFile || pathname === '/callback' || isProbe(pathname) || isMetadata(pathname);
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const judged =
    reads || answersItself
      ? {}
      : await judgeForm(request, { isFile, isPlainForm: takesPlainForm(pathname) });
  if ('refused' in judged) return finish(turnAway(judged.refused));
  const { call } = judged;
  const { gate, opened, refusal }: Passed = noSession
    ? { gate: 'signed_out' }
    : await passGate(jar, (work) => event.waitUntil(work));
  const returnTo = pathname + search;
  const to = (path: string) => finish(NextResponse.redirect(new URL(path, base)));

  const mayRedirect = reads && isNavigation(request);
  const isOpen =
    PUBLIC_PATHS.has(pathname) ||
    PUBLIC_PREFIXES.some((prefix) => pathname.startsWith(prefix)) ||
    isFile ||
    answersItself;
  if (mayRedirect && !isOpen && gate === 'ended')
    return to(
      await problemPath(
        refusal?.code ?? 'session_ended',
        { returnTo, connector: refusal?.continueWith },
        { jar },
      ),
    );
  if (mayRedirect && !isOpen && gate === 'signed_out') return to(signInPath({ returnTo }));
  if (gate === 'ended') leaveNotice(jar, 'session_ended');

  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce);
  // Next takes the nonce for its own scripts from this request header; a client's is overwritten.
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  // A cookie's session is remembered anyway. A form may change it, and then shows the changed one.
  handOver(headers, reads && getEnv().REDIS_URL ? opened : undefined);
  // Next compares a form's Origin with the host it was sent to. Behind a proxy that rewrites Host
  // that is an inner name: what counts is the configured address.
  if (headers.get('origin') === base.origin) headers.set('x-forwarded-host', base.host);

  if (call && isUnknownAction(call.action)) return finish(outdated(request, call.form, headers));
  const unavailablePage = reads ? await unavailablePageFor(request, opened?.session) : undefined;
  const response =
    gate === 'unavailable' && reads && !isApi(pathname)
      ? unavailable(request, headers)
      : isTooMany(request)
        ? NextResponse.rewrite(request.url, {
            ...{ request: { headers }, status: 429, headers: { 'Retry-After': '60' } },
          })
        : unavailablePage
          ? rewriteToUnavailable(unavailablePage, request, headers)
          : NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  if (isMetadata(pathname)) return response;
  if (!isFile) return finish(response);
  // A file's caching is Next's to say; a page at such an address gets no-store from Next itself.
  response.headers.set('vary', PRIVATE_HEADERS.Vary);
  return response;

  function finish(answer: NextResponse) {
    jar.apply(answer);
    for (const [name, value] of Object.entries(PRIVATE_HEADERS)) answer.headers.set(name, value);
    return answer;
  }
}

/** The page that says it: a page itself can't choose its status. */
const isTooMany = ({ nextUrl: { pathname, searchParams } }: NextRequest) =>
  pathname === '/sign-in/problem' && searchParams.get('code') === 'too_many_requests';

const turnAway = ({ status, headers }: Rejection) =>
  new NextResponse(null, { status, headers: { ...EMPTY_ANSWER_HEADERS, ...headers } });

/**
 * A form of a page from before a deploy: its action has another id now. What it is for may still
 * have an address where nobody has to type anything again, which the form names (`PlainForm`).
 */
function outdated(request: NextRequest, form: FormData, headers: Headers) {
  // Next's script throws an error of its own for this header, which the page handles.
  if (request.headers.has('next-action')) {
    const said = { 'x-nextjs-action-not-found': '1', 'content-type': 'text/plain' };
    return new NextResponse('Server Action unavailable.', { status: 409, headers: said });
  }
  const otherwise = form.get('otherwise');
  if (otherwise === '/sign-in') {
    const path = signInStart(Object.fromEntries(form));
    return NextResponse.redirect(new URL(path, getEnv().BASE_URL), 303);
  }
  // Without it this is no form to Next, which would look for the action again.
  headers.delete('content-type');
  if (otherwise === '/sign-out' || otherwise === '/sign-out?everywhere=1') {
    return NextResponse.rewrite(new URL(otherwise, request.url), { request: { headers } });
  }
  const response = NextResponse.rewrite(new URL('/outdated', request.url), {
    request: { headers },
    status: 409,
  });
  response.headers.set('content-security-policy', headers.get('content-security-policy') ?? '');
  return response;
}

/** The page that says so, in place of the one that was asked for, which it tries again by itself. */
function unavailable(request: NextRequest, headers: Headers) {
  // All but the language: the session's cookie would ask the store once more for who is signed in.
  const locale = request.cookies.get(LOCALE_COOKIE)?.value;
  headers.delete('cookie');
  if (isLocale(locale)) headers.set('cookie', `${LOCALE_COOKIE}=${locale}`);
  return rewriteToUnavailable('/unavailable', request, headers);
}

function rewriteToUnavailable(page: string, request: NextRequest, headers: Headers) {
  const init = { request: { headers }, status: 503, headers: { 'Retry-After': '5' } };
  return NextResponse.rewrite(new URL(page, request.url), init);
}

/** The page to answer with when what was asked for can't be looked up at Logto now. */
async function unavailablePageFor(request: NextRequest, session?: Session) {
  if (await isCompanyUnavailable(request.nextUrl)) return '/unavailable/company';
  const visitor = session ? { userId: session.sub } : { address: clientAddress(request.headers) };
  return unavailableInvitationPage(request.nextUrl.pathname, visitor);
}

/**
 * Files of `public/`, in any folder, by the endings such files have: `/sso/acme.test` is a page.
 * Nothing is open because of it: pages ask `requireUser()`.
 */
const looksLikeFile = (pathname: string) =>
  /\.(avif|css|gif|html?|ico|jpe?g|js|json|map|mp4|pdf|png|svg|txt|webmanifest|webp|woff2?|xml)$/.test(
    pathname,
  );

/**
 * All but Next's own files. An ending alone doesn't get an address past these headers: caches that
 * go by endings would keep the "not found" page of `/dashboard/x.svg`, with the person's name.
 */
export const config = { matcher: ['/((?!_next/static/).*)'] };
