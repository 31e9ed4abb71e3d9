/**
 * SECURITY.md says which test holds which defence: each of them is there, and none is switched off.
 * What each can do is shown by `npm run test:mutations`; that every row has a mutation, here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mutate, readMutations } from '../scripts/mutations/list.ts';
import { defenceRows, namedTests, rowOf, testsOf } from '../scripts/mutations/security-table.ts';

const document = readFileSync('SECURITY.md', 'utf8');
const named = namedTests(document);
const rows = defenceRows(document);
const mutations = await readMutations(process.cwd());
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('SECURITY.md', () => {
  it('names a test in every row', () => {
    const lines = document
      .split('\n')
      .filter((line) => /^\| (?!---|weakness|complaint)/.test(line));
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) expect(line).toMatch(/ › “/);
    // What stands in backquotes and looks like a test's file is one that is read below.
    const files = document.match(/`[\w./-]+\.(spec|test)\.tsx?` ›/g) ?? [];
    expect(named).toHaveLength(files.length);
  });

  it.each(named)('$file › $title', ({ file, title }) => {
    expect(existsSync(file), file).toBe(true);
    // Of a title with a placeholder, the part that always stays: runs are told by it which tests to run.
    expect(title).not.toMatch(/%[sdifjo]|\$\w|\$\{/);
    // In a call of `test`, `it` or `describe`, also of their `each`; not in a comment or a skip.
    const call = new RegExp(
      `(?<!//.*)\\b(test|it|describe)(\\.describe|\\.each\\b[\\s\\S]*?\\))?\\(\\s*['"\`][^'"\`\\n]*${escaped(title)}`,
    );
    expect(readFileSync(file, 'utf8')).toMatch(call);
  });

  it.each(rows)('has a mutation for: $weakness', (row) => {
    expect(mutations.filter((mutation) => rowOf(mutation, rows) === row)).not.toEqual([]);
  });
});

describe('a mutation', () => {
  it.each(mutations)('$file: $what', (mutation) => {
    expect(() => mutate(readFileSync(mutation.file, 'utf8'), mutation)).not.toThrow();
    expect(testsOf(mutation, rows)).not.toEqual([]);
  });
});
