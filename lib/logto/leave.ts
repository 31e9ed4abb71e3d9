import 'server-only';
import { log } from '#lib/log/log.ts';
import { toAppError } from '#lib/logto/failures.ts';
import { addressOf, isRedirect } from '#lib/logto/redirects.ts';
import { endAllSessions, endSession } from '#lib/logto/sign-out.ts';
import { pageJar } from '#lib/session/jar.ts';
import { leaveNotice } from '#lib/sign-in/notice.ts';

const ENDS = { here: endSession, everywhere: endAllSessions } as const;
const OTHERWISE = {
  here: 'signed_out_here_only',
  everywhere: 'signed_out_not_everywhere',
} as const;

/**
 * Ends the session, for the actions and for the address `/sign-out`. Here it is over even when Logto
 * can't be reached.
 *
 * @returns where the browser goes: Logto, which ends its own session, or home.
 */
export async function leave(where: keyof typeof ENDS): Promise<string> {
  const jar = await pageJar();
  leaveNotice(jar, 'signed_out');
  try {
    return await ENDS[where]();
  } catch (error) {
    if (isRedirect(error)) return addressOf(error);
    const { code, detail } = toAppError(error);
    log.warn('sign_out_here_only', { problem: code, detail });
    leaveNotice(jar, OTHERWISE[where]);
    return '/';
  }
}
