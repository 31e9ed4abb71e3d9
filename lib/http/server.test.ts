import { EventEmitter, once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { currentRequestId } from '#lib/log/request-id.ts';
import { beforeEnd, isStopping, MAX_HEADERS, stopGently, wrapServer } from './server.ts';

const STATE = Symbol.for('northgate.server');
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
  delete (globalThis as Record<symbol, unknown>)[STATE];
  vi.useRealTimers();
});

async function start(listener: Parameters<typeof createServer>[1]) {
  const server = createServer(listener);
  wrapServer(server as never);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close().closeAllConnections());
  const agent = new Agent({ keepAlive: true });
  ends.push(() => agent.destroy());
  const ask = async (headers: Record<string, string> = {}) => {
    const { port } = server.address() as AddressInfo;
    const [answer] = (await once(get({ port, host: '127.0.0.1', agent, headers }), 'response')) as [
      IncomingMessage,
    ];
    answer.resume();
    await once(answer, 'end');
    return answer;
  };
  return { server, ask };
}

describe('the server', () => {
  it('names each request for all that follows, and tells the name', async () => {
    const seen: unknown[] = [];
    const { ask } = await start(async (request, response) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      seen.push([request.headers['x-request-id'], currentRequestId()]);
      response.end();
    });
    const given = await ask({ 'x-request-id': 'from-the-proxy-1' });
    expect(given.headers['x-request-id']).toBe('from-the-proxy-1');
    const made = await ask({ 'x-request-id': 'no good' });
    const id = made.headers['x-request-id'];
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen).toEqual([
      ['from-the-proxy-1', 'from-the-proxy-1'],
      [id, id],
    ]);
  });

  it('refuses what Next fails on, with its headers, and goes on (vercel/next.js#94278, #92703)', async () => {
    const listener = vi.fn((_: unknown, response: { end: () => void }) => response.end());
    const { server, ask } = await start(listener as never);
    const { port } = server.address() as AddressInfo;
    for (const [method, path, status] of [
      ['TRACE', '/', 405],
      ['GET', '/sso/50%', 400],
      ['GET', '/_next/image?url=x', 404],
    ] as const) {
      const sent = request({ port, host: '127.0.0.1', method, path }).end();
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      answer.resume();
      expect(answer.statusCode).toBe(status);
      expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['x-request-id']).toBeDefined();
      if (status === 405) expect(answer.headers.allow).toBe('GET, HEAD, POST');
    }
    expect(listener).not.toHaveBeenCalled();
    expect((await ask()).statusCode).toBe(200);
  });

  it('sends no policy with a redirect, which shows nothing', async () => {
    let status = 303;
    const { ask } = await start((_, response) => {
      response.statusCode = status;
      response.setHeader('content-security-policy', "default-src 'self'");
      response.end();
    });
    expect((await ask()).headers['content-security-policy']).toBeUndefined();
    status = 200;
    expect((await ask()).headers['content-security-policy']).toBeDefined();
  });

  it('says once that headers are longer than proxies take (auth0/nextjs-auth0#772)', async () => {
    const print = vi.spyOn(console, 'log').mockImplementation(() => {});
    let length = 1000;
    const { ask } = await start((_, response) => {
      response.setHeader('set-cookie', ['a'.repeat(length), 'b'.repeat(length)]).end();
    });
    await ask();
    expect(print).not.toHaveBeenCalled();
    length = 2000;
    await ask();
    await ask();
    expect(print).toHaveBeenCalledTimes(1);
    const line = JSON.parse(String(print.mock.calls[0]?.[0]));
    expect(line).toMatchObject({ event: 'response_headers_long', limit: MAX_HEADERS });
    expect(line.bytes).toBeGreaterThan(4000);
  });

  it('after SIGTERM answers on for a while, asks for connections to be closed, then stops', async () => {
    const signals = new EventEmitter();
    const stop = vi.fn();
    signals.on('SIGTERM', stop);
    stopGently(0.05, signals);
    const { ask } = await start((_, response) => response.end());
    expect((await ask()).headers.connection).toBe('keep-alive');
    expect(isStopping()).toBe(false);
    signals.emit('SIGTERM', 'SIGTERM');
    expect(isStopping()).toBe(true);
    expect((await ask()).headers.connection).toBe('close');
    expect(stop).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(stop).toHaveBeenCalledExactlyOnceWith('SIGTERM'));
  });

  it('stops at once without a pause, and one signal is enough', () => {
    const signals = new EventEmitter();
    const stop = vi.fn();
    signals.on('SIGTERM', stop);
    stopGently(0, signals);
    signals.emit('SIGTERM', 'SIGTERM');
    signals.emit('SIGTERM', 'SIGTERM');
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it('leaves the signal alone where Next doesn’t listen: the host has its own way', () => {
    const signals = new EventEmitter();
    stopGently(5, signals);
    expect(signals.listenerCount('SIGTERM')).toBe(0);
  });

  it('is not told closed before the last work is done', async () => {
    const order: string[] = [];
    const { server } = await start((_, response) => response.end());
    const signals = new EventEmitter().on('SIGTERM', () => {});
    stopGently(0, signals);
    signals.emit('SIGTERM', 'SIGTERM');
    beforeEnd(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push('sent');
    });
    beforeEnd(async () => Promise.reject(new Error('the collector is away')));
    server.close(() => order.push('closed'));
    await vi.waitFor(() => expect(order).toEqual(['sent', 'closed']));
  });
});
