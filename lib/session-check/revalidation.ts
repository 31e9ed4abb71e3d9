import 'server-only';
import { setTimeout as wait } from 'node:timers/promises';
import { domainOf } from '@logto-okta/clients/email-address';
import { withTimeLimit } from '@logto-okta/clients/time-limit';
import { decodeJwt } from 'jose';
import { getEnv } from '#lib/env.ts';
import type { AppError } from '#lib/errors.ts';
import { audit } from '#lib/log/audit.ts';
import { log } from '#lib/log/log.ts';
import { managementApi, sessionBySid, sessionsOf } from '#lib/logto/admin.ts';
import type { Claims } from '#lib/logto/claims.ts';
import type { RefusedAddress } from '#lib/logto/guard-rule.ts';
import { refusalNow } from '#lib/logto/rejudge.ts';
import { revoke } from '#lib/logto/revoke.ts';
import { refreshGrant, type TokenAnswer, verifyIdToken } from '#lib/logto/tokens.ts';
import { fetchUserinfo } from '#lib/logto/userinfo.ts';
import { memory } from '#lib/session/memory.ts';
import { longestSeconds, type Session } from '#lib/session/session.ts';
import { sessionStore } from '#lib/session/store.ts';

/**
 * Keeps a session true. Logto is asked again, by the refresh grant, when it was last asked
 * `SESSION_REVALIDATE_SECONDS` ago or the access token is about to expire: the answer says whether
 * the person still may, and brings today's roles and organizations.
 *
 * It happens in `proxy.ts`, before rendering: a server component can't store what it gets
 * (logto-io/js#778, auth0/nextjs-auth0#1282).
 */
export type Freshened =
  /** `cookie` is what the browser has to keep from now on, if that changed. */
  { kind: 'fresh'; session: Session; cookie?: { value: string; maxAge: number } } | Ended;
/** `refusal`: by the SSO guard, as things are today. */
type Ended = { kind: 'ended'; refusal?: RefusedAddress };

export type KeepAlive = (work: Promise<unknown>) => void;

/** Milliseconds. An access token is renewed this long before it expires, not when it is needed. */
const EARLY_MS = 60_000;
/** Milliseconds. How long Logto is left alone after it failed, unless it says for how long. */
const PAUSE_MS = 15_000;
const MIN_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 5 * 60_000;
/**
 * Milliseconds. A page waits this long for Logto; the answer is taken all the same when it comes
 * later, for at a rotation it holds the only token that is still good.
 */
const PATIENCE_MS = 4000;
/** A refreshed cookie that was lost on its way is given again for this long, after a rotation. */
const ROTATED_MEMORY_MS = 24 * 3600 * 1000;
const HOUR_MS = 3600_000;

function isDue(session: Session, now = Date.now()): boolean {
  if (!session.refreshToken) return false;
  const every = getEnv().SESSION_REVALIDATE_SECONDS * 1000;
  // Zero: the app itself changed what the claims say.
  if (session.validatedAt === 0) return true;
  if (every > 0 && now - session.validatedAt >= every) return true;
  const own = session.accessTokens[''];
  return own !== undefined && own.expiresAt - now < EARLY_MS;
}

/** Idle time counts from the last write, so a session in use is written now and then. */
const isUntouched = (session: Session, now = Date.now()) =>
  now - session.touchedAt > Math.min(HOUR_MS, getEnv().SESSION_IDLE_SECONDS * 100);

/**
 * @param value the session's cookie as the browser sent it.
 * @param keepAlive is given a renewal that may outlive the response: a process that is frozen after
 * it, as on Vercel, would lose the only token that is still good.
 * @throws AppError `sessions_unavailable`.
 */
export function freshen(
  session: Session,
  value: string,
  keepAlive: KeepAlive = () => {},
): Promise<Freshened> {
  const due = isDue(session);
  const kept: Freshened = { kind: 'fresh', session };
  if (!due && !isUntouched(session)) return Promise.resolve(kept);

  // Requests that came with the same cookie, at once or a little late, share one renewal: a second
  // use of a rotated refresh token would revoke the grant (docs/vendors.md L6).
  const { refreshes, pausedUntil, paused } = memory();
  const key = `${session.id}:${session.touchedAt}`;
  const running = refreshes.get(key) as Promise<Freshened> | undefined;
  if (running) return inPatience(running, kept, keepAlive);
  const until = Math.max(pausedUntil, paused.get(session.id) ?? 0);
  if (due && Date.now() < until) return Promise.resolve(kept);

  const renewal = renewAlone(session, value);
  refreshes.set(key, renewal);
  renewal.then(
    (result) => {
      // What failed is tried again; what was kept as it is needs no memory.
      if (isUnchanged(session, result)) refreshes.delete(key);
      else if (isRotated(session, result)) refreshes.set(key, renewal, { ttl: ROTATED_MEMORY_MS });
    },
    () => refreshes.delete(key),
  );
  return inPatience(renewal, kept, keepAlive);
}

async function inPatience(
  renewal: Promise<Freshened>,
  kept: Freshened,
  keepAlive: KeepAlive,
): Promise<Freshened> {
  keepAlive(renewal.catch(() => {}));
  return withTimeLimit(renewal, PATIENCE_MS, () => kept);
}

/** By what was written, as the store may have opened it anew. */
const isUnchanged = (before: Session, result: Freshened) =>
  result.kind === 'fresh' && result.session.touchedAt === before.touchedAt;

const isRotated = (before: Session, result: Freshened) =>
  result.kind === 'fresh' && result.session.refreshToken !== before.refreshToken;

