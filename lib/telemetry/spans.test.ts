import { trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type SpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { samplerOf, withoutSecrets } from './spans.ts';

const SECRETS = ['s3cret', 'emma@acme.test', 'u1x2y3z4', 'eyJhbGciOi'];

function tracer(sampler = samplerOf({ name: 'parentbased_always_on', ratio: 1 })) {
  const kept = new InMemorySpanExporter();
  const exporter: SpanExporter = withoutSecrets(kept);
  const provider = new TracerProvider({
    sampler,
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  return { kept, tracer: provider.getTracer('next.js'), flush: () => provider.forceFlush() };
}

describe('spans', () => {
  it('leave without queries, ids, messages and whatever isn’t known to be harmless', async () => {
    const { kept, tracer: next, flush } = tracer();
    const root = next.startSpan('GET /callback?code=s3cret', {
      attributes: {
        'next.span_type': 'BaseServer.handleRequest',
        'http.method': 'GET',
        'http.target': '/callback?code=s3cret&state=s3cret',
        'next.route': '/callback',
        'http.status_code': 303,
        'enduser.id': 'u1x2y3z4',
      },
    });
    const error = new Error('no user emma@acme.test with eyJhbGciOi');
    root.recordException(error);
    root.setStatus({ code: 2, message: error.message });
    root.end();
    next
      .startSpan('fetch GET https://logto.example/api/users/u1x2y3z4/sessions', {
        attributes: {
          'next.span_type': 'AppRender.fetch',
          'http.method': 'GET',
          'http.url': 'https://logto.example/api/users/u1x2y3z4/sessions?email=emma@acme.test',
        },
      })
      .end();
    next
      .startSpan('middleware GET /organizations/u1x2y3z4', {
        attributes: { 'next.span_type': 'Middleware.execute', 'http.method': 'GET' },
      })
      .end();
    await flush();
    const spans = kept.getFinishedSpans();
    expect(spans.map(({ name }) => name)).toEqual([
      'GET /callback',
      'fetch GET logto.example/api/users/…',
      'middleware GET',
    ]);
    expect(spans[0]?.attributes['http.status_code']).toBe(303);
    expect(spans[0]?.events[0]?.attributes).toEqual({ 'exception.type': 'Error' });
    const text = JSON.stringify(
      spans.map(({ name, attributes, events, status }) => [name, attributes, events, status]),
    );
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });

  it('of probes are not recorded, and samplers are the standard’s', async () => {
    const names = async (name: string, target: string) => {
      const { kept, tracer: next, flush } = tracer(samplerOf({ name, ratio: 0 }));
      next.startSpan('GET', { attributes: { 'http.target': target } }).end();
      await flush();
      return kept.getFinishedSpans().length;
    };
    expect(await names('parentbased_always_on', '/api/health')).toBe(0);
    expect(await names('always_on', '/api/ready?x')).toBe(0);
    expect(await names('always_on', '/api/readymade')).toBe(1);
    expect(await names('always_off', '/')).toBe(0);
    expect(await names('parentbased_traceidratio', '/')).toBe(0);
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});
