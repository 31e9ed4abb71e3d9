/** The first table of `SECURITY.md`: which tests hold which defence. */
import type { Mutation } from '../../tests/mutations/mutation.ts';

export type NamedTest = { file: string; title: string };
export type Row = { weakness: string; tests: NamedTest[] };

/** Every `file` › “title” of a text. A title may be a part of the whole one. */
export const namedTests = (text: string): NamedTest[] =>
  [...text.matchAll(/`([\w./-]+\.(?:spec|test)\.tsx?)` › “([^”]+)”/g)].map(
    ([, file = '', title = '']) => ({ file, title }),
  );

/** Text before the table and the second table are left out. */
export function defenceRows(markdown: string): Row[] {
  const [, table = ''] = /^\| weakness \|.*\n\|[ |-]+\n((?:\|.*\n)+)/m.exec(markdown) ?? [];
  return table
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ weakness: line.split('|')[1]?.trim() ?? '', tests: namedTests(line) }));
}

/** @throws when the mutation's row is missing or ambiguous. */
export function rowOf({ row }: Pick<Mutation, 'row'>, rows: Row[]): Row {
  const [found, ...more] = rows.filter(({ weakness }) => weakness.startsWith(row));
  if (!found) throw new Error(`SECURITY.md has no row that starts with "${row}"`);
  if (more.length > 0) throw new Error(`several rows of SECURITY.md start with "${row}"`);
  return found;
}

/**
 * The tests that have to notice the mutation: of its files, those that the row names. Other tests of
 * the same file don't count, or the row could go on naming one that can't fail.
 * @throws when the row names none in one of the files.
 */
export function testsOf(mutation: Mutation, rows: Row[]): NamedTest[] {
  const row = rowOf(mutation, rows);
  return mutation.tests.flatMap((file) => {
    const { title = '' } = mutation;
    const named = row.tests.filter(
      (one) => one.file === file && (one.title.includes(title) || title.includes(one.title)),
    );
    if (named.length === 0) {
      throw new Error(`the row "${mutation.row}" names no such test: ${file} ${title}`.trim());
    }
    // The narrower of the two.
    return named.map((one) => ({
      file,
      title: title.length > one.title.length ? title : one.title,
    }));
  });
}
