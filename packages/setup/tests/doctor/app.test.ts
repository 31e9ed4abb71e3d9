/** A deployed app as the doctor meets it. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { gatherApp } from '../../doctor/gather-app.ts';
import { createProbe } from '../../doctor/probe.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

type Seen = { method: string | undefined; url: string | undefined; headers: IncomingHttpHeaders };

async function startApp(isSilent = false) {
  const seen: Seen[] = [];
  server = createServer(({ method, url, headers }, res) => {
    seen.push({ method, url, headers });
    if (isSilent) return;
    if (url === '/sign-in') {
      res.setHeader('set-cookie', ['a=1; Path=/', 'b=2; Path=/']);
      res.writeHead(303, { location: 'http://logto.example/oidc/auth' });
    } else res.writeHead(method === 'POST' ? 400 : 200, { vary: 'Cookie' });
    res.end('x'.repeat(100_000));
  }).listen(0, 'localhost');
  await new Promise((done) => server?.once('listening', done));
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, seen };
}

it('asks for pages as a browser does, follows no redirect, and posts nothing but an empty form', async () => {
  const { url, seen } = await startApp();
  expect(await gatherApp(url, createProbe(), 2000)).toMatchObject({
    state: 'known',
    value: {
      url,
      home: { status: 200, headers: { vary: 'Cookie' } },
      signIn: {
        value: {
          status: 303,
          headers: { location: 'http://logto.example/oidc/auth' },
          cookies: ['a=1; Path=/', 'b=2; Path=/'],
        },
      },
      backchannel: { value: { status: 400 } },
      plain: { state: 'unasked' },
    },
  });
  const pages = seen.filter(({ method }) => method === 'GET');
  expect(pages.map((one) => one.url).sort()).toEqual(['/', '/sign-in']);
  // A client that says `cors` is answered 204 by /sign-in (lib/http/navigation.ts).
  for (const { headers } of pages) expect(headers['sec-fetch-mode']).toBe('navigate');
  const posts = seen.filter(({ method }) => method === 'POST');
  expect(posts).toMatchObject([
    { url: '/api/backchannel-logout', headers: { 'content-length': '0' } },
  ]);
});

it('gives up on one that never says a word', async () => {
  const { url } = await startApp(true);
  const fact = await gatherApp(url, createProbe({ timeoutMs: 200 }), 200);
  expect(fact).toEqual({
    state: 'failed',
    why: `${url} can't be reached: it took too long to answer.`,
  });
});
