import { describe, expect, it } from 'vitest';
import { askedToWait, createRetryingFetch, type Fetch } from './retry.ts';

const answer = (status: number, headers = {}) => new Response(null, { status, headers });
const failure = (code: string) => Object.assign(new TypeError('fetch failed'), { cause: { code } });

/** An answer whose connection is lost after the headers. */
const cut = (status = 200, code = 'UND_ERR_SOCKET') =>
  new Response(
    new ReadableStream({
      pull: (stream) =>
        stream.error(Object.assign(new TypeError('terminated'), { cause: { code } })),
    }),
    { status },
  );

/** Answers or failures one after another; keeps the pauses between them. */
function scripted(...script: (Response | Error)[]) {
  const pauses: number[] = [];
  let asked = 0;
  const fetch: Fetch = async () => {
    const next = script[asked] ?? answer(200);
    asked += 1;
    if (next instanceof Error) throw next;
    return next;
  };
  const sleep = async (ms: number) => {
    pauses.push(ms);
  };
  const send = createRetryingFetch({ fetch, sleep });
  return {
    send: (repeatable: boolean) => send('http://x', {}, repeatable),
    pauses,
    asked: () => asked,
  };
}

describe('retries', () => {
  it('a repeatable request, on 5xx and lost connections', async () => {
    const { send, asked } = scripted(answer(502), failure('ECONNRESET'));
    expect((await send(true)).status).toBe(200);
    expect(asked()).toBe(3);
  });

  it('never one whose answer was lost, if it may not arrive twice', async () => {
    const { send, asked } = scripted(failure('ECONNRESET'));
    await expect(send(false)).rejects.toThrow();
    expect(asked()).toBe(1);
    const other = scripted(answer(503));
    expect((await other.send(false)).status).toBe(503);
  });

  it('the same where the headers came, and the rest of the answer was lost', async () => {
    const { send, asked } = scripted(cut(), answer(200));
    expect((await send(true)).status).toBe(200);
    expect(asked()).toBe(2);
    const other = scripted(cut());
    await expect(other.send(false)).rejects.toThrow('terminated');
    expect(other.asked()).toBe(1);
  });

  it('reads no answer without end', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (stream) => {
        sent += 1;
        stream.enqueue(new Uint8Array(1_000_000));
      },
    });
    const { send } = scripted(new Response(endless));
    expect(await send(true)).toMatchObject({ status: 200, text: '' });
    expect(sent).toBeLessThan(20);
  });

  it.each([failure('ECONNREFUSED'), answer(429, { 'retry-after': '0' })])(
    'also such a one, when it was never looked at',
    async (first) => {
      const { send, asked } = scripted(first);
      expect((await send(false)).status).toBe(200);
      expect(asked()).toBe(2);
    },
  );

  it('gives up after four tries', async () => {
    const { send, asked } = scripted(...Array.from({ length: 9 }, () => answer(500)));
    expect((await send(true)).status).toBe(500);
    expect(asked()).toBe(4);
  });

  it('waits as long as it is told, within limits', async () => {
    const { send, pauses } = scripted(answer(429, { 'retry-after': '7' }));
    await send(false);
    expect(pauses[0]).toBeGreaterThanOrEqual(7000);
    expect(pauses[0]).toBeLessThan(7500);
    const long = scripted(answer(429, { 'retry-after': '3600' }));
    expect((await long.send(true)).status).toBe(429);
    expect(long.asked()).toBe(1);
  });
});

describe('what a server asks for', () => {
  const date = 'Mon, 23 Nov 2026 10:00:00 GMT';
  const now = Date.parse(date);
  it.each([
    [{ 'retry-after': '3' }, 3000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 10:00:09 GMT' }, 9000],
    // By Okta's clock, not by ours.
    [{ 'x-rate-limit-reset': String(now / 1000 + 4), date }, 4000],
    [{ 'x-rate-limit-reset': '0' }, undefined],
    [{}, undefined],
  ])('%j', (headers, wait) => expect(askedToWait(answer(429, headers), now)).toBe(wait));
});
