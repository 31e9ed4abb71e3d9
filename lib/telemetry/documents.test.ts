/** What docs/operations.md and compose.yaml say of telemetry is what there is. */
import { globSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { RULES } from './metrics.ts';
import { telemetrySettings } from './settings.ts';

const operations = readFileSync('docs/operations.md', 'utf8');

it('docs/operations.md has every metric, and no other', () => {
  const documented = [...operations.matchAll(/^\| `((?:app|http)\.[\w.]+)` \|/gm)].map(
    ([, name]) => name,
  );
  const counted = Object.values(RULES).map(({ metric }) => metric);
  const timed = globSync('lib/telemetry/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/createHistogram\('([\w.]+)'/g)].map(
      ([, name]) => name,
    ),
  );
  expect(documented.sort()).toEqual([...new Set([...counted, ...timed])].sort());
});

it('compose.yaml gives the app every setting of telemetry', () => {
  const telemetry = new Set<string>();
  const noted = new Proxy<Record<string, string>>(
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' },
    {
      get(all, name: string) {
        telemetry.add(name);
        return all[name];
      },
    },
  );
  expect(telemetrySettings(noted)).toBeDefined();
  // What docs/operations.md says besides: the SDK and its exporters read these themselves.
  for (const signal of ['', 'TRACES_', 'METRICS_']) {
    for (const name of ['ENDPOINT', 'HEADERS', 'TIMEOUT', 'COMPRESSION']) {
      telemetry.add(`OTEL_EXPORTER_OTLP_${signal}${name}`);
    }
  }
  telemetry.add('OTEL_RESOURCE_ATTRIBUTES');
  const { services } = load(readFileSync('compose.yaml', 'utf8')) as {
    services: { app: { environment: Record<string, unknown> } };
  };
  const passed = Object.keys(services.app.environment).filter((name) => name.startsWith('OTEL_'));
  expect(passed.sort()).toEqual([...telemetry].sort());
});
