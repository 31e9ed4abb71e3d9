import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Redactor } from './redact.ts';

/** Passes a program's output on, line by line, without secrets: in CI it is an artefact too. */
export function passOn(from: Readable, to: Writable, { text }: Redactor): Promise<void> {
  const lines = createInterface({ input: from, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on('line', (line) => to.write(`${text(line)}\n`));
  return new Promise((resolve) => lines.once('close', resolve));
}
