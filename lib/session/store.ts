import 'server-only';
import { getEnv } from '#lib/env.ts';
import { cookieStore } from './cookie-store.ts';
import type { Until, Whose } from './ended.ts';
import { redisStore } from './redis-store.ts';
import type { Session } from './session.ts';

/** Where sessions live. What the browser holds is opaque to everybody but the store. */
export type SessionStore = {
  /**
   * The session behind a cookie's value, or undefined for whatever isn't one.
   * @throws AppError `sessions_unavailable` when the store can't be asked.
   */
  open: (value: string) => Promise<Session | undefined>;
  /** Whose session a cookie's value names, without asking anybody whether there is one. */
  idOf: (value: string) => Promise<string | undefined>;
  /** Keeps a new session; returns the cookie's value. @throws AppError as above, or `session_too_large`. */
  create: (session: Session) => Promise<string>;
  /** Keeps a changed session, unless it has ended meanwhile: then undefined. */
  replace: (session: Session, value: string) => Promise<string | undefined>;
  /** Best effort never hides a failure: @throws AppError `sessions_unavailable`. */
  end: (session: Session) => Promise<void>;
  /** Ends all sessions that belong to a session at Logto (`sid`), or to a person (`sub`), as far as they began by then. */
  endAll: (whose: Whose, until: Until) => Promise<void>;
  /**
   * Runs `work` for one caller at a time, in all processes that share the store, however long it
   * takes; whoever comes meanwhile waits, and then runs its own. `undefined` when waiting took too long.
   */
  exclusively: <T>(name: string, work: () => Promise<T>) => Promise<T | undefined>;
  /** Whether nobody who shares the store has claimed this before. @param ttl seconds */
  claim: (name: string, ttl: number) => Promise<boolean>;
  /** Whether anybody has, without claiming it. */
  isClaimed: (name: string) => Promise<boolean>;
};

export const sessionStore = (): SessionStore => (getEnv().REDIS_URL ? redisStore : cookieStore);
