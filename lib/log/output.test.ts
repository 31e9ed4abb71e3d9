import { EventEmitter } from 'node:events';
import { afterEach, expect, it, vi } from 'vitest';
import { guardOutput, MAX_WAITING, printLine } from './output.ts';

const KEY = Symbol.for('northgate.output');
afterEach(() => {
  delete (globalThis as Record<symbol, unknown>)[KEY];
  vi.restoreAllMocks();
});

class Stream extends EventEmitter {
  written: string[] = [];
  writableLength = 0;
  _handle = { setBlocking: vi.fn() };
  write = (text: string) => this.written.push(text) > 0;
}
function guarded() {
  const streams = [new Stream(), new Stream()] as const;
  guardOutput(streams as never);
  return streams;
}

it('before it is guarded, a line is a line of the console', () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => {});
  printLine('one');
  expect(print).toHaveBeenCalledExactlyOnceWith('one');
});

it('once a reader is gone, lines go to the other stream, then nowhere, and nothing throws', () => {
  const [first, second] = guarded();
  printLine('1');
  first.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  printLine('2');
  second.emit('error', new Error('write EPIPE'));
  printLine('3');
  expect([first.written, second.written]).toEqual([['1\n'], ['2\n']]);
});

it('a pipe doesn’t block, and what its reader leaves waiting is bounded and counted', () => {
  const [stream] = guarded();
  expect(stream._handle.setBlocking).toHaveBeenCalledExactlyOnceWith(false);
  stream.writableLength = MAX_WAITING + 1;
  for (let index = 0; index < 5; index++) printLine('lost');
  expect(stream.written).toEqual([]);
  stream.writableLength = 0;
  printLine('read again');
  const [said = '', line] = stream.written;
  expect(JSON.parse(said)).toMatchObject({ level: 'warn', event: 'log_lines_dropped', count: 5 });
  expect(line).toBe('read again\n');
  printLine('and again');
  expect(stream.written).toHaveLength(3);
});
