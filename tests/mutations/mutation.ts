/**
 * A defence taken out on purpose: `npm run test:mutations` applies it to a copy of the project and
 * expects at least one of `tests` to fail. A mutation that survives shows a test that can't.
 */
export type Mutation = {
  /** The start of the row's first cell in `SECURITY.md`. */
  row: string;
  /** What is taken out, in a few words. */
  what: string;
  /** Path from the top of the project. */
  file: string;
  /** Must occur exactly once in the file. */
  find: string;
  replace: string;
  /** Unit tests (`*.test.ts`) or specs (`e2e/*.spec.ts`); the latter cost a build. */
  tests: readonly string[];
  /** Runs only the tests whose titles contain this. */
  title?: string;
};
