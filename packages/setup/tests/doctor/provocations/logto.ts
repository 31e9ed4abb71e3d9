import { type Provocation, skew } from './provocation.ts';

export const LOGTO: Provocation[] = [
  {
    id: 'logto.reachable',
    level: 'error',
    when: 'something else answers',
    change: ({ logto }) => {
      if (logto.discovery.state === 'known') {
        Object.assign(logto.discovery.value, { status: 404, issuer: undefined });
      }
    },
    says: /404/,
  },
  { id: 'logto.clock', level: 'warn', when: 'a minute off', change: (facts) => skew(facts, 90) },
  {
    id: 'logto.clock',
    level: 'error',
    when: 'six minutes off',
    change: (facts) => skew(facts, -360),
    says: /360 seconds behind/,
  },
  {
    id: 'logto.issuer',
    level: 'error',
    when: 'it has another name',
    change: ({ logto }) => {
      logto.endpoint = 'https://inner.example.com';
    },
  },
  ...(['secret_wrong', 'client_unknown', 'grant_refused'] as const).map(
    (value): Provocation => ({
      id: 'logto.credentials',
      level: 'error',
      when: value,
      change: ({ logto }) => {
        logto.client = { state: 'known', value };
      },
    }),
  ),
  {
    id: 'logto.credentials',
    level: 'warn',
    when: 'the answer is none of Logto',
    change: ({ logto }) => {
      logto.client = { state: 'known', value: 'unclear' };
    },
  },
  {
    id: 'logto.credentials',
    level: 'skipped',
    when: 'no redirect URI is registered',
    change: ({ logto }) => {
      logto.client = { state: 'known', value: 'no_redirect_uri' };
    },
  },
  {
    id: 'logto.management',
    level: 'error',
    when: 'the role is missing',
    change: (facts) => {
      facts.tenant = { state: 'failed', why: 'It may do nothing.', code: 'role_missing' };
    },
  },
];
