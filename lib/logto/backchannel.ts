import 'server-only';
import { jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { getEnv } from '#lib/env.ts';
import { log } from '#lib/log/log.ts';
import { endLater } from '#lib/session/pending-ends.ts';
import { sessionStore } from '#lib/session/store.ts';
import { getDiscovery } from './discovery.ts';
import { toAppError } from './failures.ts';
import { logtoKeys } from './tokens.ts';

/** Why a logout token isn't one; goes to the log and, as the specification wants it, to the caller. */
export class LogoutTokenError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'LogoutTokenError';
  }
}

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Seconds. Logto's tokens live two minutes; clocks may differ as much as at sign-in. */
const CLOCK_TOLERANCE = 300;
const MAX_AGE = 600;

const claimsSchema = z
  .object({
    jti: z.string().min(1).max(200),
    sub: z.string().min(1).optional(),
    sid: z.string().min(1).optional(),
    /** Seconds. */
    iat: z.number(),
    events: z.object({ [LOGOUT_EVENT]: z.looseObject({}) }),
    nonce: z.never().optional(),
  })
  .refine(({ sub, sid }) => sub ?? sid, 'neither sub nor sid');

/** Seconds; a token is too old to be taken after that. */
const REMEMBERED = MAX_AGE + CLOCK_TOLERANCE;
/** Tokens used by this process; `isClaimed` asks the others where there is a shared store. */
const seen = new LRUCache<string, true>({ max: 10_000, ttl: REMEMBERED * 1000 });

/**
 * Ends the sessions that Logto says are over (OpenID Connect Back-Channel Logout 1.0 §2.6).
 *
 * @throws LogoutTokenError for whatever isn't a logout token of our Logto for this app; AppError
 * when Logto's keys or the store of sessions can't be reached.
 */
export async function endByLogoutToken(token: string): Promise<void> {
  const { jti, sub, sid, iat } = await verify(token);
  const store = sessionStore();
  const use = `logout:${jti}`;
  if (seen.has(jti) || (await store.isClaimed(use))) {
    throw new LogoutTokenError('jti was used before');
  }
  // With a `sid` it is about one session; a bare `sub` is about all of a person's. In whole seconds:
  // what began in the same one was there. What began later is none of this token's, however late it is.
  const end = () => store.endAll(sid ? { sid } : { sub }, { issuedBy: iat * 1000 });
  await end().catch((error: unknown) => {
    // Logto doesn't send it again (docs/vendors.md L8).
    endLater('sessions', end, error);
    throw error;
  });
  // Used up only now: what failed may come again. Two at once end the same sessions.
  await store.claim(use, REMEMBERED);
  seen.set(jti, true);
  log.info('backchannel_logout', { by: sid ? 'sid' : 'sub' });
}

async function verify(token: string) {
  const { issuer } = await getDiscovery();
  const keys = await logtoKeys();
  const verified = await jwtVerify(token, keys, {
    issuer,
    audience: getEnv().LOGTO_APP_ID,
    typ: 'logout+jwt',
    algorithms: ['ES384', 'ES256', 'RS256'],
    requiredClaims: ['iat', 'exp', 'jti', 'events'],
    maxTokenAge: MAX_AGE,
    clockTolerance: CLOCK_TOLERANCE,
  }).catch((error: unknown) => {
    // Not reaching the keys says nothing about the token.
    const { code } = toAppError(error);
    if (code === 'id_token_invalid' || code === 'clock_skew') {
      throw new LogoutTokenError((error as Error).message);
    }
    throw error;
  });
  const claims = claimsSchema.safeParse(verified.payload);
  if (claims.success) return claims.data;
  const [issue] = claims.error.issues;
  throw new LogoutTokenError(`${issue?.path.join('.') || 'claims'}: ${issue?.message}`);
}
