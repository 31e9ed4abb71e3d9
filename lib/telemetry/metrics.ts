/** Which event of the log is which metric. The list is `docs/operations.md`'s, too. */
import type { Attributes, Meter } from '@opentelemetry/api';
import { type Fields, listenToEvents } from '#lib/log/events.ts';

type Rule = {
  metric: string;
  what: string;
  /** The fields that tell its series apart: few values each, and never who it was. */
  attributes?: (fields: Fields) => Attributes;
};

/** A value of ours is a short word; whatever else arrives here, a message, say, doesn't leave. */
const word = (value: unknown) =>
  typeof value === 'string' && /^[a-zA-Z][\w-]{0,39}$/.test(value) ? value : 'other';
const outcome = (value: string) => () => ({ outcome: value });

const REFRESHES = { metric: 'app.session.refreshes', what: 'Refresh grants, by outcome' };
const LOGOUTS = { metric: 'app.backchannel_logouts', what: 'Back-channel logouts, by outcome' };

export const RULES: Record<string, Rule> = {
  sign_in_started: {
    metric: 'app.sign_ins.started',
    what: 'Sign-ins sent to Logto',
    attributes: ({ screen }) => ({ screen: word(screen) }),
  },
  signed_in: {
    metric: 'app.sign_ins.finished',
    what: 'Sign-ins that ended in a session',
    attributes: ({ connector }) => ({ via: connector ? 'sso' : 'logto' }),
  },
  sign_in_failed: {
    metric: 'app.sign_ins.failed',
    what: 'Sign-ins that ended on a problem page, by code',
    attributes: ({ problem }) => ({ problem: word(problem) }),
  },
  sign_in_refused: {
    metric: 'app.sign_ins.refused',
    what: 'Sign-ins that the guard of company SSO refused, by code',
    attributes: ({ reason }) => ({ problem: word(reason) }),
  },
  signed_out: { metric: 'app.sign_outs', what: 'Sign-outs by the person' },
  access_refused: { metric: 'app.access.refused', what: 'Pages, actions and calls refused' },
  refreshed: { ...REFRESHES, attributes: outcome('renewed') },
  refresh_refused: { ...REFRESHES, attributes: outcome('ended') },
  refresh_failed: { ...REFRESHES, attributes: outcome('failed') },
  session_ended: {
    metric: 'app.sessions.ended',
    what: 'Sessions ended by others than the person, by whom',
    attributes: ({ reason }) => ({ reason: word(reason) }),
  },
  session_lightened: { metric: 'app.sessions.lightened', what: 'Sessions cut to fit a cookie' },
  backchannel_logout: { ...LOGOUTS, attributes: outcome('done') },
  backchannel_logout_refused: { ...LOGOUTS, attributes: outcome('refused') },
  backchannel_logout_failed: { ...LOGOUTS, attributes: outcome('failed') },
  api_failed: {
    metric: 'app.api.failed',
    what: 'API calls answered with 5xx, by problem',
    attributes: ({ problem }) => ({ problem: word(problem) }),
  },
  redis_unavailable: { metric: 'app.redis.outages', what: 'Outages of Redis, as this process saw' },
};

/** Counts events from now on; the function returned ends it. */
export function countEvents(meter: Meter): () => void {
  const counters = new Map(
    Object.values(RULES).map(({ metric, what }) => [
      metric,
      meter.createCounter(metric, { description: what }),
    ]),
  );
  listenToEvents((event, fields) => {
    const rule = Object.hasOwn(RULES, event) ? RULES[event] : undefined;
    if (rule) counters.get(rule.metric)?.add(1, rule.attributes?.(fields));
  });
  return () => listenToEvents(undefined);
}
