import 'server-only';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log/log.ts';
import type { RefusedAddress } from '#lib/logto/guard-rule.ts';
import { deleteCookie, writeCookie } from '#lib/session/cookies.ts';
import { openSession } from '#lib/session/current.ts';
import { hasEnded, rememberEnded } from '#lib/session/ended.ts';
import type { CookieJar } from '#lib/session/jar.ts';
import { sessionCookieName } from '#lib/session/names.ts';
import { ensureEnded } from '#lib/session/pending-ends.ts';
import type { Session } from '#lib/session/session.ts';
import { sessionStore } from '#lib/session/store.ts';
import { freshen, type KeepAlive } from './revalidation.ts';

export type Gate =
  | 'signed_in'
  | 'signed_out'
  /** It was a session until now, and the person may not know why it isn't any more. */
  | 'ended'
  | 'unavailable';

/** `opened` is the session of whoever is signed in and its cookie's value, as they are from now on. */
export type Passed = {
  gate: Gate;
  opened?: { session: Session; value: string };
  /** Why it ended, when the SSO guard wouldn't let the person in today. */
  refusal?: RefusedAddress;
};

/** What `proxy.ts` does with the session of a request before the page sees it. */
export async function passGate(jar: CookieJar, keepAlive?: KeepAlive): Promise<Passed> {
  try {
    const opened = await openSession(jar);
    if (!opened) return { gate: 'signed_out' };
    const { session, value } = opened;
    if (opened.ended) return { gate: await drop(session, jar) };
    const result = await freshen(session, value, keepAlive);
    // The person may have signed out while Logto was asked.
    if (hasEnded(session, jar)) return { gate: await drop(session, jar) };
    if (result.kind === 'ended') {
      const { refusal } = result;
      log.info('session_ended', { reason: refusal ? 'guard' : 'logto' });
      await drop(session, jar);
      return { gate: 'ended', ...(refusal && { refusal }) };
    }
    const { cookie } = result;
    if (cookie) writeCookie(jar, sessionCookieName(), cookie.value, cookie.maxAge);
    return {
      gate: 'signed_in',
      opened: { session: result.session, value: cookie?.value ?? value },
    };
  } catch (error) {
    if (error instanceof AppError && error.code === 'sessions_unavailable') {
      return { gate: 'unavailable' };
    }
    throw error;
  }
}

/** Whoever signed out here knows; whose session was ended from elsewhere is told. */
async function drop(session: Session, jar: CookieJar): Promise<Gate> {
  const by = hasEnded(session, jar);
  rememberEnded(session, jar);
  // A store that didn't answer when they signed out still has it.
  await ensureEnded('session', () => sessionStore().end(session));
  deleteCookie(jar, sessionCookieName());
  if (by !== 'elsewhere') return 'signed_out';
  log.info('session_ended', { reason: 'elsewhere' });
  return 'ended';
}
