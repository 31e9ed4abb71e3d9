import 'server-only';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { deleteCookie, writeCookie } from './cookies.ts';
import { openSession } from './current.ts';
import { hasEnded, rememberEnded } from './ended.ts';
import { freshen } from './freshness.ts';
import type { CookieJar } from './jar.ts';
import { sessionCookieName } from './names.ts';
import type { Session } from './session.ts';
import { sessionStore } from './store.ts';

export type Gate =
  | 'signed_in'
  | 'signed_out'
  /** It was a session until now, and the person may not know why it isn't any more. */
  | 'ended'
  | 'unavailable';

/**
 * What `proxy.ts` does with the session of a request before the page sees it.
 *
 * @param keep takes the session and its cookie's value, as they are from now on.
 */
export async function passGate(
  jar: CookieJar,
  keep: (opened: { session: Session; value: string }) => void = () => {},
): Promise<Gate> {
  try {
    const opened = await openSession(jar);
    if (!opened) return 'signed_out';
    const { session, value } = opened;
    if (opened.ended) return drop(session, jar);
    const result = await freshen(session, value);
    // The person may have signed out while Logto was asked.
    if (hasEnded(session, jar)) return drop(session, jar);
    if (result.kind === 'ended') {
      log.info('session_ended', { reason: 'logto' });
      await drop(session, jar);
      return 'ended';
    }
    if (result.cookie) {
      writeCookie(jar, sessionCookieName(), result.cookie.value, result.cookie.maxAge);
    }
    keep({ session: result.session, value: result.cookie?.value ?? value });
    return 'signed_in';
  } catch (error) {
    if (error instanceof AppError && error.code === 'sessions_unavailable') return 'unavailable';
    throw error;
  }
}

/** Whoever signed out here knows; whose session was ended from elsewhere is told. */
async function drop(session: Session, jar: CookieJar): Promise<Gate> {
  const by = hasEnded(session, jar);
  rememberEnded(session, jar);
  // A store that didn't answer when they signed out still has it.
  await sessionStore()
    .end(session)
    .catch(() => {});
  deleteCookie(jar, sessionCookieName());
  if (by !== 'elsewhere') return 'signed_out';
  log.info('session_ended', { reason: 'elsewhere' });
  return 'ended';
}
