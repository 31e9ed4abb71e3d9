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

export type Whose = { sid?: string | undefined; sub?: string | undefined };
/**
 * Which sessions an end is about: those begun by then, in milliseconds of our clock or of Logto's. A
 * logout that arrives late, or a second time, must not end what began after it.
 */
export type Until = { signedInBy: number } | { issuedBy: number };

/** Milliseconds that clocks may differ, for sessions that don't know when they began by Logto's. */
const CLOCK_TOLERANCE_MS = 300_000;

export const beganBy = ({ issuedAt, signedInAt }: Session, until: Until): boolean =>
  'issuedBy' in until
    ? (issuedAt ?? signedInAt - CLOCK_TOLERANCE_MS) <= until.issuedBy
    : signedInAt <= until.signedInBy;

/** By the clock, so that moments of the one are never compared with moments of the other. */
const keysOf = ({ sid, sub }: Whose, clock: 'ours' | 'logto') => [
  ...(sid ? [`sid:${clock}:${sid}`] : []),
  ...(sub ? [`sub:${clock}:${sub}`] : []),
];

/** All sessions of a session at Logto, or of a person, as far as they began by then. */
export function rememberEndedFor(whose: Whose, until: Until = { signedInBy: Date.now() }) {
  const { ended } = memory();
  const [clock, moment] =
    'issuedBy' in until
      ? (['logto', until.issuedBy] as const)
      : (['ours', until.signedInBy] as const);
  for (const key of keysOf(whose, clock)) ended.set(key, Math.max(moment, ended.get(key) ?? 0));
}

/** `here`: by this browser. `elsewhere`: by Logto or another device. */
export function hasEnded(session: Session, jar: CookieJar): 'here' | 'elsewhere' | undefined {
  const { ended } = memory();
  if (ended.has(`id:${session.id}`)) return 'here';
  if (jar.get(tombstones())?.split('.').includes(markOf(session.id))) return 'here';
  const isOver = (clock: 'ours' | 'logto', until: (moment: number) => Until) =>
    keysOf(session, clock).some((key) => {
      const moment = ended.get(key);
      return moment !== undefined && beganBy(session, until(moment));
    });
  return isOver('ours', (signedInBy) => ({ signedInBy })) ||
    isOver('logto', (issuedBy) => ({ issuedBy }))
    ? 'elsewhere'
    : undefined;
}
