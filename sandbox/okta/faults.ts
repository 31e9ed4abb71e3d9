/** What a test wants to go wrong at the org. Set a field to switch it on, delete it to switch it off. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import type { JWK, KoaContextWithOIDC } from 'oidc-provider';

export type Faults = {
  /** Sees every request first; answers it itself, or leaves it unanswered, by returning true. */
  request?: (req: IncomingMessage, res: ServerResponse) => boolean;
  /** May change a response of the OAuth endpoints before it leaves. */
  response?: ResponseFault;
};

/** `route` is oidc-provider's name for the endpoint: `discovery`, `jwks`, `token`, `userinfo`. */
export type ResponseFault = (route: string, ctx: KoaContextWithOIDC) => void | Promise<void>;

type Forgery = { claims?: JWTPayload; header?: Record<string, unknown> };

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
const decode = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString());

/** A response fault: the ID token with other claims or another header, signed with `key`. */
export function forgedIdToken(key: JWK, { claims, header }: Forgery = {}): ResponseFault {
  return async (route, ctx) => {
    const tokens = ctx.body as { id_token?: string };
    if (route !== 'token' || !tokens?.id_token) return;
    const [oldHeader, oldClaims] = tokens.id_token
      .split('.')
      .map((part, i) => i < 2 && decode(part));
    const newHeader = { ...oldHeader, kid: key.kid, ...header };
    const newClaims = { ...oldClaims, ...claims };
    ctx.body = {
      ...tokens,
      id_token:
        newHeader.alg === 'none'
          ? `${encode(newHeader)}.${encode(newClaims)}.`
          : await new SignJWT(newClaims)
              .setProtectedHeader(newHeader)
              .sign(await importJWK(key as Parameters<typeof importJWK>[0], newHeader.alg)),
    };
  };
}
