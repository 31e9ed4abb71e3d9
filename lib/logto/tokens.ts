import 'server-only';
import { basicAuth } from '@logto-okta/clients/basic-auth';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { z } from 'zod';
import { getEnv } from '#lib/env.ts';
import { log } from '#lib/log/log.ts';
import { type Claims, claimsSchema } from './claims.ts';
import { getDiscovery } from './discovery.ts';
import { toAppError } from './failures.ts';

/** Milliseconds. Nobody waits for it as long (`lib/session-check/revalidation.ts`). */
const REFRESH_TIMEOUT_MS = 12_000;
const TIMEOUT_MS = 5000;
/** Seconds; as the SDK allows it. */
const CLOCK_TOLERANCE = 300;
/** Milliseconds in which unknown key ids don't have the keys fetched again: a rotation is noticed after these. */
const KEYS_COOLDOWN_MS = 5000;

const answerSchema = z.object({
  access_token: z.string(),
  /** Seconds. */
  expires_in: z.number(),
  id_token: z.string().optional(),
  refresh_token: z.string().optional(),
  scope: z.string().optional(),
});
export type TokenAnswer = z.output<typeof answerSchema>;

export type RefreshResult =
  | { kind: 'tokens'; answer: TokenAnswer }
  /** The grant is over: revoked, expired, or its user suspended or deleted (docs/vendors.md L6). */
  | { kind: 'over' }
  /** Not these tokens: not a member, no such API. The session itself is none the worse for it. */
  | { kind: 'refused'; error: string }
  /**
   * Nothing is known about the grant. `everybody`: Logto is away or busy, not only for this one.
   * `retryAfterMs` is what Logto asked for, if it did.
   */
  | { kind: 'later'; everybody: boolean; retryAfterMs?: number };

/** Of a resource or organization (docs/vendors.md L6). */
const REFUSALS = ['access_denied', 'insufficient_scope', 'invalid_scope', 'invalid_target'];

/** `Retry-After` in seconds (RFC 9110 §10.2.3); a date is not worth reading here. */
function retryAfter(response: Response): { retryAfterMs?: number } {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: seconds * 1000 } : {};
}

const clientCredentials = () => basicAuth(getEnv().LOGTO_APP_ID, getEnv().LOGTO_APP_SECRET);

/**
 * The refresh grant (RFC 6749 §6), for the tokens of the session or, by `extra`, those of an API or
 * organization. Only `invalid_grant` says that the session is over; a wrong secret of ours, an
 * outage or a limit says nothing about the person, and signs nobody out.
 */
export async function refreshGrant(
  refreshToken: string,
  extra: Record<string, string> = {},
): Promise<RefreshResult> {
  try {
    const { token_endpoint } = await getDiscovery();
    const response = await fetch(token_endpoint, {
      method: 'POST',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(REFRESH_TIMEOUT_MS),
      headers: { authorization: clientCredentials(), accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        ...extra,
      }),
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) {
      const answer = answerSchema.safeParse(body);
      if (answer.success) {
        log.count('refreshed');
        return { kind: 'tokens', answer: answer.data };
      }
      log.warn('refresh_failed', { status: response.status, problem: 'not a token response' });
      return { kind: 'later', everybody: false };
    }
    const error = z.object({ error: z.string() }).safeParse(body).data?.error;
    if (response.status === 400 && error === 'invalid_grant') {
      log.count('refresh_refused');
      return { kind: 'over' };
    }
    if (error && REFUSALS.includes(error)) return { kind: 'refused', error };
    log.warn('refresh_failed', { status: response.status, problem: error?.slice(0, 60) });
    const everybody = response.status === 429 || response.status >= 500;
    return { kind: 'later', everybody, ...retryAfter(response) };
  } catch (error) {
    log.warn('refresh_failed', { problem: toAppError(error).code });
    return { kind: 'later', everybody: true };
  }
}

/**
 * Ends a refresh token and all that was granted with it (RFC 7009). An unknown one is ended (§2.2).
 * @throws what `fetch` throws; Error when Logto refuses.
 */
export async function revokeRefreshToken(refreshToken: string): Promise<void> {
  const response = await fetch(`${getEnv().LOGTO_ENDPOINT}/oidc/token/revocation`, {
    method: 'POST',
    cache: 'no-store',
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { authorization: clientCredentials() },
    body: new URLSearchParams({ token: refreshToken, token_type_hint: 'refresh_token' }),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`revocation answered ${response.status}`);
}

let keys: ReturnType<typeof createRemoteJWKSet> | undefined;

/** Logto's public keys, fetched once and again when a token names an unknown one (jose). */
export async function logtoKeys() {
  const { jwks_uri } = await getDiscovery();
  keys ??= createRemoteJWKSet(new URL(jwks_uri), {
    timeoutDuration: TIMEOUT_MS,
    cooldownDuration: KEYS_COOLDOWN_MS,
  });
  return keys;
}

/**
 * A refreshed ID token must be of the same issuer, client and person (OpenID Connect Core §12.2).
 * @throws jose's errors, or a ZodError for claims of another shape.
 */
export async function verifyIdToken(idToken: string, sub: string): Promise<Claims> {
  const { issuer } = await getDiscovery();
  const { payload } = await jwtVerify(idToken, await logtoKeys(), {
    issuer,
    audience: getEnv().LOGTO_APP_ID,
    subject: sub,
    algorithms: ['ES384', 'ES256', 'RS256'],
    clockTolerance: CLOCK_TOLERANCE,
  });
  return claimsSchema.parse(payload);
}
