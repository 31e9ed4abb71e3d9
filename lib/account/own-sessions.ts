/** Where the person is signed in at Logto: on which devices, since when. */
import 'server-only';
import { own } from '@logto-okta/clients/own';
import { requireUser } from '#lib/auth.ts';
import { log } from '#lib/log/log.ts';
import { managementApi, sessionBySid, sessionsOf } from '#lib/logto/admin.ts';
import { readSession } from '#lib/session/current.ts';

export const OWN_SESSIONS_PATH = '/account/sessions';

export type OwnSession = {
  id: string;
  isCurrent: boolean;
  signedInAt: Date;
  /** As the browser calls itself. */
  device: string | undefined;
  ip: string | undefined;
};

/** Newest first; undefined when Logto doesn't say, or the app has no credentials to ask with. */
export async function listOwnSessions(): Promise<OwnSession[] | undefined> {
  const { id } = await requireUser(OWN_SESSIONS_PATH);
  const api = managementApi();
  const own = await readSession();
  if (!api) return undefined;
  try {
    const sessions = await sessionsOf(api, id);
    const current = own?.sid ? sessionBySid(sessions, own.sid) : undefined;
    return sessions
      .map((one) => ({
        id: one.payload.uid,
        isCurrent: one === current,
        signedInAt: new Date((one.payload.loginTs ?? one.payload.iat) * 1000),
        device: one.lastSubmission?.signInContext?.userAgent,
        ip: one.lastSubmission?.signInContext?.ip,
      }))
      .sort((one, other) => other.signedInAt.getTime() - one.signedInAt.getTime());
  } catch (error) {
    log.warn('own_sessions_unavailable', { cause: error });
    return undefined;
  }
}

/** `Firefox`, `Chrome on Windows`: enough to recognise one's own; not a parser of all there are. */
export function shortDevice(userAgent: string): string {
  const browser = /\b(Edg|OPR|Firefox|SamsungBrowser|HeadlessChrome|Chrome|Safari)\b/.exec(
    userAgent,
  );
  const system = /\b(Windows|Android|iPhone|iPad|Mac OS X|Linux|CrOS)\b/.exec(userAgent);
  const names: Record<string, string> = {
    ...{ Edg: 'Edge', OPR: 'Opera', SamsungBrowser: 'Samsung Internet', HeadlessChrome: 'Chrome' },
    ...{ 'Mac OS X': 'macOS', CrOS: 'ChromeOS' },
  };
  const named = [browser, system].flatMap((found) =>
    found?.[1] ? [own(names, found[1]) ?? found[1]] : [],
  );
  return named.join(' · ') || userAgent.slice(0, 60);
}
