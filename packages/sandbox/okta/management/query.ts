/** Lists of the management API: pages with cursors, and the little of Okta's filter language used here. */
import { apiError } from './errors.ts';

export type Page = { items: unknown[]; links: string[] };

/**
 * One page. The `Link` header comes several times, once a relation, as from Okta; `after` is the
 * last item's id, which clients must not make up themselves.
 *
 * @param size Okta's default and greatest number of items for this list.
 */
export function paged<T extends { id: string }>(
  items: T[],
  options: {
    url: string;
    path: string;
    query: URLSearchParams;
    size: { usual: number; max: number };
    view: (item: T) => unknown;
  },
): Page {
  const { url, path, query, size, view } = options;
  const wanted = Number(query.get('limit') ?? size.usual);
  const limit = Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, size.max) : size.usual;
  const after = query.get('after');
  const start = after === null ? 0 : items.findIndex(({ id }) => id === after) + 1;
  const page = items.slice(start, start + limit);
  const link = (rel: string, params: URLSearchParams) => {
    const search = params.toString();
    return `<${url}${path}${search && `?${search}`}>; rel="${rel}"`;
  };
  const links = [link('self', query)];
  const last = page.at(-1);
  if (last && start + limit < items.length) {
    const next = new URLSearchParams(query);
    next.set('after', last.id);
    next.set('limit', String(limit));
    links.push(link('next', next));
  }
  return { items: page.map(view), links };
}

export const startsWith = (text: string | undefined, q: string) =>
  (text ?? '').toLowerCase().startsWith(q.toLowerCase());

/**
 * `<property> eq "<value>"`, also `sw`, joined by `and`.
 *
 * @param properties What this list can be filtered by.
 * @throws ApiError E0000031 for anything else.
 */
export function matches<T>(
  expression: string | null,
  properties: Record<string, (item: T) => string | undefined>,
): (item: T) => boolean {
  if (!expression) return () => true;
  const tests = expression.split(/\s+and\s+/i).map((term) => {
    const [, name = '', operator, value = ''] =
      /^\s*([\w.]+)\s+(eq|sw)\s+"([^"]*)"\s*$/.exec(term) ?? [];
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!property) throw apiError('E0000031');
    return (item: T) =>
      operator === 'eq' ? property(item) === value : startsWith(property(item), value);
  });
  return (item) => tests.every((test) => test(item));
}
