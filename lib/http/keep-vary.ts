import { ServerResponse } from 'node:http';

/**
 * Keeps `Cookie` in a response's `Vary` once it is there. `proxy.ts` sets it, but Next 16 then
 * replaces the whole header for pages (`res.setHeader('Vary', …)` in its page runtime) and offers
 * no way to add to it. Caches that ignore `no-store` have served one person's page to another
 * (CVE-2025-48947), so the header is worth a patch: see docs/decisions/keep-vary-cookie.md.
 */
export function keepVaryCookie(
  response: Pick<ServerResponse, 'setHeader'> = ServerResponse.prototype,
) {
  const setHeader = response.setHeader;
  response.setHeader = function keepingVary(this: ServerResponse, name, value) {
    const replaces = name.toLowerCase() === 'vary' && namesCookie(this.getHeader('vary'));
    return setHeader.call(this, name, replaces && !namesCookie(value) ? `Cookie, ${value}` : value);
  };
}

const namesCookie = (vary: unknown) => /(^|,)\s*cookie\s*(,|$)/i.test(String(vary ?? ''));
