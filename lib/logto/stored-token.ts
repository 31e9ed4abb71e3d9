import 'server-only';
import { own } from '@logto-okta/clients/own';
import { fail, ok, type Result } from '@logto-okta/clients/result';
import { z } from 'zod';
import { getEnv } from '#lib/env.ts';
import { log } from '#lib/log/log.ts';
import { toAppError } from './failures.ts';

/** Why Logto has no token of a company's identity provider for somebody (docs/vendors.md L12). */
export type NoStoredToken =
  /** The account center is switched off in Logto. */
  | 'account_center_off'
  /** The session is from before the app asked for the scope `identities`. */
  | 'scope_missing'
  /** Nothing was kept: token storage is off, or was at the last company sign-in. */
  | 'never_stored'
  /** It has expired, and Okta gave nothing to renew it with (`offline_access`). */
  | 'expired'
  /** Logto asked Okta for a new one and was refused. */
  | 'renewal_refused'
  /** Token storage is off at the connector. */
  | 'storage_off'
  | 'unavailable';

const tokenSchema = z.object({ access_token: z.string(), scope: z.string().default('') });
export type StoredToken = { token: string; scopes: Set<string> };

const TIMEOUT_MS = 8000;
const BY_LOGTO_CODE: Record<string, NoStoredToken> = {
  'account_center.not_enabled': 'account_center_off',
  'auth.forbidden': 'scope_missing',
  'secrets.third_party_token_set.token_not_found': 'never_stored',
  'secrets.third_party_token_set.access_token_expired': 'expired',
  'connector.authorization_failed': 'renewal_refused',
  'connector.token_storage_not_supported': 'storage_off',
};

/**
 * The token that the person's company issued at their last sign-in, renewed by Logto when it has
 * expired. It stays on the server.
 *
 * @param accessToken the person's own, opaque, for Logto's account API.
 */
export async function fetchStoredToken(
  accessToken: string,
  connectorId: string,
): Promise<Result<StoredToken, NoStoredToken>> {
  const path = `/api/my-account/sso-identities/${encodeURIComponent(connectorId)}/access-token`;
  try {
    const response = await fetch(getEnv().LOGTO_ENDPOINT + path, {
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const body: unknown = await response.json();
    if (response.ok) {
      const { access_token, scope } = tokenSchema.parse(body);
      return ok({ token: access_token, scopes: new Set(scope.split(' ')) });
    }
    const code = z.object({ code: z.string() }).safeParse(body).data?.code ?? '';
    log.warn('stored_token_refused', { status: response.status, reason: code });
    return fail(own(BY_LOGTO_CODE, code) ?? 'unavailable');
  } catch (error) {
    log.warn('stored_token_refused', { problem: toAppError(error).code });
    return fail('unavailable');
  }
}
