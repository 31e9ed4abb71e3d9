/** An OpenTelemetry collector for specs: takes OTLP over HTTP, as JSON or protobuf, and keeps it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

type Value = { stringValue?: string; intValue?: string | number; doubleValue?: number };
type Attribute = { key: string; value: Value };
export type Span = {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: Record<string, unknown>;
};
export type Point = { attributes: Record<string, unknown>; value: number };

const plain = (attributes: Attribute[] = []) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

export async function startCollector() {
  const bodies: string[] = [];
  /** Its strings are UTF-8 as they are: enough to look for words in it. */
  const protobuf: Buffer[] = [];
  const refused: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const type = request.headers['content-type'] ?? '';
      const isJson = type === 'application/json';
      if (
        (!isJson && type !== 'application/x-protobuf') ||
        !/^\/v1\/(traces|metrics)$/.test(request.url ?? '')
      ) {
        refused.push(`${request.method} ${request.url}`);
        response.writeHead(415).end();
        return;
      }
      const body = Buffer.concat(chunks);
      const isZipped = request.headers['content-encoding'] === 'gzip';
      const content = isZipped ? gunzipSync(body) : body;
      if (isJson) bodies.push(content.toString('utf8'));
      else protobuf.push(content);
      // An answer without anything in it: `{}`, and no byte at all.
      response.writeHead(200, { 'content-type': type }).end(isJson ? '{}' : '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const parsed = () => bodies.map((body) => JSON.parse(body));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused,
    /** All that came, as it came. */
    text: () => [...bodies, ...protobuf.map((body) => body.toString('utf8'))].join('\n'),
    protobuf,
    serviceNames: () => [
      ...new Set(
        parsed()
          .flatMap(({ resourceSpans = [], resourceMetrics = [] }) => [
            ...resourceSpans,
            ...resourceMetrics,
          ])
          .map(({ resource }) => plain(resource.attributes)['service.name']),
      ),
    ],
    spans: (): Span[] =>
      parsed()
        .flatMap(({ resourceSpans = [] }) => resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans)
        .flatMap(({ spans }) => spans)
        .map((span) => ({ ...span, attributes: plain(span.attributes) })),
    /** The latest values of a metric's series; of a histogram, how many it counted. */
    points(name: string): Point[] {
      const latest = new Map<string, Point>();
      for (const metric of parsed()
        .flatMap(({ resourceMetrics = [] }) => resourceMetrics)
        .flatMap(({ scopeMetrics }) => scopeMetrics)
        .flatMap(({ metrics }) => metrics)
        .filter((one) => one.name === name)) {
        for (const point of (metric.sum ?? metric.histogram).dataPoints) {
          const attributes = plain(point.attributes);
          const value = Number(point.asInt ?? point.asDouble ?? point.count);
          latest.set(JSON.stringify(attributes), { attributes, value });
        }
      }
      return [...latest.values()];
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
