/**
 * Settings that a host knows better than a person: on Vercel, where this deployment is reached and
 * where the Redis of its marketplace is. Only variables count, never a request's `Host`, which
 * anybody can choose. https://vercel.com/docs/environment-variables/system-environment-variables
 */
type Source = Record<string, string | undefined>;

/** Vercel gives bare host names; whatever else stands there is no address. */
const host = (value: string | undefined) =>
  value && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(value) ? value.toLowerCase() : undefined;

/**
 * Where people reach this deployment: production by its domain, which stays the same from one
 * deployment to the next; a preview by its branch's address, as Vercel's links to it do.
 */
function vercelHost(source: Source): string | undefined {
  if (source.VERCEL !== '1') return undefined;
  if (source.VERCEL_ENV === 'production') return host(source.VERCEL_PROJECT_PRODUCTION_URL);
  return host(source.VERCEL_BRANCH_URL) ?? host(source.VERCEL_URL);
}

/** The other names of the same deployment. A sign-in begun by one of them moves to `BASE_URL`. */
function otherHosts(source: Source, baseUrl: string | undefined): string[] {
  if (source.VERCEL !== '1') return [];
  const names = [source.VERCEL_URL, source.VERCEL_BRANCH_URL].map(host);
  const own = URL.parse(baseUrl ?? '')?.hostname;
  return [...new Set(names)].filter((one): one is string => one !== undefined && one !== own);
}

/** The settings with what the host adds. Whatever was set by hand wins. */
export function withHostSettings(source: Source): Source {
  const found = vercelHost(source);
  const BASE_URL = source.BASE_URL || (found && `https://${found}`);
  return {
    ...source,
    ...(BASE_URL && { BASE_URL }),
    OTHER_HOSTS: otherHosts(source, BASE_URL).join(','),
    // Vercel writes the header anew: https://vercel.com/docs/headers/request-headers
    TRUSTED_PROXY_HOPS: source.TRUSTED_PROXY_HOPS || (source.VERCEL === '1' ? '1' : undefined),
    // Upstash by Vercel's marketplace sets both names, some stores only the older one. Their
    // `…_REST_…` variables are for another protocol.
    REDIS_URL: source.REDIS_URL || source.KV_URL,
  };
}
