/** The example of docs/testing.md is the first thing that a tester copies: it passes what their file has to pass. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';

const [, example = ''] =
  /Save it as `e2e\/example\.spec\.ts`[^\n]*\n\n```ts\n([\s\S]*?)```/.exec(
    readFileSync('docs/testing.md', 'utf8'),
  ) ?? [];

/** Where it would be saved, under a name that no test runner picks up. */
const FILE = 'e2e/example-of-the-guide.ts';
const CONFIG = 'tsconfig.example-of-the-guide.json';
afterAll(() => {
  for (const file of [FILE, CONFIG]) rmSync(file, { force: true });
});

const run = (...command: string[]) => {
  const shell = process.platform === 'win32';
  const { status, stdout, stderr } = spawnSync('npx', ['--no', '--', ...command], { shell });
  return { status, said: `${stdout}${stderr}` };
};

describe('the example of docs/testing.md', () => {
  it('is there', () => expect(example).toContain("from './fixtures.ts'"));

  it('passes lint', () => {
    writeFileSync(FILE, example);
    const { status, said } = run('biome', 'check', '--error-on-warnings', FILE);
    expect(status, said).toBe(0);
  });

  it('passes the type check', () => {
    writeFileSync(FILE, example);
    const include = [FILE, 'next-env.d.ts', 'packages/sandbox/**/*.d.ts', 'e2e/**/*.d.ts'];
    const compilerOptions = { incremental: false };
    writeFileSync(CONFIG, JSON.stringify({ extends: './tsconfig.json', compilerOptions, include }));
    const { status, said } = run('tsc', '--noEmit', '--project', CONFIG);
    expect(status, said).toBe(0);
  });
});
