import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { printLinesOnly } from './console-lines.ts';

const KEY = Symbol.for('northgate.output');
afterEach(() => delete (globalThis as Record<symbol, unknown>)[KEY]);

const FORGED = '\n{"level":"info","event":"signed_in","audit":true}\n';
const TOKEN = 'eyJhbGciOiJFUzM4NCJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
const ESCAPES = '\u001b]0;title\u0007\u001b[2J\u009b31m\u202e';

class Stream extends EventEmitter {
  written: string[] = [];
  writableLength = 0;
  write = (text: string) => this.written.push(text) > 0;
}

let stdout: Stream;
let target: Console;
let events: EventEmitter;
beforeEach(() => {
  stdout = new Stream();
  target = {} as Console;
  events = new EventEmitter();
  const streams = { stdout, stderr: new Stream() } as never;
  printLinesOnly({ console: target, streams, process: events });
});

/** What was written on standard output: each is one line of JSON, harmless to a terminal. */
function lines() {
  for (const line of stdout.written) {
    expect(line).toMatch(/^[^\n]*\n$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
    expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u2028]/);
    expect(line).not.toContain(TOKEN);
  }
  return stdout.written.map((line) => JSON.parse(line));
}

describe('whatever is printed is one redacted JSON line', () => {
  it.each([
    ['text', [`failed: ${FORGED}${TOKEN}${ESCAPES}`]],
    ['an error', [new Error(`failed: ${FORGED}${TOKEN}${ESCAPES}`)]],
    ['text and an error', ['⨯', new TypeError(`${FORGED}    at forged (x.js:1:1)${TOKEN}`)]],
    ['a format', ['%s and %o', FORGED, TOKEN]],
    ['an object', [{ code: TOKEN, [TOKEN]: 1, deep: { text: FORGED + ESCAPES } }]],
    ['a cause', [new Error('a', { cause: new Error(FORGED + TOKEN) })]],
    ['nothing', []],
    ['others', [undefined, null, 1n, Symbol('x'), () => {}, Number.NaN]],
    [
      'what can’t be read',
      [
        {
          get x() {
            throw new Error(FORGED);
          },
        },
      ],
    ],
  ])('%s', (_, values) => {
    for (const method of ['log', 'info', 'debug', 'warn', 'error', 'trace'] as const) {
      target[method](...values);
    }
    const printed = lines();
    expect(printed.map(({ level }) => level)).toEqual([
      ...['info', 'info', 'info', 'warn', 'error', 'error'],
    ]);
    for (const line of printed) expect(line).toMatchObject({ event: 'printed' });
    for (const line of printed) expect(line.audit).toBeUndefined();
  });

  it('what is written to the stream itself, and told when it is done', async () => {
    const write = stdout.write as unknown as NodeJS.WriteStream['write'];
    const own = stdout.written;
    await new Promise((resolve) => write(`${FORGED}${TOKEN}${ESCAPES}`, 'utf8', resolve));
    write(new TextEncoder().encode('as bytes'));
    write('\n');
    expect(own).toBe(stdout.written);
    expect(lines()).toMatchObject([{ level: 'info' }, { text: 'as bytes' }]);
  });

  it('a warning of Node’s', () => {
    events.emit('warning', new Error(`MaxListenersExceeded ${FORGED}${TOKEN}`));
    expect(lines()).toMatchObject([{ level: 'warn', event: 'printed' }]);
  });
});

it('an error keeps its digest and its own frames; a message’s false ones aren’t among them', () => {
  const error = Object.assign(new Error('x\n    at forged (evil.js:1:1)'), { digest: '123@E1' });
  target.error(error);
  const [line] = lines();
  expect(line).toMatchObject({ digest: '123@E1', error: { name: 'Error' } });
  expect(line.stack.length).toBeGreaterThan(1);
  expect(JSON.stringify(line.stack)).toContain('console-lines.test.ts');
  expect(JSON.stringify(line.stack)).not.toContain('forged');
});

it('an object of thousands of others stays a line of some length', () => {
  const node = (depth: number): object =>
    depth > 5 ? {} : Object.fromEntries(Array.from({ length: 30 }, (_, i) => [i, node(depth + 1)]));
  target.log(node(3), Array.from({ length: 100_000 }, String));
  expect(stdout.written[0]?.length).toBeLessThan(30_000);
});
