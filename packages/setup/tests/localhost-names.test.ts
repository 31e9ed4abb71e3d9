/** A Logto at a name under `localhost`, as compose.yaml has it, on systems that don't know such names. */
import dns from 'node:dns';
import { lookup as lookupByName } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { knowLocalhostNames } from '../cli/localhost-names.ts';

const system = dns.lookup;
const systemPromised = dns.promises.lookup;
let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer((request, response) => response.end(request.headers.host));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  forget();
  server.close();
});

function forget() {
  dns.lookup = system;
  dns.promises.lookup = systemPromised;
  syncBuiltinESMExports();
}

const notFound = () => Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
type Callback = (error: Error | null, ...found: unknown[]) => void;
/** A system that knows `localhost` and these names, and no other. */
function systemThatKnows(names: Record<string, string>) {
  const asked: string[] = [];
  const lookup = vi.fn((name: string, ...rest: unknown[]) => {
    asked.push(name);
    const answer = rest.pop() as Callback;
    const [options] = rest as [{ all?: boolean } | undefined];
    const address = { localhost: '127.0.0.1', ...names }[name];
    if (!address) return answer(notFound());
    return options?.all ? answer(null, [{ address, family: 4 }]) : answer(null, address, 4);
  });
  dns.lookup = lookup as unknown as typeof dns.lookup;
  return asked;
}
beforeEach(forget);

it('fetch reaches this machine by such a name, and the server is told the name', async () => {
  systemThatKnows({});
  await expect(fetch(`http://logto.localhost:${port}`)).rejects.toThrow();
  knowLocalhostNames();
  const answer = await fetch(`http://logto.localhost:${port}`);
  expect(await answer.text()).toBe(`logto.localhost:${port}`);
});

it('with the real system too, whatever it knows', async () => {
  knowLocalhostNames();
  expect((await fetch(`http://logto.localhost:${port}`)).status).toBe(200);
});

it('answers in every form that is asked for', async () => {
  systemThatKnows({});
  knowLocalhostNames();
  const one = await new Promise((resolve) =>
    dns.lookup('a.b.localhost', (error, ...found) => resolve([error, ...found])),
  );
  expect(one).toEqual([null, '127.0.0.1', 4]);
  const lookup = promisify(dns.lookup) as (name: string, options: object) => Promise<unknown>;
  expect(await lookup('APP.LOCALHOST', { all: true })).toEqual([
    { address: '127.0.0.1', family: 4 },
  ]);
});

it('for the doctor too, who asks by promise', async () => {
  knowLocalhostNames();
  const [found] = await lookupByName('app.localhost', { all: true });
  expect(['127.0.0.1', '::1']).toContain(found?.address);
  const knowsNone = () => Promise.reject(notFound());
  dns.promises.lookup = knowsNone as typeof dns.promises.lookup;
  knowLocalhostNames();
  await expect(lookupByName('app.example.com', { all: true })).rejects.toThrow('ENOTFOUND');
});

it('a name that the system knows is the system’s, as in a container with aliases', async () => {
  const asked = systemThatKnows({ 'logto.localhost': '172.20.0.3' });
  knowLocalhostNames();
  const lookup = promisify(dns.lookup) as (name: string, options: object) => Promise<unknown>;
  expect(await lookup('logto.localhost', { all: true })).toEqual([
    { address: '172.20.0.3', family: 4 },
  ]);
  expect(asked).toEqual(['logto.localhost']);
});

it.each(['localhost.example.com', 'notlocalhost', 'example.com'])('%s is not one', async (name) => {
  const asked = systemThatKnows({});
  knowLocalhostNames();
  await expect(fetch(`http://${name}:${port}`)).rejects.toThrow();
  expect(asked).toEqual([name]);
});
