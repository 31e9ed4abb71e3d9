/** Traces (Next's own spans) and metrics to a collector. Loaded only when the variables ask for it. */

import { withTimeLimit } from '@logto-okta/clients/time-limit';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPMetricExporter as JsonMetrics } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufMetrics } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as JsonTraces } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufTraces } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { measureLogto } from './logto-calls.ts';
import { countEvents } from './metrics.ts';
import { measureRequests } from './requests.ts';
import type { TelemetrySettings } from './settings.ts';
import { samplerOf, withoutSecrets } from './spans.ts';

/** Milliseconds. A collector that is away must not keep a process from ending. */
const LAST_WORDS_MS = 2000;

/**
 * @param logtoOrigin whose answers are timed.
 * @returns sends what is left and ends it.
 */
export function startTelemetry(
  settings: TelemetrySettings,
  logtoOrigin: string,
): () => Promise<void> {
  const isJson = settings.protocol === 'http/json';
  const resource = defaultResource()
    .merge(
      detectResources({ detectors: [serviceInstanceIdDetector, resourceAttributesEnvDetector] }),
    )
    .merge(resourceFromAttributes({ 'service.name': settings.serviceName }));
  const ends: (() => Promise<unknown>)[] = [];

  if (settings.traces) {
    const exporter = withoutSecrets(isJson ? new JsonTraces() : new ProtobufTraces());
    const provider = new TracerProvider({
      resource,
      sampler: samplerOf(settings.sampler),
      spanProcessors: [
        new BatchSpanProcessor({ exporter, scheduledDelayMillis: settings.spanDelayMs }),
      ],
    });
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(provider);
    if (settings.takesTraceContext) {
      propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    }
    ends.push(() => provider.shutdown());
  }
  if (settings.metrics) {
    const provider = new MeterProvider({
      resource,
      readers: [
        new PeriodicExportingMetricReader({
          exporter: isJson ? new JsonMetrics() : new ProtobufMetrics(),
          exportIntervalMillis: settings.metricIntervalMs,
          exportTimeoutMillis: Math.min(settings.metricIntervalMs, 30_000),
        }),
      ],
    });
    const meter = provider.getMeter('app');
    countEvents(meter);
    measureLogto(meter, logtoOrigin);
    measureRequests(meter);
    ends.push(() => provider.shutdown());
  }
  return async () => {
    await withTimeLimit(Promise.allSettled(ends.map((end) => end())), LAST_WORDS_MS, () => {});
  };
}
