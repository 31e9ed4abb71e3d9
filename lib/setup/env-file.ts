/** Settings in a `.env` file: found, compared and replaced, everything else in it left as it is. */
import { randomBytes } from 'node:crypto';
import { chmod, readFile, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseEnv } from 'node:util';

export type EnvValues = Record<string, string>;
export type EnvChange = {
  name: string;
  kind: 'add' | 'replace' | 'keep';
  /** What the file has. */
  from?: string;
  to: string;
};

/** @returns undefined when there is no such file. */
export async function readEnvFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export const valuesOf = (text: string | undefined): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(parseEnv(text ?? '')).map(([name, value]) => [
      name,
      value?.replaceAll('\\$', '$'),
    ]),
  );

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

/**
 * Plain where that is safe, else in quotes that the value doesn't have: readers of these files
 * differ in what they take for an escape. All but Node's own expand variables, so that a `$` is
 * escaped (and unescaped by `valuesOf`).
 */
function quoted(value: string): string {
  if (/^[\w./:@+=,%-]*$/.test(value)) return value;
  const quote = ["'", '"', '`'].find((one) => !value.includes(one)) ?? '"';
  return quote + value.replaceAll('$', '\\$') + quote;
}

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/;

/** Which lines are assignments; a quoted value may go over several. */
function assignments(lines: string[]) {
  const found: { name: string; first: number; last: number }[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const [, name, value = ''] = ASSIGNMENT.exec(lines[index] ?? '') ?? [];
    if (!name) continue;
    const first = index;
    const quote = /^["'`]/.exec(value)?.[0];
    if (quote && !value.slice(1).replaceAll(`\\${quote}`, '').includes(quote)) {
      const end = lines.findIndex((line, at) => at > index && line.includes(quote));
      // A quote that is never closed is no quote: the line stands for itself.
      if (end > 0) index = end;
    }
    found.push({ name, first, last: index });
  }
  return found;
}

/** The text with those values in it; comments, order and unknown lines stay. */
export function withValues(text: string | undefined, values: EnvValues): string {
  const newline = text?.includes('\r\n') ? '\r\n' : '\n';
  const lines = (text ?? '').split(/\r?\n/);
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  const places = assignments(lines);
  const added: string[] = [];
  // From the end, so that replacing several lines by one moves no place still needed.
  const replacements: { first: number; last: number; line: string }[] = [];
  for (const [name, value] of Object.entries(values)) {
    const line = `${name}=${quoted(value)}`;
    // The last one counts when a name is there twice.
    const place = places.findLast((one) => one.name === name);
    if (place) replacements.push({ ...place, line });
    else added.push(line);
  }
  for (const { first, last, line } of replacements.sort((one, other) => other.first - one.first)) {
    lines.splice(first, last - first + 1, line);
  }
  return [...lines, ...added].join(newline) + newline;
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
