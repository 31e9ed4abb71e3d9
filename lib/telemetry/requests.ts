/**
 * How long the app takes, from a request's arrival to the last byte of its answer, by Node's own
 * channels: Next's spans begin after `proxy.ts`, which is where sessions are opened and renewed.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Meter } from '@opentelemetry/api';
import { DURATION_BOUNDS } from './durations.ts';
import { isProbe } from './spans.ts';

type Message = { request: IncomingMessage; response: ServerResponse };

/** As the build wrote it, in `next start` and in the container; elsewhere requests have no route. */
const ROUTES_FILE = '.next/app-path-routes-manifest.json';
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export function builtRoutes(file = ROUTES_FILE): string[] {
  try {
    // Without the mark Next packs the whole project into the build, as the file could be any.
    const text = readFileSync(/* turbopackIgnore: true */ file, 'utf8');
    return [...new Set(Object.values(JSON.parse(text)))].map(String);
  } catch {
    return [];
  }
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const patternOf = (part: string) => {
  if (part.startsWith('[[...')) return '(?:/.*)?';
  if (part.startsWith('[...')) return '/.+';
  return part.startsWith('[') ? '/[^/]+' : `/${escaped(part)}`;
};

/**
 * Which route serves a path. A metric has a series for each of its values, so that an address, of
 * which a scanner makes up thousands, must not become one.
 */
export function routeFinder(routes: string[]): (path: string) => string | undefined {
  const isOpen = (route: string) => route.includes('[...');
  const order = (route: string) => (isOpen(route) ? 2 : route.includes('[') ? 1 : 0);
  const known = routes
    .filter((route) => !route.startsWith('/_'))
    .sort((a, b) => order(a) - order(b) || b.length - a.length)
    .map((route) => {
      const parts = route.split('/').filter(Boolean);
      return { route, pattern: new RegExp(`^${parts.map(patternOf).join('') || '/'}/?$`) };
    });
  return (path) => known.find(({ pattern }) => pattern.test(path))?.route;
}

/** The function returned ends the measuring. */
export function measureRequests(meter: Meter, routes = builtRoutes()): () => void {
  // By the semantic conventions for HTTP servers, so that ready-made dashboards fit.
  const histogram = meter.createHistogram('http.server.request.duration', {
    description: 'Time until the app had answered',
    unit: 's',
    advice: { explicitBucketBoundaries: DURATION_BOUNDS },
  });
  const routeOf = routeFinder(routes);
  const started = new WeakMap<object, number>();
  const begin = (message: unknown) => {
    started.set((message as Message).request, performance.now());
  };
  const finish = (message: unknown) => {
    const { request, response } = message as Message;
    const since = started.get(request);
    const [path = '/'] = (request.url ?? '/').split('?');
    if (since === undefined || isProbe(path) || path.startsWith('/_next/')) return;
    const route = routeOf(path);
    const { statusCode: status } = response;
    histogram.record((performance.now() - since) / 1000, {
      'http.request.method': METHODS.has(request.method ?? '') ? request.method : '_OTHER',
      'http.response.status_code': status,
      ...(route && { 'http.route': route }),
      ...(status >= 500 && { 'error.type': String(status) }),
    });
  };
  subscribe('http.server.request.start', begin);
  subscribe('http.server.response.finish', finish);
  return () => {
    unsubscribe('http.server.request.start', begin);
    unsubscribe('http.server.response.finish', finish);
  };
}
