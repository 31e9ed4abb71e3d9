import { getEnv, isDevelopment, isHttps } from '#lib/env.ts';
import { pictureSources } from '#lib/http/pictures.ts';

/** Keeps shared caches from storing one person's page for another (CVE-2025-48947, -64762). */
export const PRIVATE_HEADERS = { 'Cache-Control': 'private, no-store', Vary: 'Cookie' } as const;

/**
 * Only scripts with this request's nonce run, and nobody may frame the page. Forms lead here and to
 * Logto: browsers apply `form-action` to the redirect that a form's submission ends in as well.
 */
export function contentSecurityPolicy(nonce: string): string {
  const development = isDevelopment();
  const directives: Record<string, string> = {
    'default-src': "'self'",
    'script-src': `'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    'style-src': development ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`,
    // Pictures of people: what `shownPicture` lets through.
    'img-src': ["'self'", ...pictureSources()].join(' '),
    'font-src': "'self'",
    'connect-src': development ? "'self' ws:" : "'self'",
    'form-action': `'self' ${getEnv().LOGTO_ENDPOINT}`,
    'frame-ancestors': "'none'",
    'base-uri': "'none'",
    'object-src': "'none'",
    ...(isHttps() && { 'upgrade-insecure-requests': '' }),
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`.trim())
    .join('; ');
}
