/**
 * The seed of every fuzz test, fixed so that a run can be repeated, and how many cases each makes:
 * `FUZZ_SEED=7 npm test`, `FUZZ_SEED=random` for a new one each time, `FUZZ_FACTOR=20` for longer.
 * fast-check names the seed and the smallest case when a property fails.
 */
import fc, { type Parameters } from 'fast-check';

const { FUZZ_SEED = '20260', FUZZ_FACTOR = '1' } = process.env;
export const seed =
  FUZZ_SEED === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(FUZZ_SEED);
const factor = Number(FUZZ_FACTOR);
if (!Number.isInteger(seed)) throw new Error('FUZZ_SEED is a whole number, or "random".');
if (!(factor > 0)) throw new Error('FUZZ_FACTOR is a number above 0.');

export const runs = (count: number) => Math.ceil(count * factor);

let isSaid = false;
/** Parameters of `fc.assert` for so many cases; prints the seed once. */
export function cases<T>(count: number): Parameters<T> {
  if (!isSaid) process.stdout.write(`fuzz: FUZZ_SEED=${seed} FUZZ_FACTOR=${factor}\n`);
  isSaid = true;
  return { seed, numRuns: runs(count) };
}

/** Text that parsers trip over: what means something in addresses, headers, cookies, JSON and seals. */
const PIECES = [
  ...['/', '\\', '..', '.', '\t', '\n', '\r', '\r\n', '%2f', '%5c', '%0d%0a', '%', '%zz', '%00'],
  ...['@', ':', '?', '#', '&', '=', ';', ',', '"', "'", '<script>', '{{7*7}}', '*', '~'],
  ...['https:', 'javascript:', 'elsewhere.example', 'localhost', '__proto__', 'constructor'],
  ...['Fe26.2*', 'eyJhbGciOiJub25lIn0.', '\u0000', '\u2028', '／', 'ก', '🙂', '\ud800', 'null'],
];
export const nasty = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 })), { maxLength: 10 })
    .map((parts) => parts.join('')),
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.webUrl(),
  fc.constantFrom('', 'a'.repeat(5000)),
);

/** One change to a text: a character turned, left out or put in, the end cut off, parts swapped. */
export type Change = {
  kind: 'flip' | 'drop' | 'insert' | 'cut' | 'swap' | 'double';
  at: number;
  by: string;
};
export const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('flip', 'drop', 'insert', 'cut', 'swap', 'double'),
  at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  by: fc.constantFrom(...'ABab01-_*~.'),
});

export function changed(text: string, { kind, at, by }: Change): string {
  const index = Math.floor(text.length * at);
  const [before, here = '', after] = [text.slice(0, index), text[index], text.slice(index + 1)];
  if (kind === 'flip') return before + (here === by ? (by === 'A' ? 'B' : 'A') : by) + after;
  if (kind === 'drop') return before + after;
  if (kind === 'insert') return before + by + here + after;
  if (kind === 'cut') return before;
  if (kind === 'swap') return here + after + before;
  return text + text.slice(index);
}
