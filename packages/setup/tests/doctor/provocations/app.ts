import { answered, deployed, type Provocation } from './provocation.ts';

export const REDIS: Provocation[] = [
  {
    id: 'redis.reachable',
    level: 'error',
    when: 'it is not',
    change: (facts) => {
      facts.redis = { state: 'failed', why: "Redis at x can't be reached." };
    },
  },
  {
    id: 'redis.eviction',
    level: 'warn',
    when: 'it drops what is old',
    change: ({ redis }) => {
      if (redis.state === 'known') redis.value.policy = 'allkeys-lru';
    },
    says: /allkeys-lru/,
  },
  {
    id: 'redis.tls',
    level: 'warn',
    when: 'it is elsewhere, in clear',
    change: ({ redis }) => {
      if (redis.state === 'known') redis.value.isLocal = false;
    },
  },
];

export const APP: Provocation[] = [
  {
    id: 'app.reachable',
    level: 'error',
    when: 'it is not',
    change: (facts) => {
      facts.app = { state: 'failed', why: "https://app.example.com can't be reached." };
    },
  },
  {
    id: 'app.reachable',
    level: 'error',
    when: 'it fails',
    change: (facts) => {
      deployed(facts).home.status = 500;
    },
    says: /500/,
  },
  {
    id: 'app.https',
    level: 'error',
    when: 'it is http',
    change: (facts) => {
      deployed(facts).url = 'http://app.example.com';
    },
  },
  {
    id: 'app.https',
    level: 'warn',
    when: 'http stays http',
    change: (facts) => {
      answered(facts, 'plain').status = 200;
    },
  },
  {
    id: 'app.hsts',
    level: 'warn',
    when: 'it is short',
    change: (facts) => {
      deployed(facts).home.headers['strict-transport-security'] = 'max-age=60';
    },
  },
  {
    id: 'app.csp',
    level: 'error',
    when: 'there is none',
    change: (facts) => {
      deployed(facts).home.headers = { 'cache-control': 'no-store', vary: 'Cookie' };
    },
    says: /missing/,
  },
  {
    id: 'app.csp',
    level: 'error',
    when: 'it is of a development server',
    change: (facts) => {
      deployed(facts).home.headers['content-security-policy'] =
        "script-src 'self' 'nonce-YWJj' 'unsafe-eval'";
    },
    says: /development server/,
  },
  {
    id: 'app.framing',
    level: 'error',
    when: 'anybody may',
    change: (facts) => {
      deployed(facts).home.headers['content-security-policy'] =
        "script-src 'nonce-YWJj'; frame-ancestors *";
    },
  },
  ...(
    [
      ['cache-control', 'public, max-age=60'],
      ['vary', 'Accept-Encoding'],
      ['age', '12'],
    ] as const
  ).map(
    ([name, value]): Provocation => ({
      id: 'app.caching',
      level: 'error',
      when: `${name}: ${value}`,
      change: (facts) => {
        deployed(facts).home.headers[name] = value;
      },
    }),
  ),
  {
    id: 'app.sign-in',
    level: 'error',
    when: 'it leads to a problem page',
    change: (facts) => {
      answered(facts, 'signIn').headers.location = '/sign-in/problem?code=settings_wrong';
    },
    says: /sign-in\/problem/,
  },
  {
    id: 'app.sign-in',
    level: 'error',
    when: 'the address that it comes back to is another',
    change: (facts) => {
      const { headers } = answered(facts, 'signIn');
      headers.location = headers.location?.replace('app.example.com', 'old.example.com') ?? '';
    },
    says: /old\.example\.com/,
  },
  {
    id: 'app.cookies',
    level: 'error',
    when: 'one is open',
    change: (facts) => {
      answered(facts, 'signIn').cookies = ['sign-in.abc=x; Path=/'];
    },
    says: /sign-in\.abc lacks HttpOnly, Secure, the prefix __Host-, SameSite/,
  },
  {
    id: 'app.back-channel',
    level: 'error',
    when: 'a login stands before it',
    change: (facts) => {
      answered(facts, 'backchannel').status = 302;
    },
  },
];
