import 'server-only';
import { cache } from 'react';
import { deleteCookie, readCookie, writeCookie } from './cookies.ts';
import { sessionCookieName } from './names.ts';
import { seal, unseal } from './seal.ts';

/** What the Logto SDK wants kept: ID token, refresh token, access tokens, each as it gave them. */
export type LogtoStorage = Record<string, string | undefined>;
export type Session = {
  logto: LogtoStorage;
  /** Names of organizations, which ID tokens give by id only; from userinfo at sign-in. */
  organizationNames: Record<string, string>;
};
export type StoredSession = Session & {
  /** Milliseconds since the epoch; both stand inside the seal. */
  signedInAt: number;
  expiresAt: number;
};

/** Seconds. Logto's refresh token lives as long by default (docs/vendors.md L6). */
export const SESSION_TTL = 14 * 24 * 3600;

/** The session of this request, opened once however many components ask for it. */
export const readSession = cache(async (): Promise<StoredSession | undefined> => {
  const sealed = await unseal<Session>('session', await readCookie(sessionCookieName()));
  return sealed && { ...sealed.data, signedInAt: sealed.issuedAt, expiresAt: sealed.expiresAt };
});

/** Replaces whatever session the browser had: nothing of an earlier one is carried over. */
export async function writeSession(session: Session) {
  await writeCookie(sessionCookieName(), await seal('session', session, SESSION_TTL), SESSION_TTL);
}

export const deleteSession = () => deleteCookie(sessionCookieName());
