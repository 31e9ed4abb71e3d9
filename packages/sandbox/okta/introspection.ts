/** Introspection and revocation, the answers' shape and the JWTs that oidc-provider doesn't take there. */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { decodeJwt } from 'jose';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { readForm } from '../engine/http.ts';
import type { Directory } from './directory.ts';

/** In front of a JWT: oidc-provider then takes the token for an opaque one, and looks it up. */
const MARK = '.';
export const unmarked = (token: string) => (token.startsWith(MARK) ? token.slice(1) : token);

const idTokens = new WeakMap<object, Record<string, unknown>>();

/** The same request with its JWT marked. An ID token is verified here, since nothing stores those. */
export async function withJwtMarked(
  provider: Provider,
  req: IncomingMessage,
): Promise<IncomingMessage> {
  const form = await readForm(req);
  const token = form.get('token') ?? '';
  const isJwt = token.split('.').length === 3;
  if (isJwt) form.set('token', MARK + token);
  const body = Buffer.from(form.toString());
  const marked = Object.create(req, {
    headers: { value: { ...req.headers, 'content-length': String(body.length) } },
    readable: { value: true },
    readableEncoding: { value: null },
    iterator: { value: () => Readable.from([body]).iterator() },
  });
  const claims = isJwt && (await idTokenClaims(provider, token));
  if (claims) idTokens.set(marked, claims);
  return marked;
}

async function idTokenClaims(provider: Provider, token: string) {
  try {
    const client = await provider.Client.find(String(decodeJwt(token).aud));
    if (!client) return undefined;
    await provider.IdToken.validate(token, client);
    const claims = decodeJwt(token);
    return Number(claims.exp) > Date.now() / 1000 ? claims : undefined;
  } catch {
    return undefined;
  }
}

/** What Okta's specification shows of each kind of token: `sub` and `username` are the login. */
export function introspectionOf(ctx: KoaContextWithOIDC, directory: Directory, audience: string) {
  const { AccessToken, RefreshToken, ClientCredentials } = ctx.oidc.entities;
  const idToken = idTokens.get(ctx.req);
  if (idToken) return { active: true, ...idToken };
  const token = AccessToken ?? RefreshToken ?? ClientCredentials;
  const body = ctx.body as Record<string, unknown>;
  if (!token || body.active !== true) return { active: false };
  const accountId = 'accountId' in token ? token.accountId : undefined;
  const user = accountId === undefined ? undefined : directory.active(accountId);
  // Whoever was deactivated has no active tokens, though they are still in the store.
  if (accountId !== undefined && !user) return { active: false };
  const common = {
    active: true,
    token_type: 'Bearer',
    scope: token.scope,
    client_id: token.clientId,
    username: user?.login,
    exp: body.exp,
    sub: user?.login ?? token.clientId,
  };
  if (token === RefreshToken) return common;
  const { iat } = body;
  const jti = `AT.${token.jti}`;
  return { ...common, iat, aud: audience, iss: ctx.oidc.issuer, jti, uid: user?.id };
}

/**
 * A client may end its own tokens only. With an access token oidc-provider would end the whole
 * grant; at Okta the refresh token outlives it, and only the other way round both end.
 */
export async function mayRevoke(
  _: KoaContextWithOIDC,
  caller: { clientId: string },
  token: { clientId?: string | undefined; kind: string; destroy(): Promise<void> },
) {
  if (token.clientId !== caller.clientId) return false;
  if (token.kind !== 'AccessToken') return true;
  await token.destroy();
  return false;
}
