import 'server-only';
import { cache } from 'react';
import { z } from 'zod';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { deleteCookie, readCookie, writeCookie } from './cookies.ts';
import { sessionCookieName } from './names.ts';
import { seal, unseal } from './seal.ts';

/** What the Logto SDK wants kept: ID token, refresh token, access tokens, each as it gave them. */
export type LogtoStorage = Record<string, string>;

/** Checked when read: a deploy may have changed what a session is. */
const sessionSchema = z.object({
  logto: z.record(z.string(), z.string()),
  /** Names of organizations, which ID tokens give by id only; from userinfo at sign-in. */
  organizationNames: z.record(z.string(), z.string()),
});
export type Session = z.output<typeof sessionSchema>;
export type StoredSession = Session & {
  /** Milliseconds since the epoch; both stand inside the seal. */
  signedInAt: number;
  expiresAt: number;
};

/** Seconds. Logto's refresh token lives as long by default (docs/vendors.md L6). */
export const SESSION_TTL = 14 * 24 * 3600;
/**
 * Characters of the sealed session. With the cookies of a few sign-ins the header stays under the
 * 8 KB that proxies take by default, and far under Node's 16 KB, past which a browser is locked out.
 */
const MAX_SEALED_LENGTH = 6400;

/** The session of this request, opened once however many components ask for it. */
export const readSession = cache(async (): Promise<StoredSession | undefined> => {
  const sealed = await unseal('session', await readCookie(sessionCookieName()));
  const session = sessionSchema.safeParse(sealed?.data);
  if (!sealed || !session.success) return undefined;
  return { ...session.data, signedInAt: sealed.issuedAt, expiresAt: sealed.expiresAt };
});

/** Replaces whatever session the browser had: nothing of an earlier one is carried over. */
export async function writeSession(session: Session) {
  await writeCookie(sessionCookieName(), await sealFitting(session), SESSION_TTL);
}

/** Leaves out what can be fetched again before it gives up (logto-io/js#779). */
async function sealFitting(session: Session): Promise<string> {
  const { accessToken: _fetchable, ...tokens } = session.logto;
  const lighter = [
    session,
    { ...session, organizationNames: {} },
    { logto: tokens, organizationNames: {} },
  ];
  let length = 0;
  for (const [dropped, candidate] of lighter.entries()) {
    const sealed = await seal('session', candidate, SESSION_TTL);
    length ||= sealed.length;
    if (sealed.length > MAX_SEALED_LENGTH) continue;
    if (dropped > 0) log.warn('session_lightened', { length, limit: MAX_SEALED_LENGTH, dropped });
    return sealed;
  }
  throw new AppError('session_too_large', `${length} characters, at most ${MAX_SEALED_LENGTH}`);
}

export const deleteSession = () => deleteCookie(sessionCookieName());
