import 'server-only';
import { z } from 'zod';
import { getEnv } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import { toAppError } from './failures.ts';

/** What we and the SDK use of the discovery document (OpenID Connect Discovery §3). */
const documentSchema = z.object({
  issuer: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  end_session_endpoint: z.url(),
});
type Discovery = z.output<typeof documentSchema>;

const TIMEOUT_MS = 5000;
const discoveryUrl = () => `${getEnv().LOGTO_ENDPOINT}/oidc/.well-known/openid-configuration`;

let known: Discovery | undefined;

/**
 * Logto's discovery document, asked for now.
 * @param limitMs milliseconds
 * @throws AppError `logto_unreachable`, `logto_failed`, `logto_busy` or `settings_wrong`.
 */
export async function fetchDiscovery(limitMs = TIMEOUT_MS): Promise<Discovery> {
  const response = await fetch(discoveryUrl(), {
    cache: 'no-store',
    signal: AbortSignal.timeout(limitMs),
  }).catch((error: unknown) => {
    throw toAppError(error);
  });
  if (response.status === 429) throw new AppError('logto_busy', 'discovery answered 429');
  if (response.status >= 500) {
    throw new AppError('logto_failed', `discovery answered ${response.status}`);
  }
  const parsed = documentSchema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) {
    throw new AppError(
      'settings_wrong',
      `discovery answered ${response.status}, but not as a Logto`,
    );
  }
  return parsed.data;
}

/**
 * The same, asked for once a process. Call it before the SDK is used: the SDK keeps whatever JSON
 * it gets first, a maintenance page's included, until the process ends.
 */
export async function getDiscovery(): Promise<Discovery> {
  known ??= await fetchDiscovery();
  return known;
}
