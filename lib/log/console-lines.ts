/**
 * What others print: Next its errors, in several lines with whatever a client sent in them, and
 * libraries theirs. A line of it could pass for one of our log, and nothing in it is redacted. So
 * all of it goes through the log: one redacted JSON line an event.
 */
import { format, stripVTControlCharacters } from 'node:util';
import { type Fields, log } from './log.ts';
import { guardOutput } from './output.ts';

type Level = 'info' | 'warn' | 'error';
const LEVELS = {
  log: 'info',
  info: 'info',
  debug: 'info',
  warn: 'warn',
  error: 'error',
  trace: 'error',
} as const satisfies Partial<Record<keyof Console, Level>>;

/** Frames of a stack; the rest is Next and Node. */
const MAX_FRAMES = 12;

/** A stack begins with the message, in which a client may have written lines that look like frames. */
function framesOf({ name, message, stack = '' }: Error): string[] {
  const head = stack.indexOf(message);
  const below = head < 0 ? stack : stack.slice(head + message.length);
  const frames = below.split('\n').map((line) => line.trim());
  return frames
    .filter((line) => line.startsWith('at ') && line !== name)
    .slice(0, MAX_FRAMES)
    .map((line) => line.slice(3));
}

/** An error as the log has it, with its digest, which the person's page shows, and its stack. */
export const errorFields = (error: Error): Fields => ({
  error,
  ...('digest' in error && { digest: String(error.digest) }),
  stack: framesOf(error),
});

/** What was given to `console.…`, by what it is: text, an error, anything else. */
function fieldsOf(values: unknown[]): Fields {
  const error = values.find((value) => value instanceof Error);
  const isText = (value: unknown) => typeof value !== 'object' || value === null;
  const others = values.filter((value) => !isText(value) && !(value instanceof Error));
  const text = stripVTControlCharacters(format(...values.filter(isText))).trim();
  return {
    ...(text && { text }),
    ...(error && errorFields(error)),
    ...(others.length > 0 && { values: others }),
  };
}

type Streams = { stdout: NodeJS.WriteStream; stderr: NodeJS.WriteStream };
type Targets = { console: Console; streams: Streams; process: NodeJS.EventEmitter };

/** In production; a developer reads Next's own lines. */
export function printLinesOnly(
  { console, streams, process: events }: Targets = {
    console: globalThis.console,
    streams: process,
    process,
  },
) {
  guardOutput([streams.stdout, streams.stderr]);
  for (const [method, level] of Object.entries(LEVELS) as [keyof typeof LEVELS, Level][]) {
    console[method] = (...values: unknown[]) => log[level]('printed', fieldsOf(values));
  }
  // What comes past those: `console.table`, and writes to the stream itself.
  streams.stdout.write = writer('info');
  streams.stderr.write = writer('error');
  // Node prints its warnings past the streams, by a listener of this name.
  for (const listener of events.listeners('warning')) {
    if (listener.name === 'onWarning') events.removeListener('warning', listener as () => void);
  }
  events.on('warning', (warning: Error) => log.warn('printed', errorFields(warning)));
}

function writer(level: Level): NodeJS.WriteStream['write'] {
  return (chunk: string | Uint8Array, ...rest: unknown[]) => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    const shown = stripVTControlCharacters(text).trim();
    if (shown) log[level]('printed', { text: shown });
    const done = rest.find((one) => typeof one === 'function');
    if (done) process.nextTick(done as () => void);
    return true;
  };
}
