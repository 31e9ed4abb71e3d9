import 'server-only';
import type { CookieJar } from './jar.ts';
import { hashOf, memory } from './memory.ts';
import { cookieName } from './names.ts';
import type { Session } from './session.ts';

/**
 * Sessions that are over although their seal is good. A cookie that was sealed can't be taken
 * back: a response that was on its way when the person signed out brings it back to the browser
 * (auth0/nextjs-auth0#1282, workos/authkit-nextjs#474). So the browser is told which of its
 * sessions are over, in a cookie of its own that no late response touches, and this process
 * remembers it too. With Redis the record is gone as well, for every instance at once.
 */
const tombstones = () => cookieName('ended');
/** Seconds. Later than any response can be. */
const TOMBSTONE_TTL = 24 * 3600;
const MAX_TOMBSTONES = 5;
const markOf = (id: string) => hashOf(id).slice(0, 16);

export function rememberEnded(session: Pick<Session, 'id'>, jar: CookieJar) {
  memory().ended.set(`id:${session.id}`, Date.now());
  const known = (jar.get(tombstones()) ?? '').split('.').filter((mark) => /^[\w-]{16}$/.test(mark));
  const marks = [...new Set([markOf(session.id), ...known])].slice(0, MAX_TOMBSTONES);
  jar.set(tombstones(), marks.join('.'), TOMBSTONE_TTL);
}

/** All sessions of a session at Logto, or of a person, as far as they began before now. */
export function rememberEndedFor(whose: { sid?: string | undefined; sub?: string | undefined }) {
  if (whose.sid) memory().ended.set(`sid:${whose.sid}`, Date.now());
  if (whose.sub) memory().ended.set(`sub:${whose.sub}`, Date.now());
}

/** `here`: by this browser. `elsewhere`: by Logto or another device. */
export function hasEnded(session: Session, jar: CookieJar): 'here' | 'elsewhere' | undefined {
  const { ended } = memory();
  if (ended.has(`id:${session.id}`)) return 'here';
  if (jar.get(tombstones())?.split('.').includes(markOf(session.id))) return 'here';
  const moments = [session.sid && ended.get(`sid:${session.sid}`), ended.get(`sub:${session.sub}`)];
  return moments.some((moment) => moment && session.signedInAt <= moment) ? 'elsewhere' : undefined;
}
