import { isHttps } from '#lib/env.ts';

/**
 * `__Host-` (RFC 6265bis) makes browsers refuse a cookie that lacks Secure, has another path, or
 * was set by a sibling host; it needs https, so localhost goes without.
 */
export const cookieName = (name: string) => (isHttps() ? `__Host-${name}` : name);

export const sessionCookieName = () => cookieName('session');
export const attemptCookiePrefix = () => cookieName('sign-in.');
