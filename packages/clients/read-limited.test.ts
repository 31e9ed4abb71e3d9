import { describe, expect, it, vi } from 'vitest';
import { readBytes, readLimited } from './read-limited.ts';

/** Spaces without end, a thousand at a time. */
function endless() {
  const sent = { bytes: 0, isCancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(stream) {
      sent.bytes += 1000;
      stream.enqueue(new Uint8Array(1000).fill(32));
    },
    cancel() {
      sent.isCancelled = true;
    },
  });
  return { sent, fetch: async () => new Response(body) };
}

describe('a body', () => {
  it('is read up to the limit, and no further', async () => {
    expect(await readLimited(new Response('กกก'), 9)).toBe('กกก');
    expect(await readLimited(new Response('กกก'), 8)).toBeUndefined();
    expect(await readLimited(new Response(null), 0)).toBe('');
    expect(await readBytes(new Response('\xff'), 2)).toHaveLength(2);
    const { sent, fetch } = endless();
    expect(await readLimited(await fetch(), 10_000)).toBeUndefined();
    expect(sent.isCancelled).toBe(true);
    expect(sent.bytes).toBeLessThan(20_000);
    const original = await endless().fetch();
    expect(await readLimited(original.clone(), 10_000)).toBeUndefined();
    expect(original.bodyUsed).toBe(false);
  });

  it('is decoded as `text()` does it', async () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0xff]);
    expect(await readLimited(new Response(bytes), 9)).toBe(await new Response(bytes).text());
  });
});

it('waits no longer than the signal says, whoever else has lost it', async () => {
  const cancel = vi.fn();
  const endless = new ReadableStream({
    start: (stream) => stream.enqueue(new TextEncoder().encode('{')),
    cancel,
  });
  const signal = AbortSignal.timeout(50);
  await expect(readBytes(new Response(endless), 1000, signal)).rejects.toThrow('timeout');
  expect(cancel).toHaveBeenCalledOnce();
  const whole = AbortSignal.timeout(10_000);
  expect(await readLimited(new Response('whole'), 1000, whole)).toBe('whole');
});
