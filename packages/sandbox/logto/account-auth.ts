/**
 * Who calls the account API: the bearer of an opaque access token, the one that userinfo takes.
 * A JWT, whatever it was issued for, is nobody here.
 */
import type Provider from 'oidc-provider';
import type { ZodTypeAny, z } from 'zod/v3';
import { type Exchange, type Handler, send } from '../engine/http.ts';
import { parsed, readInput, UnreadableBody } from './account-input.ts';
import { LogtoError } from './errors.ts';
import { answersLogtoErrors } from './experience-api.ts';
import { activeUser, type LogtoUser, type Tenant } from './tenant.ts';
import { isVerified } from './verifications.ts';

export type AccountApi = { tenant: Tenant; provider: Provider; now: () => number };
export type Caller<Body = unknown> = {
  user: LogtoUser;
  scopes: Set<string>;
  sessionUid: string | undefined;
  /** Has proved within ten minutes to be the person, and sent the proof along. */
  verified: boolean;
  body: Body;
};
type AccountHandler<Body> = (exchange: Exchange, caller: Caller<Body>) => unknown;
/** A route without `body` doesn't look at what it is sent. */
type Input<Body extends ZodTypeAny> = { body?: Body; query?: ZodTypeAny };

export const NOBODY = 'auth.unauthorized';

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
  if (!user) throw new LogtoError(401, NOBODY);
  if (!token.scopes.has('openid')) throw new LogtoError(403, 'auth.forbidden');
  const proof = exchange.req.headers['logto-verification-id'];
  const { scopes, sessionUid } = token;
  return { user, scopes, sessionUid, verified: isVerified(tenant, user, proof, now()) };
}

/** Asks who it is, then whether there is an account center at all, then what was sent, as Logto does. */
export function forAccount<Body extends ZodTypeAny = ZodTypeAny>(
  api: AccountApi,
  handle: AccountHandler<z.infer<Body>>,
  input: Input<Body> = {},
): Handler {
  return answersLogtoErrors(async (exchange) => {
    const caller = await callerOf(api, exchange);
    if (!api.tenant.accountCenter.enabled) {
      throw new LogtoError(400, 'account_center.not_enabled');
    }
    try {
      const sent = input.body && (await readInput(exchange));
      if (input.query) parsed('query', input.query, Object.fromEntries(exchange.url.searchParams));
      const body = input.body && parsed('body', input.body, sent);
      await handle(exchange, { ...caller, body });
    } catch (error) {
      if (error instanceof UnreadableBody) {
        return send(exchange.res, 400, { message: error.message });
      }
      // Says which part of the request it is about, which the texts by language don't.
      const isInput = error instanceof LogtoError && error.code === 'guard.invalid_input';
      if (!isInput) throw error;
      send(exchange.res, error.status, error.body);
    }
  });
}

/** @param status Logto is not of one mind about it: some calls answer 400. */
export function requireScope({ scopes }: Caller, scope: string, status = 401) {
  if (!scopes.has(scope)) throw new LogtoError(status, NOBODY);
}

export function requireVerified({ verified }: Caller) {
  if (!verified) throw new LogtoError(401, 'verification_record.permission_denied');
}
