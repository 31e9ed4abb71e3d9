import { createRetryingFetch, type Waiting } from '@logto-okta/clients/retry';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWaiting } from './waiting.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function terminal(isTTY: boolean) {
  let out = '';
  const to = {
    isTTY,
    write(text: string) {
      out += text;
      return true;
    },
  };
  return { to: to as never, out: () => out };
}

describe('what is waited for', () => {
  it('counts down on a terminal, and leaves nothing behind', () => {
    const { to, out } = terminal(true);
    const waiting = createWaiting(to);
    waiting.onWait({ who: 'Logto', why: 'busy', milliseconds: 28_000 });
    vi.advanceTimersByTime(2000);
    const lines = out().split('\r\u001b[K').filter(Boolean);
    expect(lines).toEqual(
      [28, 27, 26].map(
        (seconds) => `Logto limits requests: trying again in ${seconds} s. Ctrl-C stops.`,
      ),
    );
    waiting.clear();
    expect(out().endsWith('\r\u001b[K')).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is one line elsewhere, for nine requests that wait together too', () => {
    const { to, out } = terminal(false);
    const waiting = createWaiting(to);
    for (let one = 0; one < 9; one += 1) {
      waiting.onWait({ who: 'Okta', why: 'busy', milliseconds: 20_000 + one });
    }
    waiting.onWait({ who: 'Okta', why: 'failed', milliseconds: 300 });
    expect(out()).toBe('Okta limits requests: trying again in 20 s. Ctrl-C stops.\n');
  });
});

describe('a request', () => {
  const answers = (...all: (Response | 'silence')[]) => {
    const told: Waiting[] = [];
    const send = createRetryingFetch({
      who: 'Logto',
      timeoutMs: 10_000,
      timeoutAttempts: 2,
      onWait: (one) => told.push(one),
      fetch: (_url, init) => {
        const next = all.shift() ?? Response.json({});
        if (next !== 'silence') return Promise.resolve(next);
        const { promise, reject } = Promise.withResolvers<Response>();
        // AbortSignal.timeout isn't one of the timers that a test can move.
        setTimeout(
          () => reject(Object.assign(new Error('late'), { name: 'TimeoutError' })),
          10_000,
        );
        init?.signal?.throwIfAborted();
        return promise;
      },
    });
    return { told, sent: send('http://x', {}, true).catch((error: Error) => error) };
  };

  it('tells of a rate limit before it waits', async () => {
    const { told, sent } = answers(
      new Response(null, { status: 429, headers: { 'retry-after': '28' } }),
    );
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([{ who: 'Logto', why: 'busy', milliseconds: expect.closeTo(28_125, -3) }]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await sent).toMatchObject({ status: 200 });
  });

  it('that nobody answers is told after three seconds, and given up the second time', async () => {
    const { told, sent } = answers('silence', 'silence', 'silence');
    await vi.advanceTimersByTimeAsync(3000);
    expect(told).toEqual([{ who: 'Logto', why: 'silent', milliseconds: 7000 }]);
    await vi.advanceTimersByTimeAsync(23_000);
    expect(await sent).toMatchObject({ name: 'TimeoutError' });
    expect(told.map(({ why }) => why)).toEqual(['silent', 'failed', 'silent']);
  });

  it('that is answered at once tells nothing', async () => {
    const { told, sent } = answers(Response.json({}));
    expect(await sent).toMatchObject({ status: 200 });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(told).toEqual([]);
  });
});
