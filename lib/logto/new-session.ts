import 'server-only';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { AppError } from '#lib/errors.ts';
import { audit } from '#lib/log/audit.ts';
import { log } from '#lib/log/log.ts';
import { companyByIssuer } from '#lib/logto/companies.ts';
import { ensureEnded } from '#lib/session/pending-ends.ts';
import { allowanceMs, newSessionId, type Session } from '#lib/session/session.ts';
import type { Attempt } from '#lib/sign-in/transactions.ts';
import { authenticationAge, isFresh } from './authentication-age.ts';
import { type Claims, claimsSchema } from './claims.ts';
import { guardSignIn, type Verdict } from './guard.ts';
import { revoke } from './revoke.ts';
import { fetchUserinfo, type Userinfo } from './userinfo.ts';

/** What the SDK stores: access tokens as JSON by what they are for, their expiry in seconds. */
const storedSchema = z.object({
  idToken: z.string(),
  refreshToken: z.string().optional(),
  accessToken: z
    .string()
    .transform((json): unknown => JSON.parse(json))
    .pipe(
      z.record(
        z.string(),
        z.object({ token: z.string(), expiresAt: z.number(), scope: z.string().optional() }),
      ),
    ),
});

export type NewSession =
  | { kind: 'session'; session: Session }
  /** Logto has to ask the person: at this connector, when it is known. */
  | { kind: 'ask_again'; connector: string | undefined };

/**
 * A session of what a sign-in brought, if whoever came may come in; else nothing of it is left.
 * @throws AppError
 */
export async function newSession(
  saved: Record<string, string>,
  attempt: Attempt,
): Promise<NewSession> {
  const stored = storedSchema.parse(saved);
  let result: NewSession | undefined;
  try {
    result = await judged(stored, attempt);
    return result;
  } finally {
    if (result?.kind !== 'session') await revoke(stored.refreshToken);
  }
}

async function judged(
  { idToken, refreshToken, accessToken }: z.output<typeof storedSchema>,
  attempt: Attempt,
): Promise<NewSession> {
  const [own] = Object.values(accessToken);
  const claims = readClaims(idToken);
  const now = Date.now();
  const age = authenticationAge(claims);
  const fresh = isFresh(age, attempt.startedAt ?? now, now);
  const notFresh = () => {
    audit('sign_in_refused', { user: claims.sub, reason: 'sign_in_not_fresh' });
    return new AppError('sign_in_not_fresh', age === undefined ? 'no auth_time' : 'old auth_time');
  };
  // Logto was told to ask and didn't: the request was changed on its way.
  if (attempt.mustAsk && !fresh) throw notFresh();

  const userinfo = own && (await fetchUserinfo(own.token));
  const verdict = await guardSignIn(claims, userinfo?.ssoIdentities);
  if (verdict.kind === 'ask_again') {
    if (!attempt.again) return { kind: 'ask_again', connector: undefined };
    throw new AppError('guard_unavailable', 'Logto doesn’t say how they came');
  }
  if (verdict.kind === 'refused') {
    await refuse(verdict, claims, fresh);
    const { code, connectorId, continueWith } = verdict;
    throw new AppError(code, connectorId, { continueWith });
  }
  const viaCompany = isViaCompany(verdict, attempt, userinfo);
  // With `prompt=login` alone Logto asks, and its record is still of the time before: a password could
  // pass for the company's sign-in. `consent` was always sent, and only with it comes this scope.
  const hasConsent =
    refreshToken !== undefined && own?.scope?.split(' ').includes('offline_access') !== false;
  // A company decides each time who still belongs to it: Logto's own session doesn't speak for it.
  if (age === undefined || (viaCompany && !(fresh && hasConsent && age < allowanceMs(true)))) {
    if (attempt.again) throw notFresh();
    return { kind: 'ask_again', connector: await connectorOf(verdict, userinfo) };
  }
  if (!refreshToken) log.warn('no_refresh_token', { hint: 'docs/sessions.md' });
  const session: Session = {
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
    authenticatedAt: now - age,
    issuedAt: claims.iat && claims.iat * 1000,
    validatedAt: now,
    touchedAt: now,
  };
  return { kind: 'session', session };
}

type Accepted = Exclude<Verdict, { kind: 'refused' | 'ask_again' }>;

/** Without an answer of Logto the shorter life and the question are the safer guess. */
const isViaCompany = (verdict: Accepted, attempt: Attempt, userinfo: Userinfo | undefined) =>
  verdict.kind === 'admitted'
    ? verdict.connectorId !== undefined
    : attempt.screen === 'sso' || userinfo?.ssoIdentities?.length !== 0;

/** Undefined when several come into question: Logto's page finds out. */
async function connectorOf(verdict: Accepted, userinfo: Userinfo | undefined) {
  if (verdict.kind === 'admitted') return verdict.connectorId;
  const [identity, ...more] = userinfo?.ssoIdentities ?? [];
  if (!identity || more.length > 0) return undefined;
  const answer = await companyByIssuer(identity.issuer);
  return answer.ok ? answer.value.id : undefined;
}

/** The session at Logto would let the same person in again without a question: it ends, too. */
async function refuse(verdict: Refused, claims: Claims, fresh: boolean) {
  const { code, connectorId, domain } = verdict;
  audit('sign_in_refused', { user: claims.sub, reason: code, connector: connectorId, domain });
  await Promise.all([
    ensureEnded('logto_session', verdict.end),
    fresh ? undo(verdict, claims) : undefined,
  ]);
}

async function undo({ undo, connectorId }: Refused, { sub: user }: Claims) {
  const undone = await undo?.();
  if (!undone) return;
  audit('refused_sign_in_undone', {
    ...{ user, connector: connectorId, account: undone.account ? 'deleted' : undefined },
    memberships: undone.memberships.join(' ') || undefined,
    remains: undone.remains.join(' ') || undefined,
  });
}

type Refused = Extract<Verdict, { kind: 'refused' }>;

/** @throws AppError when the ID token's claims aren't what this app can read. */
function readClaims(idToken: string): Claims {
  const parsed = claimsSchema.safeParse(decodeJwt(idToken));
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path }) => path.join('.'));
  throw new AppError('id_token_invalid', `claims of another shape: ${paths.join(', ')}`);
}
