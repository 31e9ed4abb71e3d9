/**
 * The Secret Vault: what a company's Okta issued at somebody's sign-in, kept for the application
 *. Logto encrypts it; memory is enough of a vault for a sandbox.
 */
import type { Exchange } from '../engine/http.ts';
import { send } from '../engine/http.ts';
import type { SsoConnector } from './entities.ts';
import { LogtoError } from './errors.ts';
import { newId } from './ids.ts';
import type { Verification } from './interaction.ts';
import { configOf } from './sso.ts';
import { discover } from './sso-discovery.ts';
import type { LogtoUser, Tenant } from './tenant.ts';

export type TokenResponse = {
  access_token?: string;
  refresh_token?: string;
  id_token?: string;
  scope?: string;
  token_type?: string;
  expires_in?: number;
};
export type StoredTokens = {
  id: string;
  userId: string;
  connectorId: string;
  accessToken: string;
  refreshToken?: string;
  scope?: string;
  tokenType?: string;
  /** Seconds since 1970. */
  expiresAt?: number;
  createdAt: number;
  updatedAt: number;
};

const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
const NOT_FOUND = 'secrets.third_party_token_set.token_not_found';
const EXPIRED = 'secrets.third_party_token_set.access_token_expired';

const tokensFrom = (response: TokenResponse, now: number) => ({
  accessToken: response.access_token ?? '',
  refreshToken: response.refresh_token,
  scope: response.scope,
  tokenType: response.token_type,
  expiresAt: response.expires_in && seconds(now) + response.expires_in,
  updatedAt: now,
});

const findStored = ({ secrets }: Tenant, userId: string, connectorId: string) =>
  [...secrets.values()].find((one) => one.userId === userId && one.connectorId === connectorId);

/** At the end of a sign-in. A later one replaces what an earlier one left, under the same id. */
export function storeTokens(
  tenant: Tenant,
  user: LogtoUser,
  { connectorId, tokens }: Extract<Verification, { type: 'EnterpriseSso' }>,
  now: number,
) {
  const isOn = tenant.hasSecretVault && tenant.connectors.get(connectorId)?.enableTokenStorage;
  if (!tokens?.access_token || !isOn) return;
  const { id, createdAt } = findStored(tenant, user.id, connectorId) ?? {
    id: newId(21),
    createdAt: now,
  };
  const own = { id, userId: user.id, connectorId, createdAt };
  tenant.secrets.set(id, { ...own, ...tokensFrom(tokens, now) });
}

async function refresh(connector: SsoConnector, refreshToken: string): Promise<TokenResponse> {
  const config = configOf(connector);
  const { token_endpoint: endpoint } = await discover(config.issuer);
  const credentials = Buffer.from(`${config.clientId}:${config.clientSecret}`).toString('base64');
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new LogtoError(401, 'connector.authorization_failed', {
    ssoErrorCode: 'authorization_failed',
    message: 'Fail to fetch token',
    // As Okta wrote it, a string in the body.
    error: text,
  });
}

/** What is stored, renewed at Okta if its time is over. Never earlier: it may have a second left. */
async function currentTokens(tenant: Tenant, stored: StoredTokens, now: () => number) {
  if (!stored.expiresAt || seconds(now()) < stored.expiresAt) return stored;
  if (!stored.refreshToken) {
    tenant.secrets.delete(stored.id);
    throw new LogtoError(401, EXPIRED);
  }
  const connector = tenant.connectors.get(stored.connectorId);
  if (!connector) throw new LogtoError(404, NOT_FOUND);
  if (!connector.enableTokenStorage) {
    throw new LogtoError(422, 'connector.token_storage_not_supported');
  }
  const response = await refresh(connector, stored.refreshToken);
  // Some providers issue a refresh token once and never again.
  const renewed = {
    ...stored,
    ...tokensFrom({ refresh_token: stored.refreshToken, ...response }, now()),
  };
  tenant.secrets.set(stored.id, renewed);
  return renewed;
}

/** `GET /api/my-account/sso-identities/:connectorId/access-token`, once the caller is known. */
export async function sendStoredToken(
  tenant: Tenant,
  { res, params }: Exchange,
  user: LogtoUser,
  now: () => number,
) {
  const stored = findStored(tenant, user.id, params.connectorId ?? '');
  if (!stored) throw new LogtoError(404, NOT_FOUND);
  const { accessToken, scope, tokenType, expiresAt } = await currentTokens(tenant, stored, now);
  send(res, 200, {
    access_token: accessToken,
    ...(scope && { scope }),
    ...(tokenType && { token_type: tokenType }),
    ...(expiresAt && { expires_in: expiresAt - seconds(now()) }),
  });
}

export function refuseSocialToken(): never {
  throw new LogtoError(404, NOT_FOUND);
}
