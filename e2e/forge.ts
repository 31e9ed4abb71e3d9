import { decodeJwt, importJWK, type JWK, SignJWT } from 'jose';
import type { World } from './world.ts';

type Logto = NonNullable<World['sandbox']>['logto'];

/** From now on Logto's ID tokens carry changed claims, properly signed. */
export async function alterIdTokens(
  { world, faults }: { world: World; faults: Logto['faults'] },
  alter: (claims: Record<string, unknown>) => Record<string, unknown>,
) {
  const jwk = world.sandbox?.logto.signingKey as JWK;
  const key = await importJWK(jwk, 'ES384');
  faults.response = async (route, ctx) => {
    if (route !== 'token') return;
    const body = ctx.body as { id_token: string };
    body.id_token = await new SignJWT(alter(decodeJwt(body.id_token)))
      .setProtectedHeader({ alg: 'ES384', kid: jwk.kid })
      .sign(key);
  };
}
