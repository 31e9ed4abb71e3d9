/** The runner of `npm run test:mutations`, on a project of three files. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const SECURITY = `# Security

| weakness | defence | tests |
| --- | --- | --- |
| CVE-1: anybody gets in | a key | \`lib/door.test.ts\` › “the key opens” |
| CVE-2: they stay | a clock | \`lib/clock.test.ts\` › “ends” |

| complaint | tests |
| --- | --- |
| it is cold | \`lib/door.test.ts\` › “is warm” |
`;
const FILES: Record<string, string> = {
  'package.json': '{ "type": "module" }',
  '.gitignore': 'node_modules\n.env\ntmp\n',
  '.env': 'SECRET=stays-here',
  'SECURITY.md': SECURITY,
  'vitest.config.ts': `export default {
  test: { reporters: [['json', { outputFile: 'test-results/unit.json' }]] },
};
`,
  'lib/door.ts': `export const opens = (key: string) => key === 'right';
export const isWarm = () => true;
`,
  'lib/door.test.ts': `import { expect, it } from 'vitest';
import { isWarm, opens } from './door.ts';
it('the key opens', () => expect(opens('right')).toBe(true));
it('is warm', () => expect(isWarm()).toBe(true));
it('another key does not', () => expect(opens('wrong')).toBe(false));
`,
  'lib/clock.ts': `export const isOver = (now: number) => now > 10;
`,
  'lib/clock.test.ts': `import { expect, it } from 'vitest';
it('ends', async () => {
  const { isOver } = await import('./clock.ts');
  expect(isOver(11)).toBe(true);
  expect(isOver(9)).toBe(false);
});
`,
};
const mutation = (more: object) => ({
  row: 'CVE-1',
  what: 'a mutation',
  file: 'lib/door.ts',
  tests: ['lib/door.test.ts'],
  ...more,
});
const CLOCK = { row: 'CVE-2', file: 'lib/clock.ts', tests: ['lib/clock.test.ts'] };
const KEY = { find: "key === 'right'" };

let project: string;
beforeAll(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'project-')));
  for (const [path, text] of Object.entries(FILES)) write(path, text);
  symlinkSync(realpathSync('node_modules'), join(project, 'node_modules'), 'junction');
  cpSync('tests/mutations/mutation.ts', join(project, 'tests/mutations/mutation.ts'));
  mkdirSync(join(project, 'tmp'));
  execFileSync('git', ['init', '--quiet'], { cwd: project });
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

function write(path: string, text: string) {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

/** @param lists mutations by the name of their file. */
async function run(
  lists: Record<string, object[]>,
  args: string[] = [],
  onOutput: (all: string, stop: () => void) => void = () => {},
) {
  for (const [name, list] of Object.entries(lists)) {
    write(`tests/mutations/${name}.ts`, `export default ${JSON.stringify(list)};`);
  }
  const child = spawn(process.execPath, ['--', resolve('scripts/test-mutations.ts'), ...args], {
    cwd: project,
    env: { ...process.env, TMPDIR: join(project, 'tmp'), TEMP: join(project, 'tmp') },
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      onOutput(out, () => child.kill('SIGINT'));
    });
  }
  const [status] = await once(child, 'close');
  for (const name of Object.keys(lists)) rmSync(join(project, `tests/mutations/${name}.ts`));
  // Whatever happened: the work tree is as it was, and no copy is left.
  for (const [path, text] of Object.entries(FILES)) {
    if (path.startsWith('lib/')) expect(readFileSync(join(project, path), 'utf8')).toBe(text);
  }
  expect(readdirSync(join(project, 'tmp')).filter((name) => name.startsWith('mutations-'))).toEqual(
    [],
  );
  return { status, out };
}
const lastLine = (out: string) => out.trim().split('\n').at(-1);

