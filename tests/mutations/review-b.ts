import type { Mutation } from './mutation.ts';

const FAILED = 'an end that failed is forgotten';
const LOGS = 'CVE-2024-51752: tokens in logs';
const FLOODS = 'floods: invitations by mail';
const VIEWS = 'page views use up the requests';

export default [
  {
    row: FAILED,
    what: 'everywhere is here alone when the store was away',
    file: 'lib/logto/sign-out.ts',
    find: "if (managementApi('guard'))\n      await Promise.all([endAllHere(sub, moment), endAllAtLogto(sub, moment)]);",
    replace: '',
    tests: ['lib/logto/sign-out.test.ts'],
  },
  {
    row: FAILED,
    what: 'a late end reaches who signed in since',
    file: 'lib/logto/revoke.ts',
    find: 'let isFirst = moment === undefined;',
    replace: 'let isFirst = true;',
    tests: ['lib/logto/sign-out.test.ts'],
  },
  {
    row: FAILED,
    what: 'a late sign-out is on no record',
    file: 'lib/logto/sign-out.ts',
    find: '    record(late);\n',
    replace: '',
    tests: ['lib/logto/sign-out.test.ts'],
  },
  {
    row: FAILED,
    what: 'an end whose answer was lost is not finished',
    file: 'lib/session/current.ts',
    find: 'late ??= value ?',
    replace: 'late = value ?',
    tests: ['lib/session/current.test.ts'],
  },
  {
    row: LOGS,
    what: 'the log doesn’t know the app’s own secrets',
    file: 'packages/clients/redact.ts',
    find: 'withoutOwnSecrets(text, REDACTED).replace',
    replace: 'text.replace',
    tests: ['lib/log/log.test.ts', 'lib/log/log.fuzz.test.ts'],
  },
  {
    row: LOGS,
    what: 'nobody tells the log the app’s own secrets',
    file: 'lib/start.ts',
    find: '  registerOwnSecrets(secretsOf(result.env));\n',
    replace: '',
    tests: ['lib/start.test.ts'],
  },
  {
    row: LOGS,
    what: 'secrets are known as they stand alone',
    file: 'packages/clients/own-secrets.ts',
    find: 'long.flatMap(spellings)',
    replace: 'long',
    tests: ['lib/log/log.test.ts', 'lib/log/log.fuzz.test.ts'],
  },
  {
    row: FLOODS,
    what: 'Logto is asked before changes are counted',
    file: 'lib/organizations/manager.ts',
    find: "if ((await overLimit('changes', session?.sub)) !== undefined) return fail('too_many');",
    replace: '',
    tests: ['lib/organizations/manager.test.ts'],
  },
  {
    row: VIEWS,
    what: 're-validations queue where sign-ins do',
    file: 'packages/clients/logto/lanes.ts',
    find: 'queues[lane].add(',
    replace: "queues[lane === 'revalidation' ? 'guard' : lane].add(",
    tests: ['packages/clients/logto/lanes.test.ts'],
  },
  {
    row: VIEWS,
    what: 'a re-validation takes the place of a sign-in',
    file: 'lib/session-check/revalidation.ts',
    find: "managementApi('revalidation')",
    replace: "managementApi('guard')",
    tests: ['lib/session-check/revalidation.test.ts'],
  },
] satisfies Mutation[];
