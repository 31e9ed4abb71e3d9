/** What of Next's spans may leave: a list of what is harmless, not one of what is secret. */
import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { ReadableSpan, Sampler, SpanExporter } from '@opentelemetry/sdk-trace';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { addressTemplate } from './addresses.ts';
import type { TelemetrySettings } from './settings.ts';

/** Next's attributes whose values are its own or the route's. */
const HARMLESS = new Set([
  'next.span_type',
  'next.route',
  'next.page',
  'next.segment',
  'next.rsc',
  'next.bubble',
  'http.method',
  'http.route',
  'http.status_code',
  'net.peer.name',
  'net.peer.port',
  'error.type',
]);

const origins = (url: AttributeValue | undefined) => URL.parse(String(url ?? ''));

/** `/callback?code=…` and ids in addresses are in the names of some spans. */
function nameOf({ name, attributes }: ReadableSpan): string {
  const method = String(attributes['http.method'] ?? '');
  switch (attributes['next.span_type']) {
    case 'BaseServer.handleRequest':
      return [method, attributes['next.route']].filter(Boolean).join(' ');
    case 'Middleware.execute':
      return `middleware ${method}`.trim();
    case 'AppRender.fetch': {
      const url = origins(attributes['http.url']);
      return `fetch ${method} ${url ? url.host + addressTemplate(url.pathname) : ''}`.trim();
    }
    default:
      return name.replace(/[?#].*$/, '');
  }
}

export function harmless(span: ReadableSpan): ReadableSpan {
  const url = origins(span.attributes['http.url']);
  const attributes: Attributes = Object.fromEntries(
    Object.entries(span.attributes).filter(([key]) => HARMLESS.has(key)),
  );
  if (url) attributes['http.url'] = url.origin + addressTemplate(url.pathname);
  return {
    ...{ name: nameOf(span), attributes, kind: span.kind, links: [] },
    spanContext: () => span.spanContext(),
    ...(span.parentSpanContext && { parentSpanContext: span.parentSpanContext }),
    ...{ startTime: span.startTime, endTime: span.endTime, duration: span.duration },
    // Messages and stacks may hold anything; the log has them, redacted.
    status: { code: span.status.code },
    events: span.events.map(({ name, time, attributes: given }) => ({
      ...{ name, time },
      attributes: { 'exception.type': given?.['exception.type'] },
    })),
    ...{ ended: span.ended, resource: span.resource },
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

/** An exporter that gets nothing else. */
export const withoutSecrets = (exporter: SpanExporter): SpanExporter => ({
  export: (spans, done) => exporter.export(spans.map(harmless), done),
  shutdown: () => exporter.shutdown(),
  forceFlush: async () => exporter.forceFlush?.(),
});

const PROBES = new Set(['/api/health', '/api/ready']);
/** They come every few seconds, on every instance, and nobody looks for them. */
export const isProbe = (path: string) => PROBES.has(path);

/** Records no probe. */
export function samplerOf({ name, ratio }: TelemetrySettings['sampler']): Sampler {
  const root = name.endsWith('always_off')
    ? new AlwaysOffSampler()
    : name.endsWith('traceidratio')
      ? new TraceIdRatioBasedSampler(ratio)
      : new AlwaysOnSampler();
  const sampler = name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
  return {
    shouldSample(context, traceId, spanName, kind, attributes, links) {
      const [path = ''] = String(attributes['http.target'] ?? '').split('?');
      if (isProbe(path)) return { decision: SamplingDecision.NOT_RECORD };
      return sampler.shouldSample(context, traceId, spanName, kind, attributes, links);
    },
    toString: () => `WithoutProbes{${sampler}}`,
  };
}