it('tells what is killed, what survives, and what says nothing', async () => {
  const { status, out } = await run({
    one: [
      mutation({ ...KEY, what: 'no key fits', replace: 'false' }),
      // Only a test that the row doesn't name would notice.
      mutation({ ...KEY, what: 'any key fits', replace: 'true' }),
    ],
    two: [
      mutation({ ...CLOCK, what: 'no end', find: 'now > 10', replace: 'false' }),
      mutation({ ...CLOCK, what: 'no code', find: 'now > 10', replace: 'now >' }),
      mutation({ ...CLOCK, what: 'no such name', find: 'now > 10', replace: 'later > 10' }),
      mutation({ ...CLOCK, what: 'gone', find: 'now > 12', replace: 'false' }),
      mutation({ ...CLOCK, what: 'twice', find: 'o', replace: '0' }),
      mutation({ ...CLOCK, what: 'other row', row: 'CVE-3', find: 'now > 10', replace: 'false' }),
      mutation({ ...CLOCK, what: 'other test', tests: ['lib/door.test.ts'], ...KEY, replace: '' }),
    ],
  });
  const said = (what: string) => out.split('\n').find((line) => line.endsWith(`: ${what}`));
  expect(said('no key fits'), out).toMatch(/^killed/);
  expect(said('any key fits')).toMatch(/^survived/);
  expect(said('no end')).toMatch(/^killed/);
  for (const what of ['no code', 'no such name', 'gone', 'twice', 'other row', 'other test']) {
    expect(said(what), what).toMatch(/^broken/);
  }
  expect(out).toContain('lib/clock.ts has changed: fix the mutation');
  expect(out).toMatch(/^CVE-1: anybody gets in +2 +1 +1 +0$/m);
  expect(lastLine(out)).toBe('3 rows, 9 patches: 2 killed, 1 survived, 6 broken');
  expect(status).toBe(1);
});

it('passes when every mutation is killed, and runs only those that are asked for', async () => {
  const lists = {
    one: [
      mutation({ ...KEY, what: 'any key fits', replace: 'true' }),
      mutation({ ...CLOCK, what: 'no end', find: 'now > 10', replace: 'false' }),
      mutation({ ...CLOCK, what: 'a spec', tests: ['e2e/x.spec.ts'], find: 'x', replace: 'y' }),
    ],
  };
  for (const filter of ['--row=CVE-2', '--file=clock']) {
    const { status, out } = await run(lists, ['--unit', filter]);
    expect(lastLine(out)).toBe('1 rows, 1 patches: 1 killed, 0 survived, 0 broken');
    expect(status).toBe(0);
  }
  const { status, out } = await run(lists, ['--row=nothing']);
  expect([status, out.trim()]).toEqual([2, 'No mutation matches.']);
});

it('a test that fails anyway proves nothing', async () => {
  const row = SECURITY.split('\n').find((line) => line.startsWith('| CVE-2')) ?? '';
  const failing = FILES['lib/clock.test.ts']?.replace('toBe(false)', 'toBe(true)') ?? '';
  write('lib/failing.test.ts', failing);
  write('SECURITY.md', SECURITY.replace(row, row.replace('clock.test.ts', 'failing.test.ts')));
  const tests = ['lib/failing.test.ts'];
  const list = [mutation({ ...CLOCK, tests, what: 'no end', find: 'now > 10', replace: 'false' })];
  const { out } = await run({ one: list });
  write('SECURITY.md', SECURITY);
  expect(out).toContain("doesn't pass without it: lib/failing.test.ts › ends");
  expect(lastLine(out)).toBe('1 rows, 1 patches: 0 killed, 0 survived, 1 broken');
});

it('Ctrl-C ends the tests and leaves nothing behind', async () => {
  const list = [mutation({ ...KEY, what: 'no key fits', replace: '(() => { for (;;); })()' })];
  const { status, out } = await run({ one: list }, [], (all, stop) => {
    if (/1 mutations/.test(all)) setTimeout(stop, 1500);
  });
  expect(status, out).toBe(130);
  expect(out).not.toContain('killed');
});
