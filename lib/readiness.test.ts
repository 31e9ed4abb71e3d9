import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const asked = { discovery: vi.fn(), redis: vi.fn() };
vi.mock('#lib/logto/discovery.ts', () => ({
  fetchDiscovery: (...given: unknown[]) => asked.discovery(...given),
}));
vi.mock('#lib/redis.ts', () => ({ redis: () => asked.redis() }));
const settings: { REDIS_URL?: string } = {};
vi.mock('#lib/env.ts', () => ({ getEnv: () => settings }));

async function fresh() {
  vi.resetModules();
  return (await import('./readiness.ts')).readiness;
}

beforeEach(() => {
  vi.useFakeTimers();
  asked.discovery.mockReset().mockResolvedValue({});
  asked.redis.mockReset().mockResolvedValue('PONG');
  delete settings.REDIS_URL;
});
afterEach(() => {
  vi.useRealTimers();
  delete (globalThis as Record<symbol, unknown>)[Symbol.for('northgate.server')];
});

describe('readiness', () => {
  it('is Logto’s answer, and Redis’s when it is used', async () => {
    expect(await (await fresh())()).toEqual({ status: 'ready', checks: { logto: 'ok' } });
    expect(asked.redis).not.toHaveBeenCalled();
    settings.REDIS_URL = 'redis://localhost';
    const checks = { logto: 'ok', redis: 'ok' };
    expect(await (await fresh())()).toEqual({ status: 'ready', checks });
    asked.redis.mockRejectedValue(new Error('NOAUTH secret'));
    const answer = await (await fresh())();
    expect(answer).toEqual({ status: 'not_ready', checks: { logto: 'ok', redis: 'failed' } });
  });

  it('waits two seconds for whoever doesn’t answer, and no longer', async () => {
    asked.discovery.mockReturnValue(new Promise(() => {}));
    const answer = (await fresh())();
    await vi.advanceTimersByTimeAsync(1999);
    let isThere = false;
    answer.then(() => {
      isThere = true;
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(isThere).toBe(false);
    // One more for the moment in which what has arrived is read.
    await vi.advanceTimersByTimeAsync(2);
    expect(await answer).toEqual({ status: 'not_ready', checks: { logto: 'failed' } });
    expect(asked.discovery).toHaveBeenCalledWith(2000);
  });

  it('asks once, however many probe at a time, and again after three seconds', async () => {
    const readiness = await fresh();
    await Promise.all(Array.from({ length: 50 }, readiness));
    await vi.advanceTimersByTimeAsync(2900);
    await readiness();
    expect(asked.discovery).toHaveBeenCalledTimes(1);
    asked.discovery.mockRejectedValue(new Error('down'));
    await vi.advanceTimersByTimeAsync(200);
    expect((await readiness()).status).toBe('not_ready');
    expect(asked.discovery).toHaveBeenCalledTimes(2);
  });

  it('a stopping process isn’t ready, and asks nobody', async () => {
    const readiness = await fresh();
    const { stopGently } = await import('#lib/http/server.ts');
    const signals = new (await import('node:events')).EventEmitter().on('SIGTERM', () => {});
    stopGently(10, signals);
    signals.emit('SIGTERM');
    expect(await readiness()).toEqual({ status: 'stopping' });
    expect(asked.discovery).not.toHaveBeenCalled();
  });
});