async function renewAlone(session: Session, value: string): Promise<Freshened> {
  const store = sessionStore();
  const result = await store.exclusively(`refresh:${session.id}`, async () => {
    // Another process may have been faster.
    const current = await store.open(value);
    if (!current) return { kind: 'ended' } as const;
    const next = isDue(current) ? await refreshed(current) : current;
    if ('kind' in next) {
      await store.end(current);
      return next;
    }
    if (next === current && !isUntouched(current))
      return { kind: 'fresh', session: current } as const;
    return keep({ ...next, touchedAt: Date.now() }, current, value);
  });
  return result ?? { kind: 'fresh', session };
}

async function refreshed(session: Session): Promise<Session | Ended> {
  const result = await refreshGrant(session.refreshToken as string);
  if (result.kind === 'over') return { kind: 'ended' };
  if (result.kind === 'tokens') {
    if (await isOverAtLogto(session)) {
      // Ending a session at Logto leaves its grants alive (docs/vendors.md L8).
      await revoke(result.answer.refresh_token ?? session.refreshToken);
      return { kind: 'ended' };
    }
    const next = await withTokens(session, result.answer);
    const refusal = await refusalOf(next);
    if (!refusal) return next;
    await revoke(next.refreshToken);
    return { kind: 'ended', refusal };
  }
  const asked = result.kind === 'later' ? result.retryAfterMs : undefined;
  const pause = Math.min(Math.max(asked ?? PAUSE_MS, MIN_PAUSE_MS), MAX_PAUSE_MS);
  const until = Date.now() + pause;
  // What is wrong with one grant alone must not keep the others from being asked about.
  if (result.kind === 'later' && result.everybody) memory().pausedUntil = until;
  else memory().paused.set(session.id, until);
  return session;
}

/**
 * Signing out at Logto leaves refresh tokens alive (docs/vendors.md L8), and its back-channel logout
 * is sent once, perhaps while Redis or this app was away. So Logto is asked, with credentials of the
 * Management API. No answer is no reason to sign anybody out.
 */
async function isOverAtLogto({ sub, sid }: Session): Promise<boolean> {
  const api = managementApi('revalidation');
  if (!api || !sid) return false;
  try {
    return !sessionBySid(await sessionsOf(api, sub), sid);
  } catch (error) {
    log.warn('session_not_checked', { problem: (error as Error).name });
    return false;
  }
}

/**
 * The guard judged the address that the person had, by the companies that there were. Both may be
 * others now. Where that can't be known the session stays, and is judged the next time.
 */
async function refusalOf(session: Session): Promise<RefusedAddress | undefined> {
  try {
    const { email } = decodeJwt<Claims>(session.idToken);
    const refusal = await refusalNow(session, { email });
    if (refusal) {
      const { sub: user, connectorId: connector } = session;
      audit('session_refused', {
        user,
        reason: refusal.code,
        connector,
        domain: email ? domainOf(email) : undefined,
      });
    }
    return refusal;
  } catch (error) {
    log.warn('session_not_judged', { problem: (error as Error).name });
    return undefined;
  }
}

/** A token of another person or issuer is not adopted; the session stays what it was. */
async function withTokens(session: Session, answer: TokenAnswer): Promise<Session> {
  const now = Date.now();
  const next: Session = {
    ...session,
    refreshToken: answer.refresh_token ?? session.refreshToken,
    validatedAt: now,
    // Tokens of organizations and APIs go: permissions may have changed.
    accessTokens: {
      '': { token: answer.access_token, expiresAt: now + answer.expires_in * 1000 },
    },
  };
  if (!answer.id_token) return next;
  try {
    const claims = await verifyIdToken(answer.id_token, session.sub);
    next.idToken = answer.id_token;
    const names = session.organizationNames;
    // Without the Management API nobody else notices that one was renamed.
    if (
      names &&
      claims.organizations?.some((id) => !managementApi() || !Object.hasOwn(names, id))
    ) {
      const userinfo = await fetchUserinfo(answer.access_token);
      next.organizationNames = { ...names, ...userinfo?.organizationNames };
    }
    return next;
  } catch (error) {
    log.error('refreshed_id_token_refused', { cause: error });
    return { ...session, refreshToken: next.refreshToken, validatedAt: now };
  }
}

const RIGHTS = ['roles', 'organizations', 'organization_roles'] as const;

/** Whether everything that a person could do by the one ID token they can do by the other, too. */
function withdrawsNothing(before: string, after: string): boolean {
  const [old, now] = [before, after].map((token) => decodeJwt<Claims>(token));
  return RIGHTS.every((claim) => old?.[claim]?.every((one) => now?.[claim]?.includes(one)) ?? true);
}

/** Times a write is tried after a rotation; the old refresh token is good for three seconds more. */
const TRIES = 6;

async function keep(next: Session, before: Session, value: string): Promise<Freshened> {
  const isLast = (index: number) =>
    next.refreshToken === before.refreshToken || index === TRIES - 1;
  for (let index = 0; ; index++) {
    try {
      const kept = await sessionStore().replace(next, value);
      if (kept === undefined) return { kind: 'ended' };
      const cookie = { value: kept, maxAge: longestSeconds(next) };
      return { kind: 'fresh', session: next, ...(kept !== value && { cookie }) };
    } catch (error) {
      const { code } = error as AppError;
      // Better yesterday's name and picture than nobody; but never yesterday's rights.
      if (code === 'session_too_large' && next.idToken !== before.idToken) {
        if (!withdrawsNothing(before.idToken, next.idToken)) {
          log.warn('session_too_large_to_renew', { hint: 'docs/errors/session_too_large.md' });
          return { kind: 'ended' };
        }
        return keep({ ...next, idToken: before.idToken }, before, value);
      }
      if (code !== 'sessions_unavailable' || isLast(index)) throw error;
      await wait(500);
    }
  }
}
