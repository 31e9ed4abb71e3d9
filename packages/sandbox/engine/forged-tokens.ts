/** Faults of tokens and keys: the server answers with tokens that no client should believe. */
import { exportJWK, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose';
import type { JWK, KoaContextWithOIDC } from 'oidc-provider';
import type { ResponseFault } from './faults.ts';

export type TokenName = 'id_token' | 'access_token';
export type Forgery = {
  /** Absent: the ID token. */
  token?: TokenName;
  claims?: JWTPayload | ((claims: JWTPayload) => JWTPayload);
  header?: Record<string, unknown>;
  /** Signed with another key than the one the header names. */
  signWith?: JWK;
};

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
const decode = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString());

async function signed(header: { alg: string }, claims: JWTPayload, key: JWK) {
  const imported = await importJWK(key as Parameters<typeof importJWK>[0], header.alg);
  return new SignJWT(claims).setProtectedHeader(header).sign(imported);
}

/** The JWT in a token response, opened; undefined when there is none. */
function tokenIn(route: string, ctx: KoaContextWithOIDC, name: TokenName) {
  const parts = String((ctx.body as Record<string, unknown> | undefined)?.[name]).split('.');
  if (route !== 'token' || parts.length !== 3) return undefined;
  const [header, claims, signature = ''] = parts;
  return { header: decode(header), claims: decode(claims), signature };
}

const replaceIn = (ctx: KoaContextWithOIDC, name: TokenName, token: string) => {
  ctx.body = { ...(ctx.body as object), [name]: token };
};

/**
 * The token with other claims or another header, signed anew; `alg: none` leaves it unsigned.
 * @param keys the server's private keys: the token's own is found among them.
 */
export function forged(keys: JWK[], forgery: Forgery = {}): ResponseFault {
  const { token: name = 'id_token', claims: change, signWith } = forgery;
  return async (route, ctx) => {
    const token = tokenIn(route, ctx, name);
    const key = signWith ?? keys.find(({ kid }) => kid === token?.header.kid);
    if (!token || !key) return false;
    const header = { ...token.header, ...forgery.header };
    const claims =
      typeof change === 'function' ? change(token.claims) : { ...token.claims, ...change };
    const unsigned = `${encode(header)}.${encode(claims)}.`;
    replaceIn(ctx, name, header.alg === 'none' ? unsigned : await signed(header, claims, key));
    return true;
  };
}

/** Claims changed on the way: the signature is the original's. */
export const tampered =
  (changes: JWTPayload, name: TokenName = 'id_token'): ResponseFault =>
  (route, ctx) => {
    const token = tokenIn(route, ctx, name);
    if (!token) return false;
    const claims = { ...token.claims, ...changes };
    replaceIn(ctx, name, `${encode(token.header)}.${encode(claims)}.${token.signature}`);
    return true;
  };

/** Dated as by a clock that goes wrong by so many seconds. */
export const skewed = (keys: JWK[], seconds: number, token?: TokenName) =>
  forged(keys, {
    ...(token && { token }),
    claims: (claims) => ({
      ...claims,
      ...(claims.iat !== undefined && { iat: claims.iat + seconds }),
      ...(claims.exp !== undefined && { exp: claims.exp + seconds }),
    }),
  });

/** A key of the same kind as `like`. */
export async function otherKey(like: JWK, kid: string | undefined = like.kid): Promise<JWK> {
  const { privateKey } = await generateKeyPair(like.alg ?? '', { extractable: true });
  const { alg, use } = like;
  return { ...(await exportJWK(privateKey)), ...{ alg, use, kid } } as JWK;
}

/** From now on the server signs with a new key, and publishes no other. */
export async function rotatedKeys(keys: JWK[], token?: TokenName): Promise<ResponseFault> {
  const [first] = keys;
  if (!first) throw new Error('a server without keys has none to rotate');
  const next = await otherKey(first, 'rotated-key');
  const { d: _, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...published } = next;
  const sign = forged([], {
    ...(token && { token }),
    header: { kid: next.kid },
    signWith: next,
  });
  return (route, ctx) => {
    if (route !== 'jwks') return sign(route, ctx);
    ctx.body = { keys: [published] };
    return true;
  };
}

const NAME_LENGTH = 32;

/** A claim that is a list of names, as groups and roles are, of about so many bytes. */
export function oversized(keys: JWK[], claim: string, bytes: number): ResponseFault {
  const names = Array.from({ length: Math.ceil(bytes / NAME_LENGTH) }, (_, index) =>
    `${claim}-${index + 1}-`.padEnd(NAME_LENGTH - 3, 'x'),
  );
  const sign = forged(keys, { claims: { [claim]: names } });
  return (route, ctx) => {
    if (route !== 'userinfo') return sign(route, ctx);
    if (typeof ctx.body !== 'object' || ctx.status !== 200) return false;
    ctx.body = { ...ctx.body, [claim]: names };
    return true;
  };
}
