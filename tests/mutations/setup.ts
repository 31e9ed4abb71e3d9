import type { Mutation } from './mutation.ts';

const row = 'escape sequences, forged lines and turned text';
const tests = ['packages/setup/tests/hostile-names.test.ts'];

export default [
  {
    row,
    what: "the plan's names are printed as they are",
    file: 'packages/setup/cli/setup/print.ts',
    find: 'const change = printableIn(shownPart);',
    replace: 'const change = shownPart;',
    tests,
  },
  {
    row,
    what: "the doctor's findings are printed as they are",
    file: 'packages/setup/cli/doctor/print.ts',
    find: 'const findings = printableIn(given);',
    replace: 'const findings = given;',
    tests,
  },
  {
    row,
    what: "the doctor's heading prints a connector's name as it is",
    file: 'packages/setup/cli/doctor/print.ts',
    find: 'printable(connector.connectorName)',
    replace: 'connector.connectorName',
    tests,
  },
  {
    row,
    what: 'sequences are taken out, and what turns text or breaks lines stays',
    file: 'packages/setup/printable.ts',
    find: "text.replace(SEQUENCE, '').replace(UNPRINTABLE, ' ')",
    replace: "text.replace(SEQUENCE, '')",
    tests,
  },
] satisfies Mutation[];
