/**
 * Who calls the account API: the bearer of an opaque access token, the one that userinfo takes.
 * A JWT, whatever it was issued for, is nobody here.
 */
import type Provider from 'oidc-provider';
import { type Exchange, type Handler, readJson } from '../engine/http.ts';
import { LogtoError } from './errors.ts';
import { answersLogtoErrors } from './experience-api.ts';
import { activeUser, type LogtoUser, type Tenant } from './tenant.ts';
import { isVerified } from './verifications.ts';

export type AccountApi = { tenant: Tenant; provider: Provider; now: () => number };
export type Caller = {
  user: LogtoUser;
  scopes: Set<string>;
  sessionUid: string | undefined;
  /** Has proved within ten minutes to be the person, and sent the proof along. */
  verified: boolean;
  body: Record<string, unknown>;
};
export type AccountHandler = (exchange: Exchange, caller: Caller) => unknown;

function bearerOf({ req }: Exchange) {
  const { authorization } = req.headers;
  if (!authorization) throw new LogtoError(401, 'auth.authorization_header_missing');
  if (!authorization.startsWith('Bearer ')) {
    const supportedTypes = ['Bearer'];
    throw new LogtoError(401, 'auth.authorization_token_type_not_supported', { supportedTypes });
  }
  return authorization.slice('Bearer '.length);
}

async function callerOf({ tenant, provider, now }: AccountApi, exchange: Exchange) {
  const token = await provider.AccessToken.find(bearerOf(exchange));
  const user = token && activeUser(tenant, token.accountId);
  if (!user) throw new LogtoError(401, 'auth.unauthorized');
  if (!token.scopes.has('openid')) throw new LogtoError(403, 'auth.forbidden');
  const proof = exchange.req.headers['logto-verification-id'];
  const { scopes, sessionUid } = token;
  return { user, scopes, sessionUid, verified: isVerified(tenant, user, proof, now()) };
}

/** Asks who it is before whether there is an account center at all, as Logto does. */
export const forAccount = (api: AccountApi, handle: AccountHandler): Handler =>
  answersLogtoErrors(async (exchange) => {
    const caller = await callerOf(api, exchange);
    if (!api.tenant.accountCenter.enabled) {
      throw new LogtoError(400, 'account_center.not_enabled');
    }
    const body = await readJson(exchange.req).catch(() => {
      throw new LogtoError(400, 'guard.invalid_input');
    });
    await handle(exchange, { ...caller, body });
  });

export function requireScope({ scopes }: Caller, scope: string) {
  if (!scopes.has(scope)) throw new LogtoError(401, 'auth.unauthorized');
}

export function requireVerified({ verified }: Caller) {
  if (!verified) throw new LogtoError(401, 'verification_record.permission_denied');
}
