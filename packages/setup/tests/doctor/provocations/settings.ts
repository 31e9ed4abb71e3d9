import type { Provocation } from './provocation.ts';

export const SETTINGS: Provocation[] = [
  {
    id: 'settings.valid',
    level: 'error',
    when: 'one is malformed',
    change: ({ settings }) => settings.problems.push('BASE_URL is not a URL.'),
    says: /BASE_URL/,
  },
  {
    id: 'settings.valid',
    level: 'error',
    when: 'none of Logto is there',
    change: ({ settings }) => {
      settings.problems.push('LOGTO_ENDPOINT is missing.');
      settings.values = {};
    },
    says: /no Logto/,
  },
  {
    id: 'settings.secret-strength',
    level: 'error',
    when: 'the app refuses it',
    change: ({ settings }) => settings.problems.push('COOKIE_SECRET is too short.'),
  },
  {
    id: 'settings.secret-strength',
    level: 'error',
    when: 'it repeats itself',
    change: ({ settings }) => {
      settings.values.COOKIE_SECRET = 'abcdefghijkm'.repeat(4);
    },
    says: /guess/,
  },
  {
    id: 'settings.secret-strength',
    level: 'error',
    when: 'an old numbered one is known',
    change: ({ settings }) => {
      settings.values.COOKIE_SECRET = `2:${settings.values.COOKIE_SECRET},1:please-change-me-0a1b2c3d4e5f6g7h`;
    },
    says: /guess/,
  },
  {
    id: 'settings.secret-strength',
    level: 'error',
    when: 'it is another secret',
    change: ({ settings }) => {
      settings.values.COOKIE_SECRET = settings.values.LOGTO_APP_SECRET;
    },
    says: /same as/,
  },
  {
    id: 'settings.env-file',
    level: 'error',
    when: 'it is UTF-16',
    change: ({ settings }) => {
      settings.envFileProblem = '.env.local is saved as UTF-16.';
    },
    says: /UTF-16/,
  },
  {
    id: 'settings.env-file',
    level: 'warn',
    when: 'others may read it',
    change: ({ settings }) => {
      settings.envFileMode = 0o100644;
    },
    says: /644/,
  },
  {
    id: 'settings.guard',
    level: 'warn',
    when: 'there are no credentials',
    change: ({ settings }) => {
      settings.values.LOGTO_M2M_APP_SECRET = undefined;
    },
    says: /GUARD IS OFF/,
  },
  {
    id: 'settings.companies',
    level: 'error',
    when: 'the configuration has a mistake',
    change: ({ settings }) => settings.setupProblems.push('sso.config.ts: companies[0].name: no'),
  },
  {
    id: 'settings.companies',
    level: 'error',
    when: 'a setting names a connector that is gone',
    change: ({ settings }) => {
      settings.values.SSO_COMPANIES = 'acme=gone12345678';
    },
    says: /gone12345678/,
  },
];
