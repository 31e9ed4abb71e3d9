/**
 * Settings in a `.env` file: found, compared and replaced, everything else in it left as it is. Read
 * by Next's own reader; whatever is written is read again by it before it reaches the disk.
 */
import { randomBytes } from 'node:crypto';
import { chmod, readFile, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { textProblem } from '@logto-okta/clients/env-text';
import { EnvFileError, readByNext } from './next-env.ts';

export type EnvValues = Record<string, string>;
export type EnvChange = {
  name: string;
  kind: 'add' | 'replace' | 'keep';
  /** What the file has. */
  from?: string;
  to: string;
};

/**
 * @returns undefined when there is no such file.
 * @throws EnvFileError with a sentence, when it is no text that can be read.
 */
export async function readEnvFile(path: string): Promise<string | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const problem = textProblem(bytes);
  if (problem) throw new EnvFileError(`${path} ${problem}`);
  const text = bytes.toString('utf8');
  try {
    readByNext([text]);
  } catch (error) {
    if (error instanceof EnvFileError) throw new EnvFileError(`${path} ${error.message}`);
    throw error;
  }
  return text;
}

/** What the file says by itself. */
export const valuesOf = (text: string | undefined): Record<string, string | undefined> =>
  readByNext([text ?? '']);

/** What the app knows with the file and the environment, which wins. Next reads `.env` besides. */
export async function environmentWith(path: string, env: NodeJS.ProcessEnv) {
  const beside = basename(path) === '.env.local' ? [join(dirname(path), '.env')] : [];
  const texts = await Promise.all([path, ...beside].map(readEnvFile));
  return readByNext(
    texts.filter((text) => text !== undefined),
    env,
  );
}

const SECRET_BYTES = 32;
export const newCookieSecret = () => randomBytes(SECRET_BYTES).toString('base64');

/** An empty value counts as none. */
export function planEnv(text: string | undefined, wanted: EnvValues): EnvChange[] {
  const has = valuesOf(text);
  return Object.entries(wanted).map(([name, to]) => {
    const from = has[name] || undefined;
    return { name, to, from, kind: from === undefined ? 'add' : from === to ? 'keep' : 'replace' };
  });
}

/** Ways to write a value, the plainest first. Next expands an unescaped `$` in each of them. */
function waysToWrite(value: string): string[] {
  const escaped = value.replaceAll('$', '\\$');
  const quoted = ["'", '"', '`'].map((quote) => quote + escaped + quote);
  // Only in these does the reader take `\r` for a carriage return.
  const lines = `"${escaped.replaceAll('\r', '\\r').replaceAll('\n', '\\n')}"`;
  return /^[\w./:@+=,%-]*$/.test(value) ? [escaped, ...quoted] : [...quoted, lines, escaped];
}

/** As dotenv, which Next uses, finds an assignment: name, separator, value. */
const ASSIGNMENT =
  /^(\s*(?:export\s+)?)([\w.-]+)(\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/gm;

type Assignment = { name: string; raw: string; start: number; end: number };

function assignments(text: string): Assignment[] {
  return [...text.matchAll(ASSIGNMENT)].map((match) => {
    const [, before = '', name = '', separator = '', value = ''] = match;
    const start = match.index + before.length + name.length + separator.length;
    const raw = value.trim();
    const from = raw ? start + value.indexOf(raw) : start;
    return { name, raw, start: from, end: from + raw.length };
  });
}

const NO_PLACE =
  'it stands where a quote that is never closed, or a value of several lines, swallows it';

/**
 * The text with those values in it; comments, order, line ends and unknown lines stay.
 * @throws EnvFileError where that would change another setting.
 */
export function withValues(text: string | undefined, values: EnvValues): string {
  let next = text ?? '';
  for (const [name, value] of Object.entries(values)) next = withValue(next, name, value);
  return next;
}

function withValue(text: string, name: string, value: string): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  // The last one counts when a name is there twice.
  const place = assignments(text).findLast((one) => one.name === name);
  const others = (one: string) =>
    JSON.stringify(assignments(one).flatMap((at) => (at.name === name ? [] : [[at.name, at.raw]])));
  for (const way of waysToWrite(value)) {
    const next = place
      ? text.slice(0, place.start) + way + text.slice(place.end)
      : `${text}${text === '' || /\n$/.test(text) ? '' : newline}${name}=${way}${newline}`;
    const isStored = Buffer.from(next).toString() === next && !textProblem(Buffer.from(next));
    if (isStored && valuesOf(next)[name] === value && others(next) === others(text)) return next;
  }
  throw new EnvFileError(
    `${name} can't be written into the env file: ${NO_PLACE}. Correct that first.`,
  );
}

const OWNER_ONLY = 0o600;

/** Whole or not at all, and for its owner alone: it holds secrets. */
export async function writeEnvFile(given: string, text: string): Promise<void> {
  // Through a symbolic link, or the link would be replaced by a file.
  const path = await realpath(given).catch(() => given);
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeFile(temporary, text, { mode: OWNER_ONLY, flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

/** An existing file that others may read, as old ones are. */
export async function closeToOthers(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) await chmod(path, OWNER_ONLY);
}
