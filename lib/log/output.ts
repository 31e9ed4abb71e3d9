/**
 * The process's standard output. Whoever reads it may go away or stop reading; neither may cost a
 * request. Node reports a closed pipe as an event `error` of the stream: without a listener it
 * becomes an uncaught exception, Next prints that to the same stream, and so on for ever
 * (getsentry/sentry-mcp#1274). Next also makes pipes block, so that a reader which stops reading
 * stops the process; without that, Node keeps what doesn't fit in memory, without a limit.
 */
type Stream = Pick<NodeJS.WriteStream, 'on' | 'write' | 'writableLength'> & {
  isTTY?: boolean;
  /** Node's own, of a pipe or a terminal; `setBlocking` is the only switch there is. */
  _handle?: { setBlocking?: (on: boolean) => unknown } | null;
};
type Sink = { write: (text: string) => void; waiting: () => number; isGone: () => boolean };
type Output = { sinks: Sink[]; dropped: number };

/** Bytes that wait for a reader. What comes after them is dropped and counted. */
export const MAX_WAITING = 1_048_576;

/** On `globalThis`, as Next bundles `instrumentation.ts`, `proxy.ts` and the pages apart. */
const KEY = Symbol.for('northgate.output');
const holder = globalThis as { [KEY]?: Output | undefined };

/** From now on lines go to the first of these streams that still has a reader, or nowhere. */
export function guardOutput(streams: Stream[] = [process.stdout, process.stderr]) {
  holder[KEY] ??= { sinks: streams.map(guarded), dropped: 0 };
}

function guarded(stream: Stream): Sink {
  // Its own, whatever replaces the property later (`console-lines.ts`).
  const write = stream.write.bind(stream) as (text: string) => boolean;
  // A terminal is shared with the shell, which would find it changed.
  if (!stream.isTTY) stream._handle?.setBlocking?.(false);
  let gone = false;
  stream.on('error', () => {
    gone = true;
  });
  return { write, waiting: () => stream.writableLength, isGone: () => gone };
}

/** Writes one line. Before `guardOutput`, and in tests and scripts, that is `console.log`. */
export function printLine(line: string) {
  const output = holder[KEY];
  if (!output) return console.log(line);
  const sink = output.sinks.find((one) => !one.isGone());
  if (!sink) return;
  if (sink.waiting() > MAX_WAITING) {
    output.dropped += 1;
    return;
  }
  if (output.dropped > 0) {
    const time = new Date().toISOString();
    const { dropped: count } = output;
    output.dropped = 0;
    sink.write(`${JSON.stringify({ time, level: 'warn', event: 'log_lines_dropped', count })}\n`);
  }
  sink.write(`${line}\n`);
}
