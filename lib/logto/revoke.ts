import 'server-only';
import { ensureEnded } from '#lib/session/pending-ends.ts';
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
 *
 * @param moment at which the person asked for it.
 */
export function endOneAtLogto(
  { sub, sid }: { sub: string; sid?: string | undefined },
  moment = Date.now(),
) {
  const api = managementApi('guard');
  if (!api || !sid) return;
  return ensureEnded('logto_session', async () => {
    const session = sessionBySid(await sessionsOf(api, sub), sid);
    if (session && wasThere(session, moment)) await endSessionAtLogto(api, sub, session);
  });
}

/**
 * All of a person's that there are now, or that there were at a moment that has passed.
 * @returns whether it is done.
 */
export function endAllAtLogto(sub: string, moment?: number): Promise<boolean> {
  const api = managementApi('guard');
  if (!api) return Promise.resolve(true);
  const until = moment ?? Date.now();
  let isFirst = moment === undefined;
  return ensureEnded('logto_sessions', async () => {
    const which = isFirst ? undefined : (one: LogtoSession) => wasThere(one, until);
    isFirst = false;
    await endSessionsAtLogto(api, sub, which);
  });
}
