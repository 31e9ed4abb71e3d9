import { forged } from '@logto-okta/sandbox/engine/forged-tokens';
import type { JWTPayload } from 'jose';
import type { World } from './world.ts';

type Logto = NonNullable<World['sandbox']>['logto'];

/** From now on Logto's ID tokens carry changed claims, properly signed. */
export function alterIdTokens(
  { world, faults }: { world: World; faults: Logto['faults'] },
  alter: (claims: JWTPayload) => JWTPayload,
) {
  faults.response = forged(world.sandbox?.logto.signingKeys ?? [], { claims: alter });
}
