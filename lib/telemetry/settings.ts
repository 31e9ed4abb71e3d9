/**
 * The standard variables of OpenTelemetry that this app heeds; the exporters read the rest of
 * `OTEL_EXPORTER_OTLP_*` (headers, timeout, compression, certificates) themselves.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
type Source = Record<string, string | undefined>;

export type TelemetrySettings = {
  traces: boolean;
  metrics: boolean;
  protocol: 'http/json' | 'http/protobuf';
  sampler: { name: string; ratio: number };
  /** Whether a trace of the caller's is continued. */
  takesTraceContext: boolean;
  /** Milliseconds. */
  metricIntervalMs: number;
  spanDelayMs: number;
  serviceName: string;
};

const PROTOCOLS = ['http/json', 'http/protobuf'] as const;
export const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
];
const DEFAULT_SAMPLER = 'parentbased_always_on';

const positive = (text: string | undefined, otherwise: number) => {
  const value = Number(text || Number.NaN);
  return Number.isFinite(value) && value > 0 ? value : otherwise;
};

/** Undefined when telemetry isn't asked for; then nothing of it is loaded. */
export function telemetrySettings(env: Source): TelemetrySettings | undefined {
  if (env.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') return undefined;
  const sends = (signal: 'TRACES' | 'METRICS') =>
    env[`OTEL_${signal}_EXPORTER`] !== 'none' &&
    Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT || env[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`]);
  const [traces, metrics] = [sends('TRACES'), sends('METRICS')];
  if (!traces && !metrics) return undefined;
  const wanted = env.OTEL_TRACES_SAMPLER || DEFAULT_SAMPLER;
  const ratio = Number(env.OTEL_TRACES_SAMPLER_ARG || 1);
  return {
    ...{ traces, metrics },
    protocol: PROTOCOLS.find((one) => one === env.OTEL_EXPORTER_OTLP_PROTOCOL) ?? 'http/protobuf',
    sampler: {
      name: SAMPLERS.includes(wanted) ? wanted : DEFAULT_SAMPLER,
      ratio: ratio >= 0 && ratio <= 1 ? ratio : 1,
    },
    // Not by default, as the standard has it: everybody on the internet could have their requests
    // traced, or hidden. It is for an app behind a proxy that sets the header itself.
    takesTraceContext: (env.OTEL_PROPAGATORS ?? '').split(',').includes('tracecontext'),
    metricIntervalMs: positive(env.OTEL_METRIC_EXPORT_INTERVAL, 60_000),
    spanDelayMs: positive(env.OTEL_BSP_SCHEDULE_DELAY, 5000),
    serviceName: env.OTEL_SERVICE_NAME || 'logto-okta-next',
  };
}

/** What was asked for and is not done, in words. */
export function unheeded(env: Source): string[] {
  const { OTEL_EXPORTER_OTLP_PROTOCOL: protocol, OTEL_TRACES_SAMPLER: sampler } = env;
  const isKnown = PROTOCOLS.some((one) => one === protocol);
  return [
    ...(protocol && !isKnown ? [`${protocol} is not spoken, http/protobuf is used`] : []),
    ...(sampler && !SAMPLERS.includes(sampler)
      ? [`no sampler ${sampler}, ${DEFAULT_SAMPLER} is used`]
      : []),
  ];
}
