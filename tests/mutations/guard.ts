import type { Mutation } from './mutation.ts';

const ADDRESS = 'an address in another spelling';
const OWNED = "a company's password ban";

export default [
  {
    row: ADDRESS,
    what: 'invisible characters in addresses are let through',
    file: 'lib/email-address.ts',
    find: 'if (text.length > MAX_EMAIL_LENGTH || INVISIBLE.test(text)) return undefined;',
    replace: 'if (text.length > MAX_EMAIL_LENGTH) return undefined;',
    tests: ['lib/email-address.test.ts'],
  },
  {
    row: ADDRESS,
    what: 'the local part is folded as Unicode',
    file: 'lib/email-address.ts',
    find: "return { local: asciiLowerCase(local.normalize('NFC')), domain };",
    replace: "return { local: local.normalize('NFC').toLowerCase(), domain };",
    tests: ['lib/email-address.test.ts'],
  },
  {
    row: ADDRESS,
    what: 'the Kelvin sign becomes a K',
    file: 'lib/email-address.ts',
    find: ' || turnsAscii(local)',
    replace: '',
    tests: ['lib/email-address.test.ts'],
  },
  {
    row: ADDRESS,
    what: 'domains are taken as they are written',
    file: 'lib/email-address.ts',
    find: "const domain = domainToASCII(text).replace(/\\.$/, '');",
    replace: 'const domain = text.toLowerCase();',
    tests: ['lib/logto/guard.test.ts', 'lib/email-address.test.ts'],
  },
  {
    row: ADDRESS,
    what: 'an address that can’t be read counts as none',
    file: 'lib/logto/guard.ts',
    find: "if (claims.email && !domain) return refused('email_unreadable');",
    replace: '',
    tests: ['lib/logto/guard.test.ts'],
  },
  {
    row: OWNED,
    what: 'only living connectors own domains',
    file: 'lib/logto/guard.ts',
    find: "if (domain && owners.has(domain)) return refused('sso_disconnected');",
    replace: '',
    tests: ['lib/logto/guard.test.ts'],
  },
  {
    row: OWNED,
    what: 'a value on record that isn’t understood owns nothing',
    file: 'lib/domain-ownership.ts',
    find: "if (!domain || textIn(value, 'released') !== undefined) continue;",
    replace: "if (!domain || textIn(value, 'connector') === undefined) continue;",
    tests: ['lib/domain-ownership.test.ts'],
  },
  {
    row: OWNED,
    what: 'new domains aren’t recorded',
    file: 'lib/logto/connectors.ts',
    find: 'if (Object.keys(body).length > 0) void learn(',
    replace: 'if (Object.keys(body).length > 99) void learn(',
    tests: ['lib/logto/connectors.test.ts'],
  },
  {
    row: OWNED,
    what: 'setup releases a domain that a connector has',
    file: 'lib/setup/domain-release.ts',
    find: 'if (holder) {',
    replace: 'if (holder && !owners.has(domain)) {',
    tests: ['tests/setup/release.test.ts'],
  },
] satisfies Mutation[];
