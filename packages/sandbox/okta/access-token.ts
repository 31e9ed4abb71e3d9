/**
 * A custom authorization server's access tokens are JWTs for the API's eyes, and still work at its
 * userinfo endpoint. oidc-provider has either JWTs or tokens for userinfo: so it keeps opaque ones,
 * and what the client gets is a JWT around the opaque token's id.
 */
import { createLocalJWKSet, importJWK, jwtVerify, SignJWT } from 'jose';
import type { JWK, Provider as ProviderType } from 'oidc-provider';
import { Provider } from '../engine/oidc-provider.ts';
import type { Directory } from './directory.ts';
import { unmarked } from './introspection.ts';

export const AUDIENCE = 'api://default';

const PREFIX = 'AT.';

type AccessToken = InstanceType<ProviderType['AccessToken']>;

/** Returns the value that a client got for a token. */
export function issueJwtAccessTokens(provider: ProviderType, key: JWK, directory: Directory) {
  const values = new WeakMap<object, string>();
  const signingKey = importJWK(key as Parameters<typeof importJWK>[0], 'RS256');
  const { d: _, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicKey } = key;
  const jwks = createLocalJWKSet({ keys: [publicKey] } as Parameters<typeof createLocalJWKSet>[0]);

  async function toJwt(token: AccessToken) {
    const entities = Provider.ctx?.oidc.entities;
    const iat = token.iat ?? Math.floor(Date.now() / 1000);
    return new SignJWT({
      ver: 1,
      cid: token.clientId,
      uid: token.accountId,
      scp: [...token.scopes],
      auth_time: (entities?.AuthorizationCode ?? entities?.RefreshToken)?.authTime,
      sub: directory.active(token.accountId)?.login,
    })
      .setProtectedHeader({ alg: 'RS256', kid: key.kid ?? '' })
      .setJti(PREFIX + token.jti)
      .setIssuer(provider.issuer)
      .setAudience(AUDIENCE)
      .setIssuedAt(iat)
      .setExpirationTime(iat + token.expiration)
      .sign(await signingKey);
  }

  const model = provider.AccessToken;
  const { find, prototype } = model;
  const { save } = prototype;
  prototype.save = async function saveAndSign(this: AccessToken) {
    await save.call(this);
    const value = await toJwt(this);
    values.set(this, value);
    return value;
  };
  model.find = async function findByJwt(value: string, options?: object) {
    const verified = await jwtVerify(unmarked(value), jwks).catch(() => undefined);
    return find.call(model, verified?.payload.jti?.slice(PREFIX.length) ?? '', options);
  } as typeof find;

  return (token: object) => values.get(token);
}
