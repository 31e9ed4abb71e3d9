import 'server-only';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { audit } from '#lib/audit.ts';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import type { Attempt } from '#lib/session/attempts.ts';
import { newSessionId, type Session } from '#lib/session/session.ts';
import { type Claims, claimsSchema } from './claims.ts';
import { guardSignIn, type Verdict } from './guard.ts';
import { revokeRefreshToken } from './tokens.ts';
import { fetchUserinfo } from './userinfo.ts';

/** What the SDK stores: access tokens as JSON by what they are for, their expiry in seconds. */
const storedSchema = z.object({
  idToken: z.string(),
  refreshToken: z.string().optional(),
  accessToken: z
    .string()
    .transform((json): unknown => JSON.parse(json))
    .pipe(z.record(z.string(), z.object({ token: z.string(), expiresAt: z.number() }))),
});

/**
 * A session of what a sign-in brought, if whoever came may come in.
 * @throws AppError
 */
export async function newSession(
  saved: Record<string, string>,
  attempt: Attempt,
): Promise<Session | 'ask_again'> {
  const { idToken, refreshToken, accessToken } = storedSchema.parse(saved);
  const [own] = Object.values(accessToken);
  const claims = readClaims(idToken);
  const userinfo = own && (await fetchUserinfo(own.token));
  const verdict = await guardSignIn(claims, userinfo?.ssoIdentities);
  if (verdict.kind === 'ask_again') {
    if (attempt.again) throw new AppError('guard_unavailable', 'Logto doesn’t say how they came');
    if (refreshToken) await revokeRefreshToken(refreshToken).catch(() => {});
    return 'ask_again';
  }
  if (verdict.kind === 'refused') {
    await refuse(verdict, claims, refreshToken);
    throw new AppError(verdict.code, verdict.connectorId);
  }
  const viaCompany =
    verdict.kind === 'admitted'
      ? verdict.connectorId !== undefined
      : // Without an answer of Logto the shorter life is the safer guess.
        attempt.screen === 'sso' || userinfo?.ssoIdentities?.length !== 0;
  if (!refreshToken) log.warn('no_refresh_token', { hint: 'docs/sessions.md' });
  const now = Date.now();
  return {
    id: newSessionId(),
    sub: claims.sub,
    sid: claims.sid ?? undefined,
    idToken,
    refreshToken,
    accessTokens: own ? { '': { token: own.token, expiresAt: own.expiresAt * 1000 } } : {},
    organizationNames: userinfo?.organizationNames ?? {},
    companySso: viaCompany,
    connectorId: verdict.kind === 'admitted' ? verdict.connectorId : undefined,
    signedInAt: now,
    validatedAt: now,
    touchedAt: now,
  };
}

/**
 * Nothing of a refused sign-in is left: not its grant, and not the session at Logto, which would
 * let the same person in again without a question.
 */
async function refuse(verdict: Refusal, claims: Claims, refreshToken: string | undefined) {
  const { code, connectorId, domain } = verdict;
  audit('sign_in_refused', { user: claims.sub, reason: code, connector: connectorId, domain });
  const ended = await Promise.allSettled([
    verdict.end(),
    refreshToken ? revokeRefreshToken(refreshToken) : undefined,
  ]);
  for (const one of ended) {
    if (one.status === 'rejected') log.warn('refused_session_left_open', { cause: one.reason });
  }
}
type Refusal = Extract<Verdict, { kind: 'refused' }>;

/** @throws AppError when the ID token's claims aren't what this app can read. */
function readClaims(idToken: string): Claims {
  const parsed = claimsSchema.safeParse(decodeJwt(idToken));
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path }) => path.join('.'));
  throw new AppError('id_token_invalid', `claims of another shape: ${paths.join(', ')}`);
}
