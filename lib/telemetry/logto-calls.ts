/**
 * How long Logto takes, by Node's own channels for `fetch`: whoever asks Logto, the SDK included,
 * needs to know nothing of it.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Meter } from '@opentelemetry/api';
import { addressTemplate } from './addresses.ts';
import { DURATION_BOUNDS } from './durations.ts';

type Message = {
  request: { origin?: string | URL; path: string; method: string };
  response?: { statusCode: number };
  error?: Error & { code?: string };
};

/** @param origin of the Logto; the function returned ends the measuring. */
export function measureLogto(meter: Meter, origin: string): () => void {
  // By the semantic conventions for HTTP clients, so that ready-made dashboards fit.
  const histogram = meter.createHistogram('http.client.request.duration', {
    description: 'Time until Logto answered',
    unit: 's',
    advice: { explicitBucketBoundaries: DURATION_BOUNDS },
  });
  const started = new WeakMap<object, number>();
  const begin = (message: unknown) => {
    const { request } = message as Message;
    if (String(request.origin) === origin) started.set(request, performance.now());
  };
  const finish = (message: unknown) => {
    const { request, response, error } = message as Message;
    const since = started.get(request);
    if (since === undefined) return;
    started.delete(request);
    const failure = error ? (error.code ?? error.name) : undefined;
    const status = response?.statusCode;
    histogram.record((performance.now() - since) / 1000, {
      'http.request.method': request.method,
      'server.address': new URL(origin).hostname,
      'url.template': addressTemplate(request.path),
      ...(status && { 'http.response.status_code': status }),
      ...((failure || (status && status >= 400)) && { 'error.type': failure ?? String(status) }),
    });
  };
  const channels = [
    ['undici:request:create', begin],
    ['undici:request:headers', finish],
    ['undici:request:error', finish],
  ] as const;
  for (const [name, listener] of channels) subscribe(name, listener);
  return () => {
    for (const [name, listener] of channels) unsubscribe(name, listener);
  };
}
