import type { Mutation } from './mutation.ts';

const NODE = 'Node is behind its security releases';

export default [
  {
    row: NODE,
    what: 'CI no longer compares Node with its security releases',
    file: '.github/workflows/ci.yml',
    find: '      - run: node scripts/node-release.ts\n',
    replace: '',
    tests: ['tests/deployment.test.ts'],
  },
  {
    row: NODE,
    what: 'a newer patch of the same minor version counts as none',
    file: 'scripts/node-releases.ts',
    find: ' || (otherMinor === minor && otherPatch > patch)',
    replace: '',
    tests: ['scripts/node-releases.test.ts'],
  },
  {
    row: NODE,
    what: 'the image runs another Node than the repository',
    file: 'Dockerfile',
    find: 'NODE_IMAGE=node:24.',
    replace: 'NODE_IMAGE=node:22.',
    tests: ['tests/deployment.test.ts'],
  },
  {
    row: NODE,
    what: 'nobody of security looks at lib/',
    file: '.github/CODEOWNERS',
    find: '/lib/                 @your-org/security\n',
    replace: '',
    tests: ['tests/code-owners.test.ts'],
  },
  {
    row: NODE,
    what: 'nor at next.config.ts',
    file: '.github/CODEOWNERS',
    find: '/next.config.ts       @your-org/security\n',
    replace: '',
    tests: ['tests/code-owners.test.ts'],
  },
  {
    row: 'a package of the lock file is swapped on its way',
    what: 'a package without its checksum',
    file: 'package-lock.json',
    find: '"integrity": "sha512-GquwdXTr1CyRzrHsP+GVYnKj/yxIX7kUpyGMKu30fKJa9Hqtp9GP/Zu4BXY3gLIQVc/H5eWdMQmBgMBx5veCbw==",',
    replace: '',
    tests: ['tests/packages.test.ts'],
  },
] satisfies Mutation[];
