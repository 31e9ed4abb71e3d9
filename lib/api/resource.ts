/** The API as a protected resource: its name, and where it says how to get in (RFC 9728). */
import 'server-only';
import { PRODUCT_NAME } from '#lib/brand.ts';
import { getEnv } from '#lib/env.ts';
import { getDiscovery } from '#lib/logto/discovery.ts';
import { API_PERMISSIONS } from '#lib/permissions.ts';

export const METADATA_PREFIX = '/.well-known/oauth-protected-resource';

/** The API's indicator, the `aud` of its tokens: what `npm run setup` registers in Logto. */
export const apiIndicator = () => getEnv().API_RESOURCE ?? `${getEnv().BASE_URL}/api`;

/**
 * Where the metadata of the API is: between host and path of its indicator (RFC 9728 §3.1).
 * Undefined when `API_RESOURCE` is a name of another site's, or none that has such an address:
 * clients must not believe what is said of it here (§3.3).
 */
export function metadataUrl(): string | undefined {
  const { BASE_URL } = getEnv();
  const indicator = URL.parse(apiIndicator());
  if (!indicator || indicator.origin !== new URL(BASE_URL).origin) return undefined;
  if (indicator.search || indicator.hash) return undefined;
  const path = indicator.pathname === '/' ? '' : indicator.pathname;
  return `${indicator.origin}${METADATA_PREFIX}${path}`;
}

/**
 * RFC 9728 §2, for everybody the same.
 * @throws AppError when Logto, whose name is in it, wasn't reached since the process began.
 */
export async function resourceMetadata() {
  const { issuer } = await getDiscovery();
  return {
    resource: apiIndicator(),
    authorization_servers: [issuer],
    scopes_supported: Object.keys(API_PERMISSIONS),
    bearer_methods_supported: ['header'],
    resource_name: `${PRODUCT_NAME} API`,
  };
}
