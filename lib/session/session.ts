import 'server-only';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { getEnv } from '#lib/env.ts';
import { frozen } from '#lib/session/frozen.ts';

const accessTokenSchema = z.object({
  token: z.string(),
  /** Milliseconds since the epoch. */
  expiresAt: z.number(),
  /** What Logto granted, separated by spaces; it may be less than was asked for. */
  scope: z.string().optional(),
});
export type AccessToken = z.output<typeof accessTokenSchema>;

/** What a session is. Checked when read: a deploy may have changed it. All moments in milliseconds. */
const sessionSchema = z.object({
  /** Random, new at every sign-in. Never shown to anybody. */
  id: z.string(),
  sub: z.string(),
  /** Of the session at Logto; absent unless the application has a back-channel logout URI (docs/vendors.md L6). */
  sid: z.string().optional(),
  idToken: z.string(),
  refreshToken: z.string().optional(),
  /** By what they are for: `''` Logto's own userinfo and account API, else see `access-token.ts`. */
  accessTokens: z.record(z.string(), accessTokenSchema),
  /**
   * ID tokens give organizations by id only; names come from userinfo. Null: they were left out
   * because the cookie was full, and are not asked for again.
   */
  organizationNames: z.record(z.string(), z.string()).nullable(),
  /** Came through a company's identity provider: it lives shorter. */
  companySso: z.boolean(),
  /** Through which enterprise connector, when that is known (docs/decisions/sso-guard.md). */
  connectorId: z.string().optional(),
  signedInAt: z.number(),
  /**
   * When Logto last asked the person, by our clock. A sign-in that Logto answers by its own session
   * doesn't renew it: the absolute end counts from here. Sessions of earlier versions lack it.
   */
  authenticatedAt: z.number().optional(),
  /** When Logto issued the ID token of the sign-in, by Logto's clock. Lacking in the same ones. */
  issuedAt: z.number().optional(),
  /** When Logto last confirmed it. */
  validatedAt: z.number(),
  /** When it was last written, which happens while it is used: idle time counts from here. */
  touchedAt: z.number(),
});
export type Session = z.output<typeof sessionSchema>;

/**
 * By the opened seal that memory gives to each request that brings it: checked once, not twice a
 * request. Whether a session is over is no matter of its shape and is asked each time.
 */
const checked = new WeakMap<object, Session>();

export function parseSession(data: unknown): Session | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const known = checked.get(data);
  if (known) return known;
  const session = sessionSchema.safeParse(data).data;
  if (session) checked.set(data, frozen(session));
  return session;
}

/** 144 bits: not to be guessed. */
export const newSessionId = () => randomBytes(18).toString('base64url');

/** Milliseconds that a session lasts at most from when the person was asked. */
export function allowanceMs(companySso: boolean): number {
  const { SESSION_SSO_MAX_SECONDS: sso, SESSION_MAX_SECONDS: longest } = getEnv();
  return 1000 * (companySso ? Math.min(sso, longest) : longest);
}

/** When it is over however much it is used. */
export function absoluteEnd(session: Session): number {
  const start = session.authenticatedAt ?? session.signedInAt;
  const end = start + allowanceMs(session.companySso);
  // Without a refresh token Logto can't be asked again: nothing vouches for it after its last token.
  if (session.refreshToken) return end;
  return Math.min(end, session.accessTokens['']?.expiresAt ?? 0);
}

/** When it is over unless it is used again. */
export const endOf = (session: Session): number =>
  Math.min(absoluteEnd(session), session.touchedAt + getEnv().SESSION_IDLE_SECONDS * 1000);

const secondsUntil = (moment: number) => Math.max(1, Math.ceil((moment - Date.now()) / 1000));

/** Seconds from now, at least one: for what is written anew while the session is used. */
export const remainingSeconds = (session: Session) => secondsUntil(endOf(session));
/** The same for what is written once. */
export const longestSeconds = (session: Session) => secondsUntil(absoluteEnd(session));

/** A session from the future is as suspect as one that is over. */
export const isAlive = (session: Session, now = Date.now()) =>
  endOf(session) > now && session.signedInAt <= now + 60_000;
