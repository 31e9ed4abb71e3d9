import { afterEach, describe, expect, it, vi } from 'vitest';
import { log } from './log.ts';
import { currentRequestId, outsideRequests, requestIdFor, withRequestId } from './request-id.ts';

afterEach(() => vi.restoreAllMocks());

describe('the id of a request', () => {
  it.each([
    '3f2b8c9e-1f5a-4f6e-9d57-0a1b2c3d4e5f',
    '0123456789abcdef0123456789abcdef',
    'Root.1-67891233',
  ])('%s is taken as it is', (given) => expect(requestIdFor(given)).toBe(given));

  it.each([
    undefined,
    '',
    'short',
    'a b c d e f g h',
    'two-of-them,two-of-them',
    'line\nbreak-in-it',
    '{"level":"error"}',
    ['given-twice', 'given-twice'],
    '-starts-with-a-dash',
    // What a token looks like is replaced in the log; as an id it must not come in by the back door.
    'LnUl-E7urMIqxN7Kl3MdgYQEgG5BDi8cxh0sVGDO5jM',
    'x'.repeat(4000),
  ])('%j gets a new one', (given) => {
    const id = requestIdFor(given);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(requestIdFor(given)).not.toBe(id);
  });

  it('stands in every line of its request, and in no other', async () => {
    const lines: { event: string; request?: string }[] = [];
    vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(JSON.parse(line)));
    const work = async (id: string) => {
      log.info(`begins ${id}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
      log.warn(`ends ${id}`, { deep: true });
    };
    await Promise.all(
      ['request-one', 'request-two'].map((id) => withRequestId(id, () => work(id))),
    );
    log.info('outside');
    await withRequestId('request-three', async () => outsideRequests(() => log.info('connection')));
    expect(lines).toHaveLength(6);
    for (const { event, request } of lines) {
      expect(request, event).toBe(/ (request-.*)/.exec(event)?.[1]);
    }
    expect(currentRequestId()).toBeUndefined();
  });
});
