import 'server-only';
import { type CookieJar, pageJar } from '#lib/session/jar.ts';
import { cookieName } from '#lib/session/names.ts';

/** One sentence for the next page: a path alone can't carry it, for Logto returns to `/` exactly. */
export const NOTICES = [
  'signed_out',
  'signed_out_here_only',
  'signed_out_not_everywhere',
  'session_ended',
] as const;
export type Notice = (typeof NOTICES)[number];
const cookie = () => cookieName('notice');
/** Seconds: long enough for the way over Logto, short enough not to be read the next day. */
const MAX_AGE = 30;

export function leaveNotice(jar: CookieJar, notice: Notice) {
  jar.set(cookie(), notice, MAX_AGE);
}

export async function readNotice(): Promise<Notice | undefined> {
  const value = (await pageJar()).get(cookie());
  return NOTICES.find((notice) => notice === value);
}
