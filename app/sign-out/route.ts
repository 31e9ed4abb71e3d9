import type { NextRequest } from 'next/server';
import { getEnv } from '#lib/env.ts';
import { PRIVATE_HEADERS } from '#lib/http/headers.ts';
import { provenanceOf } from '#lib/http/origin.ts';
import { EMPTY_ANSWER_HEADERS } from '#lib/http/security-headers.ts';
import { leave } from '#lib/logto/leave.ts';

/**
 * Signs out by an address that stays the same. A server action's id changes with the app, so the
 * *Sign out* of a page from before a deploy would do nothing (vercel/next.js#58430): the form then
 * comes here instead.
 */
export async function POST(request: NextRequest) {
  if (provenanceOf(request.headers) !== 'own') {
    return new Response(null, { status: 403, headers: EMPTY_ANSWER_HEADERS });
  }
  const everywhere = request.nextUrl.searchParams.has('everywhere');
  const to = await leave(everywhere ? 'everywhere' : 'here');
  const location = new URL(to, getEnv().BASE_URL).href;
  return new Response(null, { status: 303, headers: { ...PRIVATE_HEADERS, Location: location } });
}

/** A link or an image signs nobody out. */
export const GET = () =>
  new Response(null, { status: 405, headers: { ...EMPTY_ANSWER_HEADERS, Allow: 'POST' } });
export const HEAD = GET;
