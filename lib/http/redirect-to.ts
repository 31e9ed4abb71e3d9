import { getEnv } from '#lib/env.ts';
import { PRIVATE_HEADERS } from '#lib/http/headers.ts';

/**
 * 303 to a path of this site, made absolute by the configured base URL: behind a proxy the
 * request's own Host is not what the browser sees, and may be forged.
 */
export function redirectTo(path: string): Response {
  const location = new URL(path, getEnv().BASE_URL).href;
  return new Response(null, { status: 303, headers: { ...PRIVATE_HEADERS, Location: location } });
}
