import 'server-only';
import { headers } from 'next/headers';
import { cache } from 'react';
import { AppError } from '#lib/errors.ts';
import { endLater } from '#lib/session/pending-ends.ts';
import { deleteCookie, readCookie, writeCookie } from './cookies.ts';
import { hasEnded, rememberEnded } from './ended.ts';
import { takeOver } from './handover.ts';
import { type CookieJar, pageJar } from './jar.ts';
import { sessionCookieName } from './names.ts';
import { isAlive, longestSeconds, type Session } from './session.ts';
import { sessionStore } from './store.ts';

/**
 * The session of these cookies, if it is one and isn't over.
 * @param known says which session a cookie's value stands for, if somebody knows it already.
 * @throws AppError `sessions_unavailable`.
 */
export async function openSession(
  jar: CookieJar,
  known: (value: string) => Session | undefined = () => undefined,
): Promise<{ session: Session; value: string; ended: boolean } | undefined> {
  const value = readCookie(jar, sessionCookieName());
  const session = value && (known(value) ?? (await sessionStore().open(value)));
  if (!value || !session || !isAlive(session)) return undefined;
  return { session, value, ended: hasEnded(session, jar) !== undefined };
}

/** The session of this request, opened once however many components ask for it. */
export const readSession = cache(async (): Promise<Session | undefined> => {
  const sent = await headers();
  const opened = await openSession(await pageJar(), (value) => takeOver(sent, value));
  return opened && !opened.ended ? opened.session : undefined;
});

/**
 * Replaces whatever session the browser had: nothing of an earlier one is carried over.
 * @returns the earlier one, which is over.
 */
export async function startSession(session: Session): Promise<Session | undefined> {
  const jar = await pageJar();
  const replaced = await endIn(jar, session.id);
  writeCookie(
    jar,
    sessionCookieName(),
    await sessionStore().create(session),
    longestSeconds(session),
  );
  return replaced;
}

/**
 * Ends the session of this request, here and for the browser; returns what it was. The browser's
 * part never fails: a store that can't be asked is reported after it, and asked again later.
 *
 * @param finish is given the session that could be ended only later. It runs once and never throws.
 */
export async function endCurrentSession(
  finish: (late: Session) => Promise<unknown> = async () => {},
): Promise<Session | undefined> {
  const jar = await pageJar();
  const value = readCookie(jar, sessionCookieName());
  const id = value && (await sessionStore().idOf(value));
  // First of all: a store that doesn't answer now must not have it back later.
  if (id) rememberEnded({ id }, jar);
  // Kept: an end that was done, and whose answer was lost, leaves nothing to be opened.
  let late: Session | undefined;
  try {
    late = (await openSession(jar))?.session;
    return late && (await endOpened(late, jar));
  } catch (error) {
    const endByValue = async () => {
      late ??= value ? await sessionStore().open(value) : undefined;
      if (!late) return;
      await sessionStore().end(late);
      await finish(late);
    };
    if (value) endLater('session', endByValue, error);
    throw error;
  } finally {
    deleteCookie(jar, sessionCookieName());
  }
}

/** @param except the id of a session that is just being written a second time. */
async function endIn(jar: CookieJar, except: string): Promise<Session | undefined> {
  const opened = await openSession(jar);
  return opened && opened.session.id !== except ? endOpened(opened.session, jar) : undefined;
}

async function endOpened(session: Session, jar: CookieJar): Promise<Session> {
  rememberEnded(session, jar);
  await sessionStore().end(session);
  return session;
}

/**
 * Changes the session of this request, as it is in its store by now, and keeps the result. One
 * change or refresh of a session at a time. For server actions and route handlers.
 *
 * @throws AppError `session_ended` when there is none (any more), `sessions_unavailable`.
 */
export async function changeSession(change: (now: Session) => Promise<Session>): Promise<Session> {
  const jar = await pageJar();
  const store = sessionStore();
  const opened = await openSession(jar);
  if (!opened || opened.ended) throw new AppError('session_ended');
  const { session, value } = opened;
  const changed = await store.exclusively(`refresh:${session.id}`, async () => {
    const next = await change((await store.open(value)) ?? session);
    const kept = await store.replace(next, value);
    if (kept === undefined) throw new AppError('session_ended');
    if (kept !== value) writeCookie(jar, sessionCookieName(), kept, longestSeconds(next));
    return next;
  });
  if (!changed) throw new AppError('sessions_unavailable', 'the session is busy');
  return changed;
}

/** Has Logto asked at the next request: the session's claims are known to be out of date. */
export const revalidateSoon = () => changeSession(async (now) => ({ ...now, validatedAt: 0 }));
