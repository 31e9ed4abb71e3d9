/** SECURITY.md says which test holds which defence: each of them is there, and none is switched off. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const table = readFileSync('SECURITY.md', 'utf8');
const named = [...table.matchAll(/`([\w./-]+\.(?:spec|test)\.tsx?)` › “([^”]+)”/g)].map(
  ([, file = '', name = '']) => ({ file, name }),
);
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('SECURITY.md', () => {
  it('names a test in every row', () => {
    const rows = table.split('\n').filter((line) => /^\| (?!---|weakness|complaint)/.test(line));
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) expect(row).toMatch(/ › “/);
    // What stands in backquotes and looks like a test's file is one that is read below.
    const files = table.match(/`[\w./-]+\.(spec|test)\.tsx?` ›/g) ?? [];
    expect(named).toHaveLength(files.length);
  });

  it.each(named)('$file › $name', ({ file, name }) => {
    expect(existsSync(file), file).toBe(true);
    // In a call of `test`, `it` or `describe`, also of their `each`; not in a comment or a skip.
    const call = new RegExp(
      `(?<!//.*)\\b(test|it|describe)(\\.describe|\\.each\\([\\s\\S]*?\\))?\\(\\s*['"\`][^'"\`\\n]*${escaped(name)}`,
    );
    expect(readFileSync(file, 'utf8')).toMatch(call);
  });
});
