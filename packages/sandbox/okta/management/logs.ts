/** `/api/v1/logs`: the System Log, by time and by kind of event. */
import type { Routes } from '../../engine/http.ts';
import type { Api, Management } from './api.ts';
import { invalid } from './errors.ts';
import { matches, paged } from './query.ts';
import type { LogEvent } from './system-log.ts';

export function createLogRoutes(on: Api, { url, log }: Management): Routes {
  const timeOf = (name: string, text: string | null, otherwise: number) => {
    const time = text === null ? otherwise : Date.parse(text);
    if (Number.isNaN(time)) throw invalid(name, `${name}: '${name}' must be an ISO 8601 date.`);
    return time;
  };
  return {
    'GET /api/v1/logs': on('okta.logs.read', ({ query }) => {
      const since = timeOf('since', query.get('since'), 0);
      const until = timeOf('until', query.get('until'), Number.POSITIVE_INFINITY);
      const passes = matches<LogEvent>(query.get('filter'), {
        eventType: ({ eventType }) => eventType,
        'outcome.result': ({ outcome }) => outcome.result,
        'actor.id': ({ actor }) => actor.id,
        'actor.alternateId': ({ actor }) => actor.alternateId,
      });
      const items = log.events
        .filter((event) => {
          const at = Date.parse(event.published);
          return at >= since && at < until && passes(event);
        })
        .map((event) => ({ id: event.uuid, event }));
      if (query.get('sortOrder') === 'DESCENDING') items.reverse();
      const view = ({ event }: (typeof items)[number]) => event;
      const size = { usual: 100, max: 1000 };
      return { page: paged(items, { url, path: '/api/v1/logs', query, size, view }) };
    }),
  };
}
