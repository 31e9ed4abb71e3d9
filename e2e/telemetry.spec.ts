/** Traces and metrics as a collector gets them. */

import { findByUsername } from '@logto-okta/sandbox/logto/tenant';
import { sandboxApplication } from '@logto-okta/sandbox/sandbox';
import { managementApplication, PASSWORD } from '@logto-okta/sandbox/seed';
import { request } from '@playwright/test';
import { startCollector } from './collector.ts';
import { people } from './people.ts';
import { expect, newSecret, test } from './sessions.ts';
import { signInByRequests } from './sign-in-requests.ts';

const collecting = (url: string) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_SERVICE_NAME: 'app-under-test',
  OTEL_METRIC_EXPORT_INTERVAL: '500',
  OTEL_BSP_SCHEDULE_DELAY: '200',
});

test('a sign-in, a failed one, a refresh and a sign-out arrive, and nobody’s name or secret does', async ({
  clientOf,
  world,
  logtoServer,
}) => {
  const collector = await startCollector();
  const COOKIE_SECRET = newSecret();
  const app = await world.startApp({
    ...collecting(collector.url),
    COOKIE_SECRET,
    SESSION_REVALIDATE_SECONDS: '1',
  });
  const client = await clientOf(app);
  await client.signIn('alex', '/dashboard?tab=private-tab');
  const cookies = Object.values(await client.cookies());
  await client.get('/callback?state=wrong-state&code=stolen-code-of-somebody');
  await client.get('/organizations/acmeorg00001');
  await expect
    .poll(async () => {
      await client.get('/dashboard');
      return collector.points('app.session.refreshes');
    })
    .toContainEqual({ attributes: { outcome: 'renewed' }, value: expect.any(Number) });
  await fetch(`${app.url}/api/health`);
  await client.signOut();
  // Whom the guard refuses: a company's Okta that vouches for somebody of another domain.
  const { foreignAddress } = people;
  const mallory = await request.newContext({ baseURL: app.url });
  const { connectorId } = world;
  await signInByRequests(mallory, app.url, foreignAddress, { connectorId });
  await mallory.dispose();
  const stranger = await clientOf(app);
  await stranger.get('/callback?state=wrong-state&code=stolen-code-of-somebody');
  // What happened last is sent while the process ends.
  await app.stop();

  expect(collector.refused).toEqual([]);
  expect(collector.serviceNames()).toEqual(['app-under-test']);
  const one = (attributes: object) => [{ attributes, value: 1 }];
  expect(collector.points('app.sign_ins.started')).toEqual([
    { attributes: { screen: 'sign-in' }, value: 2 },
  ]);
  expect(collector.points('app.sign_ins.finished')).toEqual(one({ via: 'logto' }));
  const refused = { attributes: { problem: 'sso_wrong_company' }, value: 1 };
  expect(collector.points('app.sign_ins.refused')).toEqual([refused]);
  const failed = collector.points('app.sign_ins.failed');
  expect(failed).toHaveLength(2);
  expect(failed).toContainEqual(refused);
  expect(failed).toContainEqual({
    ...refused,
    attributes: { problem: 'sign_in_session_not_found' },
  });
  expect(collector.points('app.sign_outs')).toEqual(one({}));
  const calls = collector.points('http.client.request.duration');
  expect(calls).toContainEqual({
    attributes: {
      'http.request.method': 'POST',
      'server.address': 'localhost',
      'url.template': '/oidc/token',
      'http.response.status_code': expect.anything(),
    },
    value: expect.any(Number),
  });

  const views = collector.points('http.server.request.duration');
  expect(views).toContainEqual({
    attributes: {
      'http.request.method': 'GET',
      'http.response.status_code': expect.anything(),
      'http.route': '/organizations/[id]',
    },
    value: expect.any(Number),
  });

  const spans = collector.spans();
  const callback = spans.find(({ name }) => name === 'GET /callback');
  expect(callback?.attributes).toMatchObject({ 'http.method': 'GET', 'http.route': '/callback' });
  expect(spans.filter(({ traceId }) => traceId === callback?.traceId).length).toBeGreaterThan(2);
  expect(spans.map(({ name }) => name)).toContain('GET /organizations/[id]');
  expect(spans.filter(({ attributes }) => attributes['http.route'] === '/api/health')).toEqual([]);

  const text = collector.text();
  const { id } = findByUsername(logtoServer.tenant, 'alex') ?? {};
  const secrets = [
    ...[COOKIE_SECRET, PASSWORD, sandboxApplication.secret, managementApplication.secret],
    ...cookies.map((cookie) => cookie.slice(0, 30)),
    ...[
      'stolen-code',
      'wrong-state',
      'private-tab',
      'acmeorg00001',
      'code=',
      'state=',
      'eyJhbGciOi',
    ],
    ...['alex@', 'example.test', 'Morgan', 'Fe26', 'Bearer', id ?? ''],
  ];
  for (const secret of secrets) expect(text.includes(secret), secret).toBe(false);
  await collector.close();
});

test('by default it is sent as protobuf, which holds no secret either', async ({
  clientOf,
  world,
}) => {
  const collector = await startCollector();
  const { OTEL_EXPORTER_OTLP_PROTOCOL: _, ...settings } = collecting(collector.url);
  const app = await world.startApp(settings);
  const client = await clientOf(app);
  await client.signIn('alex', '/dashboard?tab=private-tab');
  const cookies = Object.values(await client.cookies());
  await app.stop();
  expect(collector.refused).toEqual([]);
  expect(collector.protobuf.length).toBeGreaterThan(1);
  const text = collector.text();
  for (const sent of ['app.sign_ins.finished', 'http.server.request.duration', 'GET /callback']) {
    expect(text).toContain(sent);
  }
  const secrets = [PASSWORD, 'private-tab', 'code=', 'Fe26', 'eyJhbGciOi', 'Morgan', ...cookies];
  for (const secret of secrets) expect(text.includes(secret), secret).toBe(false);
  await collector.close();
});

test('switched off, nothing is sent; a collector that is away harms nobody', async ({
  clientOf,
  world,
}) => {
  const collector = await startCollector();
  const quiet = await world.startApp({ ...collecting(collector.url), OTEL_SDK_DISABLED: 'true' });
  await (await clientOf(quiet)).signIn('alex');
  await quiet.stop();
  expect(collector.text()).toBe('');

  await collector.close();
  const alone = await world.startApp({
    ...collecting(collector.url),
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  });
  const page = await (await clientOf(alone)).signIn('alex');
  expect(page.status()).toBe(200);
  expect(alone.log()).toContain('"event":"telemetry_setting_unheeded"');
  const since = Date.now();
  await alone.stop();
  expect(Date.now() - since).toBeLessThan(4500);
});
