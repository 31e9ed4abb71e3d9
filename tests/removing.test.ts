/** docs/removing.md names files: each of them is there to be deleted. */
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('docs/removing.md names what exists', () => {
  const table = readFileSync('docs/removing.md', 'utf8');
  const paths = [
    ...table.matchAll(/`((?:[\w.@*[\]-]+\/)*[\w.*[\]-]+(?:\/|\.(?:tsx?|json|yaml|md|css)))`/g),
  ].map(([, path = '']) => path);
  expect(paths.length).toBeGreaterThan(50);
  const scripts = new Set(['mutations/']);
  for (const path of paths.filter((one) => !scripts.has(one))) {
    expect(globSync(path.replace(/\/$/, '')).length, path).toBeGreaterThan(0);
  }
});
