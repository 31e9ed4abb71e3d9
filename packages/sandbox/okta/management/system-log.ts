/** The System Log: sign-ins and refusals. */
import { randomUUID } from 'node:crypto';
import type { OktaUserSeed } from '../../seed.ts';

export type LogEvent = {
  uuid: string;
  published: string;
  eventType: string;
  version: '0';
  severity: 'INFO' | 'WARN';
  displayMessage: string;
  outcome: { result: 'SUCCESS' | 'FAILURE'; reason: string | null };
  actor: { id: string; type: string; alternateId: string; displayName: string };
  target: { id: string; type: string; alternateId: string; displayName: string }[] | null;
};

export type SystemLog = ReturnType<typeof createSystemLog>;

/** Older ones go: a sandbox may run for days. */
const KEPT = 1000;

const EVENTS = {
  'user.session.start': 'User login to Okta',
  'user.authentication.sso': 'User single sign on to app',
  'app.generic.unauth_app_access_attempt': 'User attempted unauthorized access to app',
};

export function createSystemLog(now: () => number) {
  const events: LogEvent[] = [];
  return {
    events,
    /** @param reason Of a failure; absent: it was a success. */
    add(
      eventType: keyof typeof EVENTS,
      user: OktaUserSeed,
      details: { app?: { id: string; label: string }; reason?: string } = {},
    ) {
      const { app, reason } = details;
      events.push({
        uuid: randomUUID(),
        published: new Date(now()).toISOString(),
        eventType,
        version: '0',
        severity: reason ? 'WARN' : 'INFO',
        displayMessage: EVENTS[eventType],
        outcome: { result: reason ? 'FAILURE' : 'SUCCESS', reason: reason ?? null },
        actor: {
          id: user.id,
          type: 'User',
          alternateId: user.login,
          displayName: `${user.firstName} ${user.lastName}`,
        },
        target: app
          ? [
              {
                id: app.id,
                type: 'AppInstance',
                alternateId: app.label,
                displayName: 'OpenID Connect Client',
              },
            ]
          : null,
      });
      events.splice(0, events.length - KEPT);
    },
  };
}
