import 'server-only';
import { cookies } from 'next/headers';
import { isHttps } from '#lib/env.ts';
import { cookieName } from '#lib/session/names.ts';

/** One sentence for the next page: a path alone can't carry it, for Logto returns to `/` exactly. */
export const NOTICES = ['signed_out', 'signed_out_here_only'] as const;
export type Notice = (typeof NOTICES)[number];
const cookie = () => cookieName('notice');
/** Seconds: long enough for the way over Logto, short enough not to be read the next day. */
const MAX_AGE = 30;

export async function leaveNotice(notice: Notice) {
  (await cookies()).set(cookie(), notice, {
    maxAge: MAX_AGE,
    httpOnly: true,
    path: '/',
    sameSite: 'lax',
    secure: isHttps(),
  });
}

export async function readNotice(): Promise<Notice | undefined> {
  const value = (await cookies()).get(cookie())?.value;
  return NOTICES.find((notice) => notice === value);
}
