import { getEnv, isHttps } from '#lib/env.ts';

/**
 * `__Host-` (RFC 6265bis) makes browsers refuse a cookie that lacks Secure, has another path, or
 * was set by a sibling host. It needs https. On localhost cookies ignore ports, so there the port
 * is part of the name: two apps side by side keep their own sessions.
 */
export const cookieName = (name: string) =>
  isHttps() ? `__Host-${name}` : `${name}-${new URL(getEnv().BASE_URL).port || 80}`;

export const sessionCookieName = () => cookieName('session');
export const attemptCookiePrefix = () => `${cookieName('sign-in')}.`;
