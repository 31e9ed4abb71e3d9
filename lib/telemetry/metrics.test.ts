import { globSync, readFileSync } from 'node:fs';
import type { Attributes, Meter } from '@opentelemetry/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { audit } from '#lib/log/audit.ts';
import { log } from '#lib/log/log.ts';
import { addressTemplate } from './addresses.ts';
import { countEvents, RULES } from './metrics.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
  vi.restoreAllMocks();
});

function counting() {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  const counted: [string, Attributes | undefined][] = [];
  const createCounter = (name: string) => ({
    add: (_: number, attributes?: Attributes) => counted.push([name, attributes]),
  });
  ends.push(countEvents({ createCounter } as unknown as Meter));
  return counted;
}

describe('events as metrics', () => {
  it('count what is logged, by what tells it apart and never by whom', () => {
    const counted = counting();
    log.count('sign_in_started', { screen: 'sso' });
    audit('signed_in', { user: 'u1x2y3', connector: 'c9' });
    log.warn('sign_in_failed', {
      problem: 'code_rejected',
      reference: 'ABCD-2345',
      cause: 'x@y.z',
    });
    log.count('refreshed');
    log.info('something_else', { user: 'u1x2y3' });
    expect(counted).toEqual([
      ['app.sign_ins.started', { screen: 'sso' }],
      ['app.sign_ins.finished', { via: 'sso' }],
      ['app.sign_ins.failed', { problem: 'code_rejected' }],
      ['app.session.refreshes', { outcome: 'renewed' }],
    ]);
  });

  it('what isn’t a short word of ours doesn’t become an attribute', () => {
    const counted = counting();
    for (const problem of ['eve@example.com', 'x'.repeat(50), 'a b', 7, undefined, { a: 1 }]) {
      log.warn('sign_in_failed', { problem });
    }
    for (const [, attributes] of counted) expect(attributes).toEqual({ problem: 'other' });
    expect(counted).toHaveLength(6);
  });

  it('costs nothing when nobody counts', () => {
    vi.spyOn(console, 'log').mockImplementation(() => {});
    expect(() => log.count('sign_in_started')).not.toThrow();
  });

  it('every event with a rule is one that the code tells of', () => {
    const code = globSync('{app,lib}/**/*.{ts,tsx}', {
      exclude: ['**/*.test.ts', 'lib/telemetry/**'],
    })
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    for (const event of Object.keys(RULES)) {
      expect(code, event).toMatch(new RegExp(`(log\\.\\w+|audit)\\(\\s*'${event}'`));
    }
  });
});

describe('addresses', () => {
  it.each([
    ['/oidc/token', '/oidc/token'],
    ['/oidc/.well-known/openid-configuration', '/oidc/.well-known/openid-configuration'],
    ['/oidc/auth/xyzABC123', '/oidc/…'],
    ['/callback?code=secret&state=x', '/callback'],
    ['/api/users/u1x2y3z4/sessions?x=1', '/api/users/…'],
    ['/u1x2y3z4', '/'],
    ['/', '/'],
  ])('%s leaves as %s', (path, wanted) => expect(addressTemplate(path)).toBe(wanted));
});
