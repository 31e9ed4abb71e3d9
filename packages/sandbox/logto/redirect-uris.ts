/**
 * Which addresses an application may be sent back to (docs/vendors.md L7). Logto allows `*` in a
 * registered host, where it stands for a part of one label, and in a path, where it stands for
 * anything. oidc-provider would take the star literally.
 */
import type { Provider } from 'oidc-provider';

/** Scheme, host, port, path, and the rest, in which a star has no meaning. */
const PARTS = /^([a-z][a-z\d+.-]*):\/\/([^/?#:@[]+)(?::(\d+))?(\/[^?#]*)?([?#].*)?$/i;

const withStars = (pattern: string, star: string) =>
  new RegExp(`^${pattern.replace(/[$()+.?[\\\]^{|}]/g, '\\$&').replaceAll('*', star)}$`);

function wildcard(registered: string) {
  const [, scheme, host, port = '', path = '/', rest = ''] = PARTS.exec(registered) ?? [];
  // `*.com` and `app.*` would let in strangers: the last two labels are always spelt out.
  if (!scheme || !host || host.split('.').slice(-2).join('').includes('*')) return undefined;
  if (rest.includes('*')) return undefined;
  const { protocol, port: effectivePort } = new URL(`${scheme}://host${port && `:${port}`}`);
  const hosts = withStars(host.toLowerCase(), '[^.]+');
  const isOrigin = (url: URL) =>
    url.protocol === protocol && url.port === effectivePort && hosts.test(url.hostname);
  return {
    isOrigin,
    matches: (url: URL) =>
      isOrigin(url) && withStars(path, '.*').test(url.pathname) && url.search + url.hash === rest,
  };
}

export function isRegistered(registered: readonly string[], address: string): boolean {
  const url = address.includes('*') ? null : URL.parse(address);
  if (!url) return false;
  return registered.some((one) =>
    one.includes('*') ? wildcard(one)?.matches(url) : URL.parse(one)?.href === url.href,
  );
}

/** Whether scripts of this origin may ask for an application's tokens: where it is, they run. */
export function isOriginOf(registered: readonly string[], origin: string): boolean {
  const url = URL.parse(origin);
  if (!url) return false;
  return registered.some((one) =>
    one.includes('*') ? wildcard(one)?.isOrigin(url) : URL.parse(one)?.origin === origin,
  );
}

export function matchRedirectUris({ Client }: Provider) {
  Client.prototype.redirectUriAllowed = function (address) {
    return isRegistered(this.redirectUris ?? [], address);
  };
  Client.prototype.postLogoutRedirectUriAllowed = function (address) {
    return isRegistered(this.postLogoutRedirectUris ?? [], address);
  };
}
