/** The first thing that a team changes is the product's name: `lib/brand.ts` alone. */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PRODUCT_NAME } from '#lib/brand.ts';
import { copyProject } from '../scripts/mutations/project-copy.ts';

/** The name as the project came. Lower case is for keys that nobody reads, which stay. */
const NAME_AT_FIRST = 'Northgate';
/** With what breaks in markup, in a URL and in a pattern. */
const NEW_NAME = "Zephyr & Söhne (O'Neil)";

const NOT_COPIED = ['node_modules', '.next', '.git', 'test-results', 'playwright-report'];

it('no code, test or message spells the name out', () => {
  const files = globSync('**/*.{ts,tsx,mts,js,cjs,json,css,svg,yaml,yml}', {
    exclude: NOT_COPIED,
  }).filter((path) => statSync(path).isFile());
  expect(files.length).toBeGreaterThan(500);
  const spelling = files.filter((file) => readFileSync(file, 'utf8').includes(NAME_AT_FIRST));
  const allowed = ['tests/rename.test.ts', 'lib/brand.ts'];
  expect(spelling.filter((file) => !allowed.includes(file))).toEqual([]);
});

it('the colour is one line', () => {
  const css = readFileSync('app/globals.css', 'utf8');
  const [, ...colours] = /--accent: light-dark\((#\w+), (#\w+)\);/.exec(css) ?? [];
  expect(colours).toHaveLength(2);
  const drawn = globSync('{app,components,lib}/**/*.{css,ts,tsx}');
  for (const colour of colours) {
    const lines = drawn.flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line.includes(colour)),
    );
    expect(lines, colour).toHaveLength(1);
  }
});

describe(`renamed to ${NEW_NAME}, in a folder with spaces`, () => {
  let folder = '';
  beforeAll(() => {
    folder = copyProject('.', { forBuild: false, prefix: 'renamed ' });
    const brand = readFileSync('lib/brand.ts', 'utf8');
    expect(brand.split(`'${PRODUCT_NAME}'`)).toHaveLength(2);
    writeFileSync(
      join(folder, 'lib/brand.ts'),
      brand.replace(`'${PRODUCT_NAME}'`, () => JSON.stringify(NEW_NAME)),
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('the tests pass that name the product or start programs', { timeout: 400_000 }, () => {
    // The quick ones of those that name it; CI runs everything renamed, every night.
    const named = ['lib/api/resource.test.ts'];
    for (const test of named) expect(readFileSync(test, 'utf8'), test).toContain('PRODUCT_NAME');
    const tests = [...named, 'tests/dev/dev.test.ts'];
    const { status, stdout, stderr } = spawnSync(
      'npx',
      ['--no', '--', 'vitest', 'run', '--testTimeout=120000', ...tests],
      {
        cwd: folder,
        encoding: 'utf8',
        shell: process.platform === 'win32',
        env: { ...process.env, NO_COLOR: '1', VITEST: undefined, FORCE_COLOR: undefined },
      },
    );
    expect(status, `${stdout}${stderr}`).toBe(0);
    expect(stdout).toContain(`${tests.length} passed`);
  });
});
