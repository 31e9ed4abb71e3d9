import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { envFileProblems } from '@logto-okta/clients/env-text';
import { cases, nasty } from '@logto-okta/clients/tests/fuzz';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  environmentWith,
  planEnv,
  readEnvFile,
  valuesOf,
  withValues,
  writeEnvFile,
} from './env-file.ts';
import { EnvFileError } from './next-env.ts';

const braced = (name: string) => `\${${name}}`;
const BEFORE = `# Ours
BASE_URL=http://localhost:3000   # where we are
export LOGTO_APP_ID='old'

not an assignment
COOKIE_SECRET="two
lines"
LAST=1
`;

describe('the text of an env file', () => {
  it('changes values where they stand and leaves the rest alone', () => {
    expect(
      withValues(BEFORE, { LOGTO_APP_ID: 'new', COOKIE_SECRET: 'one', ADDED: 'x' }),
    ).toBe(`# Ours
BASE_URL=http://localhost:3000   # where we are
export LOGTO_APP_ID=new

not an assignment
COOKIE_SECRET=one
LAST=1
ADDED=x
`);
  });

  it('replaces the assignment that counts, the last one', () => {
    expect(withValues('A=1\nA=2\n', { A: '3' })).toBe('A=1\nA=3\n');
  });

  it('makes a file of nothing, and keeps Windows line ends', () => {
    expect(withValues(undefined, { A: '1' })).toBe('A=1\n');
    expect(withValues('B=2\r\n', { A: '1' })).toBe('B=2\r\nA=1\r\n');
  });

  it.each(['a b', 'a#b', "it's", 'q"q', 'back\\slash', 'pa$word', 'Zm9v+/=='])(
    '%j comes back as it was',
    (value) => {
      expect(valuesOf(withValues('', { A: value })).A).toBe(value);
    },
  );

  it.each([
    ['a BOM', '\ufeffA=1\n', { A: '1' }],
    ['a colon', 'A: 1\n', { A: '1' }],
    ['a variable', `B=x\nA=${braced('B')}y$B\n`, { A: 'xyx', B: 'x' }],
    ['a dollar sign that means a variable', 'A=pa$word\n', { A: 'pa' }],
    ['a backslash before it', 'A=pa\\$word\n', { A: 'pa$word' }],
    ['a comment behind a value', 'A=1 # one\nB="2 # two"\n', { A: '1', B: '2 # two' }],
  ])('%s is read as Next reads it', (_what, text, values) => {
    expect(valuesOf(text)).toEqual(values);
  });

  it.each([
    ['\ufeffA=1\nB=2\n', '\ufeffA=new\nB=2\n'],
    ['A: 1\n', 'A: new\n'],
    ['A=1 # why\r\nB=2\r\n', 'A=new # why\r\nB=2\r\n'],
    ['A = 1\n\n\n', 'A = new\n\n\n'],
    ['A=\nB=2\n', 'A=new\nB=2\n'],
    ['# A=1\n', '# A=1\nA=new\n'],
    ['B=2', 'B=2\nA=new\n'],
  ])('%j keeps all that is not the value', (text, expected) => {
    expect(withValues(text, { A: 'new' })).toBe(expected);
  });

  it('whatever is in the file and in the value: Next reads it back, and all else as before', () => {
    const line = fc.oneof(
      fc
        .tuple(fc.constantFrom('X', 'Y', 'export A', 'A'), fc.constantFrom('=', ': ', ' = '), nasty)
        .map(([name, separator, value]) => `${name}${separator}${value}`),
      nasty.map((text) => `# ${text}`),
      fc.constantFrom('', "X='open", 'Y="two', 'lines"', `A=${braced('X')}`, '\ufeff'),
    );
    const newline = fc.constantFrom('\n', '\r\n');
    let written = 0;
    const property = fc.property(
      fc.array(line, { maxLength: 6 }),
      newline,
      nasty,
      (lines, end, value) => {
        const text = lines.join(end);
        let next: string;
        let before: ReturnType<typeof valuesOf>;
        try {
          before = valuesOf(text);
          next = withValues(text, { A: value, 'B-1': value });
        } catch (error) {
          // Refused with a sentence, and nothing is written.
          if (!(error instanceof EnvFileError)) throw error;
          return;
        }
        expect(Buffer.from(next).toString()).toBe(next);
        written += 1;
        const after = valuesOf(next);
        expect([after.A, after['B-1']]).toEqual([value, value]);
        // Y may be made of A.
        if (!text.includes('$')) {
          const { A: _old, 'B-1': _none, ...others } = before;
          expect(after).toEqual({ ...others, A: value, 'B-1': value });
        }
      },
    );
    const { numRuns = 0, ...rest } = cases(3000);
    fc.assert(property, { ...rest, numRuns });
    expect(written).toBeGreaterThan(numRuns / 2);
  });

  it('keeps Next from expanding a dollar sign', () => {
    expect(withValues('', { A: 'pa$word' })).toBe("A='pa\\$word'\n");
  });

  it('tells what it adds, replaces and keeps', () => {
    expect(
      planEnv('A=1\nB=\nC=3\n', { A: '1', B: '2', C: '4', D: '5' }).map(({ kind }) => kind),
    ).toEqual(['keep', 'add', 'replace', 'add']);
  });
});

describe('the file', () => {
  const utf16 = (text: string, isBig: boolean) => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
    return isBig ? bytes.swap16() : bytes;
  };
  it.each([
    ['UTF-16 (PowerShell)', utf16('A=1\r\n', false), /\.env\.local is saved as UTF-16/],
    ['UTF-16, big-endian', utf16('A=1\r\n', true), /is saved as UTF-16/],
    ['UTF-16 without a mark', Buffer.from('A=1\r\n', 'utf16le'), /NUL characters/],
    ['Latin-1', Buffer.from('A=caf\xe9\n', 'latin1'), /is not UTF-8 text/],
    ['a value of itself', Buffer.from('A=x$A\n'), /refers to itself/],
  ])('%s is refused by name', async (_what, bytes, says) => {
    const path = join(folder, '.env.local');
    await writeFile(path, bytes);
    await expect(readEnvFile(path)).rejects.toThrow(EnvFileError);
    await expect(readEnvFile(path)).rejects.toThrow(says);
    const atStart = envFileProblems('production', folder);
    // Next reads it; that it leaves the whole file out, it says itself.
    if (!says.source.includes('itself')) expect(atStart.join()).toMatch(says);
  });

  it('beside .env.local, .env counts as it does for the app; the environment wins', async () => {
    await writeFile(join(folder, '.env.local'), 'A=local\nB=local\n');
    await writeFile(join(folder, '.env'), `B=file\nC=${braced('A')}\nD=file\n`);
    const path = join(folder, '.env.local');
    const env = { A: 'own', NODE_ENV: 'production' } as const;
    expect(await environmentWith(path, env)).toEqual({ ...env, B: 'local', C: 'own', D: 'file' });
    await rm(join(folder, '.env'));
  });

  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'env-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("is its owner's alone, and nothing is left beside it", async () => {
    const path = join(folder, '.env.local');
    await writeFile(path, 'A=1\n', { mode: 0o644 });
    await writeEnvFile(path, 'A=2\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).toBe('A=2\n');
    expect(await readdir(folder)).toEqual(['.env.local']);
  });

  it('is written through a symbolic link', async () => {
    const target = join(folder, 'target');
    const link = join(folder, 'link');
    await writeFile(target, 'A=1\n');
    await symlink(target, link);
    await writeEnvFile(link, 'A=2\n');
    expect(await readFile(target, 'utf8')).toBe('A=2\n');
  });
});
