import { describe, expect, it } from 'vitest';
import { telemetrySettings, unheeded } from './settings.ts';

const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://collector.example:4318';

describe('telemetry', () => {
  it.each([
    ['nothing is set', {}],
    ['only a name is', { OTEL_SERVICE_NAME: 'shop' }],
    ['it is switched off', { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' }],
    [
      'both signals are off',
      { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' },
    ],
  ])('is off when %s', (_, env) => expect(telemetrySettings(env)).toBeUndefined());

  it('sends what has an endpoint', () => {
    expect(telemetrySettings({ OTEL_EXPORTER_OTLP_ENDPOINT })).toMatchObject({
      ...{ traces: true, metrics: true, protocol: 'http/protobuf' },
    });
    const onlyMetrics = { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: OTEL_EXPORTER_OTLP_ENDPOINT };
    expect(telemetrySettings(onlyMetrics)).toMatchObject({ traces: false, metrics: true });
    const withoutTraces = { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER: 'none' };
    expect(telemetrySettings(withoutTraces)).toMatchObject({ traces: false, metrics: true });
  });

  it('continues the traces of callers only when told to', () => {
    const of = (more: object) => telemetrySettings({ OTEL_EXPORTER_OTLP_ENDPOINT, ...more });
    expect(of({})?.takesTraceContext).toBe(false);
    expect(of({ OTEL_PROPAGATORS: 'tracecontext,baggage' })?.takesTraceContext).toBe(true);
  });

  it('takes what it can of odd values, and says what it can’t', () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_TRACES_SAMPLER: 'jaeger_remote',
      OTEL_TRACES_SAMPLER_ARG: '7',
      OTEL_METRIC_EXPORT_INTERVAL: 'soon',
    };
    expect(telemetrySettings(env)).toMatchObject({
      protocol: 'http/protobuf',
      sampler: { name: 'parentbased_always_on', ratio: 1 },
      metricIntervalMs: 60_000,
    });
    expect(unheeded(env)).toHaveLength(2);
    expect(unheeded({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' })).toEqual([]);
  });
});
