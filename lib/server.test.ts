import { EventEmitter, once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { currentRequestId } from './request-id.ts';
import { beforeEnd, isStopping, stopGently, wrapServer } from './server.ts';

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
