import { cases, nasty } from '@logto-okta/clients/tests/fuzz';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblems, parseEnv } from './env.ts';

const NAMES = [
  ...['LOGTO_ENDPOINT', 'LOGTO_APP_ID', 'LOGTO_APP_SECRET', 'BASE_URL', 'COOKIE_SECRET'],
  ...['LOGTO_SSO_CONNECTOR_ID', 'REDIS_URL', 'SESSION_REVALIDATE_SECONDS', 'SESSION_IDLE_SECONDS'],
  ...['SESSION_MAX_SECONDS', 'NODE_ENV', 'SANDBOX', '__proto__', 'constructor'],
];
const good = {
  NODE_ENV: 'production',
  LOGTO_ENDPOINT: 'https://acme.logto.app',
  LOGTO_APP_ID: 'app',
  LOGTO_APP_SECRET: 'app-secret-value',
  BASE_URL: 'https://app.example.com',
  COOKIE_SECRET: 'Vb8mJr2QkT6yXe0Lw4Zs9Hd1Nf5Gc7Pa3Uo',
};
const value = fc.oneof(
  nasty,
  fc.webUrl(),
  fc.domain().map((domain) => `http://${domain}`),
  fc.integer().map(String),
  fc.constantFrom(
    'http://localhost',
    'redis://localhost',
    'production',
    '1:',
    '2:x,1:y',
    undefined,
  ),
);
const name = fc.constantFrom(...NAMES);
// Several at once, or one alone that may be taken beside good ones.
const source = fc.oneof(
  fc.dictionary(name, value, { noNullPrototype: true }),
  fc.dictionary(name, value, { minKeys: 1, maxKeys: 1, noNullPrototype: true }),
);

describe('settings, whatever stands in them', () => {
  it('are taken or refused with a sentence each, never thrown about', () => {
    const property = fc.property(source, fc.boolean(), (given, isOverGood) => {
      const result = parseEnv(isOverGood ? { ...good, ...given } : given);
      if ('problems' in result) {
        expect(result.problems.length).toBeGreaterThan(0);
        expect(formatProblems(result.problems)).toContain('.env.local.example');
        return;
      }
      const { env } = result;
      for (const url of [env.BASE_URL, env.LOGTO_ENDPOINT]) {
        const { protocol, hostname, origin } = new URL(url);
        expect(url).toBe(origin);
        if (protocol !== 'https:') {
          expect(protocol).toBe('http:');
          expect(hostname).toMatch(/^(localhost|127\.0\.0\.1|\[::1\]|.*\.localhost)$/);
        }
      }
      for (const secret of Object.values(env.COOKIE_SECRET)) {
        expect(secret.length).toBeGreaterThanOrEqual(32);
      }
      expect(env.SESSION_MAX_SECONDS).toBeGreaterThan(0);
    });
    fc.assert(property, cases(2000));
  });

  it('are reported without the secrets in them', () => {
    const mark = 'kX7Rw2';
    const secret = nasty.map((text) => text.replaceAll(',', '') + mark);
    const property = fc.property(secret, secret, secret, (cookie, app, redis) => {
      const given = {
        ...{ COOKIE_SECRET: cookie, LOGTO_APP_SECRET: app, REDIS_URL: `redis//user:${redis}@host` },
        ...{ BASE_URL: 'nonsense', LOGTO_ENDPOINT: `https://user:${mark}@logto.example` },
      };
      const result = parseEnv({ ...good, ...given });
      expect(formatProblems('problems' in result ? result.problems : [])).not.toContain(mark);
    });
    fc.assert(property, cases(500));
  });
});
