/** What a run of tests says of a mutation. */
import type { NamedTest } from './security-table.ts';

export type Failure = { file: string; title: string; message: string };
export type TestRun = {
  passed: NamedTest[];
  failed: Failure[];
  /** Why nothing can be told: a file that can't be loaded, a build that fails, a run that hangs. */
  broken?: string;
};

export type Outcome = 'killed' | 'survived' | 'broken';
export type Verdict = { outcome: Outcome; why: string };

/** The code doesn't run at all: no test has noticed a missing defence. */
const UNLOADABLE =
  /^\s*(SyntaxError|ReferenceError)\b|Transform failed|Failed to (parse|resolve import|load url)|Cannot find (module|package)|PARSE_ERROR|the app ended/i;
const firstLine = (text: string) => text.trim().split('\n')[0]?.slice(0, 160) ?? '';

export function verdictOf({ passed, failed, broken }: TestRun): Verdict {
  const noticed = failed.find(({ message }) => !UNLOADABLE.test(firstLine(message)));
  if (noticed) return { outcome: 'killed', why: `${noticed.file} › ${noticed.title}` };
  if (broken) return { outcome: 'broken', why: broken };
  const [first] = failed;
  if (first) return { outcome: 'broken', why: firstLine(first.message) };
  return passed.length > 0
    ? { outcome: 'survived', why: '' }
    : { outcome: 'broken', why: 'no test ran' };
}

/** Of the tests that a row names, those that don't pass without any mutation. */
export const notPassing = (wanted: NamedTest[], { passed, failed }: TestRun): NamedTest[] =>
  wanted.filter(
    ({ file, title }) =>
      !passed.some((one) => one.file === file && one.title.includes(title)) ||
      failed.some((one) => one.file === file && one.title.includes(title)),
  );

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const unique = <T>(values: T[]) => [...new Set(values)];

export const filesOf = (tests: NamedTest[]) => unique(tests.map(({ file }) => file));
/** For `-t` and `--grep`, which take a regular expression. */
export const titlesOf = (tests: NamedTest[]) =>
  unique(tests.map(({ title }) => escaped(title))).join('|');
/** A title that is named for one file may stand in another too. */
export const isNamed = (tests: NamedTest[], { file, title }: NamedTest) =>
  tests.some((one) => one.file === file && title.includes(one.title));
