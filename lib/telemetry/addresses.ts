/**
 * An address as it may leave in a span or metric: no query (`/callback?code=…`), and of what the
 * app asks others for, no ids (`/api/users/<id>/sessions`): those say who did what.
 */
export function addressTemplate(path: string): string {
  const [pathname = ''] = path.split(/[?#]/);
  // Logto's OpenID Connect endpoints have no ids in them.
  if (pathname.startsWith('/oidc/'))
    return /^\/oidc\/[a-z/.-]{1,60}$/.test(pathname) ? pathname : '/oidc/…';
  const [first, second, ...rest] = pathname.split('/').filter(Boolean);
  const known = [first, second].filter((part) => part && /^[a-z][a-z-]{0,39}$/.test(part));
  return `/${known.join('/')}${rest.length > 0 ? '/…' : ''}`;
}
