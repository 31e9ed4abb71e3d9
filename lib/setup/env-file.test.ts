import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planEnv, valuesOf, withValues, writeEnvFile } from './env-file.ts';

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
LOGTO_APP_ID=new

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
