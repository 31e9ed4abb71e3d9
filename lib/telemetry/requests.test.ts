import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Attributes, Meter } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { builtRoutes, measureRequests, routeFinder } from './requests.ts';

const ROUTES = [
  ...['/', '/dashboard', '/api/[...rest]', '/api/organizations/[id]/members', '/sso/[company]'],
  ...['/sso/start', '/.well-known/oauth-protected-resource/[[...path]]', '/_not-found'],
];

it.each([
  ['/', '/'],
  ['/dashboard', '/dashboard'],
  ['/dashboard/', '/dashboard'],
  ['/dashboards', undefined],
  ['/sso/start', '/sso/start'],
  ['/sso/acme.test', '/sso/[company]'],
  ['/sso/acme/test', undefined],
  ['/api/organizations/x1/members', '/api/organizations/[id]/members'],
  ['/api/organizations/x1/else', '/api/[...rest]'],
  ['/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/[[...path]]'],
  [
    '/.well-known/oauth-protected-resource/a/b',
    '/.well-known/oauth-protected-resource/[[...path]]',
  ],
  ['/xwell-known/oauth-protected-resource', undefined],
  ['/wp-admin/made-up', undefined],
  ['/_not-found', undefined],
])('%s is served by %s', (path, route) => expect(routeFinder(ROUTES)(path)).toBe(route));

it('without a build there are no routes', () => expect(builtRoutes('nowhere.json')).toEqual([]));

it('requests are timed by route, method and status, and by nothing that a client makes up', async () => {
  const recorded: { seconds: number; attributes: Attributes }[] = [];
  const histogram = {
    record: (seconds: number, attributes: Attributes) => recorded.push({ seconds, attributes }),
  };
  const end = measureRequests({ createHistogram: () => histogram } as unknown as Meter, ROUTES);
  const server = createServer((request, response) => {
    setTimeout(() => response.writeHead(request.url === '/' ? 503 : 200).end(), 20);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ask = (path: string, method = 'GET') =>
    new Promise<void>((resolve, reject) => {
      get({ port, path, method, agent: false }, (answer) => {
        answer.resume().on('end', resolve);
      }).on('error', reject);
    });
  await ask('/sso/acme.test?email=emma@acme.test');
  await ask('/');
  await ask('/made-up-by-a-scanner', 'PURGE');
  await ask('/api/health');
  await ask('/_next/static/x.js');
  end();
  await ask('/dashboard');
  server.close();
  const status = 'http.response.status_code';
  expect(recorded.map(({ attributes }) => attributes)).toEqual([
    { 'http.request.method': 'GET', [status]: 200, 'http.route': '/sso/[company]' },
    { 'http.request.method': 'GET', [status]: 503, 'http.route': '/', 'error.type': '503' },
    { 'http.request.method': '_OTHER', [status]: 200 },
  ]);
  for (const { seconds } of recorded) {
    expect(seconds).toBeGreaterThan(0.015);
    expect(seconds).toBeLessThan(5);
  }
});
