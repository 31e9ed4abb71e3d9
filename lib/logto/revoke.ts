import 'server-only';
import { ensureEnded } from '#lib/pending-ends.ts';
import {
  endSessionAtLogto,
  endSessionsAtLogto,
  type LogtoSession,
  managementApi,
  sessionBySid,
  sessionsOf,
} from './admin.ts';
import { revokeRefreshToken } from './tokens.ts';

/** Now, or as soon as Logto answers again. @returns whether it is done. */
export const revoke = async (refreshToken: string | undefined): Promise<boolean> =>
  !refreshToken || ensureEnded('refresh_token', () => revokeRefreshToken(refreshToken));

/** Logto asked the person in it no later than then: who signs in again meanwhile stays. */
const wasThere = ({ payload }: LogtoSession, moment: number) =>
  (payload.loginTs ?? payload.iat) * 1000 <= moment;

/**
 * The session at Logto that the browser couldn't be sent to end, by the Management API. Without
 * credentials for it there is no other way.
 */
export function endOneAtLogto({ sub, sid }: { sub: string; sid?: string | undefined }) {
  const api = managementApi('guard');
  if (!api || !sid) return;
  const now = Date.now();
  return ensureEnded('logto_session', async () => {
    const session = sessionBySid(await sessionsOf(api, sub), sid);
    if (session && wasThere(session, now)) await endSessionAtLogto(api, sub, session);
  });
}

/** All of a person's that there are now. @returns whether it is done. */
export function endAllAtLogto(sub: string): Promise<boolean> {
  const api = managementApi('guard');
  if (!api) return Promise.resolve(true);
  const now = Date.now();
  let isFirst = true;
  return ensureEnded('logto_sessions', async () => {
    const which = isFirst ? undefined : (one: LogtoSession) => wasThere(one, now);
    isFirst = false;
    await endSessionsAtLogto(api, sub, which);
  });
}
