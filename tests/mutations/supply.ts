/** Mutations of what packages reach production, and who notices that they are weak. */
import type { Mutation } from './mutation.ts';

const ROW = 'CVE-2025-55182';
const tests = ['tests/deployment.test.ts'];
const AUDIT = '- run: npm audit --omit=dev --audit-level=moderate\n';
const ci = { row: ROW, file: '.github/workflows/ci.yml', tests };

export default [
  {
    ...ci,
    what: 'the audit fails nothing',
    find: AUDIT,
    replace: '- run: npm audit --omit=dev --audit-level=moderate || true\n',
  },
  {
    ...ci,
    what: 'the audit looks at nothing',
    find: AUDIT,
    replace: '- run: npm audit --omit=dev --audit-level=none\n',
  },
  {
    ...ci,
    what: 'the audit’s failure is ignored',
    find: AUDIT,
    replace: `${AUDIT}        continue-on-error: true\n`,
  },
  {
    ...ci,
    what: 'the audit never runs',
    find: '    name: Published weaknesses\n',
    replace: '    name: Published weaknesses\n    if: false\n',
  },
  {
    row: ROW,
    what: 'Next is whatever is newest',
    file: 'package.json',
    find: '"next": "16',
    replace: '"next": "^16',
    tests,
  },
] satisfies Mutation[];
