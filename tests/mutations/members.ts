import type { Mutation } from './mutation.ts';

const LANES = 'packages/clients/logto/lanes.ts';
const SIGN_INS = 'lib/organizations/company-sign-ins.ts';

export default [
  {
    row: 'page views use up the requests',
    what: 'answers are not kept',
    file: 'lib/organizations/kept.ts',
    find: 'if (known) return known as Promise<T>;',
    replace: '',
    tests: ['tests/organizations/large.test.ts'],
  },
  {
    row: 'page views use up the requests',
    what: 'the whole list is read to find one member',
    file: 'lib/organizations/directory.ts',
    find: '  return total;\n',
    replace:
      "  await api.list(pathOf(organizationId) + '/users', { to: 'x', item: z.unknown() });\n  return total;\n",
    tests: ['tests/organizations/large.test.ts'],
  },
  {
    row: 'page views use up the requests',
    what: 'the guard waits in the lane of pages',
    file: LANES,
    find: 'queues[lane].add(',
    replace: 'queues.pages.add(',
    tests: ['packages/clients/logto/lanes.test.ts'],
  },
  {
    row: 'page views use up the requests',
    what: 'a 429 stops nobody',
    file: LANES,
    find: "if (lane === 'pages' && wait > 0) return paused(wait);",
    replace: '',
    tests: ['packages/clients/logto/lanes.test.ts'],
  },
  {
    row: 'floods',
    what: 'nothing is over a limit',
    file: 'lib/http/limits.ts',
    find: 'if (consumedPoints <= points) return undefined;',
    replace: 'return undefined;',
    tests: ['tests/limits.test.ts'],
  },
  {
    row: 'floods',
    what: 'a header alone is an address',
    file: 'lib/http/client-address.ts',
    find: 'if (hops > 0) {',
    replace: "if (headers.get('x-forwarded-for')) {",
    tests: ['lib/http/client-address.test.ts'],
  },
  {
    row: 'two instances take the last administrator',
    what: 'nobody counts again',
    file: 'lib/organizations/last-admin.ts',
    find: 'if ((await countWithRole(api, organizationId, adminRoleId)) > 0) return false;',
    replace: 'return false;',
    tests: ['tests/organizations/last-admin.test.ts'],
  },
  {
    row: 'a company’s administrators read',
    what: 'a sign-in with a password counts as the company’s',
    file: SIGN_INS,
    find: 'more.length === 0 && others.length === 0 ? one : undefined',
    replace: 'one',
    tests: ['tests/organizations/privacy.test.ts'],
  },
  {
    row: 'a company’s administrators read',
    what: 'any company’s connection counts',
    file: SIGN_INS,
    find: '!connectorId || !connectorIds.has(connectorId)',
    replace: '!connectorId',
    tests: ['tests/organizations/privacy.test.ts'],
  },
  {
    row: 'a company’s administrators read',
    what: 'the last sign-in is shown of everybody',
    file: 'lib/organizations/members.ts',
    find: 'one.lastSignInAt && !hasPrivateWay(ways, own, ownDomains)',
    replace: 'one.lastSignInAt',
    tests: ['tests/organizations/privacy.test.ts'],
  },
  {
    row: 'names that every object inherits',
    what: 'inherited names count',
    file: 'packages/clients/own.ts',
    find: 'record && name !== undefined && Object.hasOwn(record, name) ? record[name] : undefined',
    replace: "record?.[name ?? '']",
    tests: ['tests/own-names.test.ts'],
  },
  {
    row: 'a name rewrites the sentence',
    what: 'hidden characters stay',
    file: 'lib/logto/display-name.ts',
    find: ".replace(HIDDEN, '')",
    replace: '',
    tests: ['lib/logto/display-name.test.ts'],
  },
] satisfies Mutation[];
