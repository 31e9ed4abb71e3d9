import { registerOwnSecrets } from '@logto-okta/clients/own-secrets';
import { redact } from '@logto-okta/clients/redact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { log, newReference, REFERENCE_PATTERN } from './log.ts';

const JWT = 'eyJhbGciOiJFUzM4NCJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
const SEAL = 'Fe26.2*1*abc*def*ghi*123*jkl*mno~2';
const OPAQUE = 'LnUl-E7urMIqxN7Kl3MdgYQEgG5BDi8cxh0sVGDO5jM';

afterEach(() => {
  vi.restoreAllMocks();
  registerOwnSecrets([]);
});

describe('the log (CVE-2024-51752)', () => {
  it.each([JWT, SEAL, OPAQUE])('replaces %s wherever it stands', (secret) => {
    const fields = {
      message: `before ${secret} after`,
      list: [{ deep: { text: secret } }],
      error: new Error(`failed with ${secret}`, { cause: new Error(secret) }),
    };
    expect(JSON.stringify(redact(fields))).not.toContain(secret);
    expect(JSON.stringify(redact(fields))).toContain('before [redacted] after');
  });

  it.each([
    'access_token',
    'idToken',
    'refreshToken',
    'client_secret',
    'password',
    'Cookie',
    'authorization',
    'codeVerifier',
    'code',
    'state',
  ])('replaces the value of %s', (key) =>
    expect(redact({ [key]: 'short' })).toEqual({ [key]: '[redacted]' }),
  );

  it.each([
    ['a short one', 'k7Qm2ZxW'],
    ['one in base64', 'pZ3+xV/8mQ1+tR/6yB4+nC/2wD5+sF/9gH7+jK/0lA='],
    ['one with signs of regular expressions', 'a.b*c$d(e[f'],
  ])('replaces a secret of the app’s own: %s', (_, secret) => {
    registerOwnSecrets(['another-one', secret]);
    const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
    for (const form of forms) {
      const fields = { text: `by ${form}, twice: ${form}`, [form]: new Error(`with "${form}"`) };
      expect(JSON.stringify(redact(fields))).not.toContain(form.replace(/=+$/, ''));
    }
    expect(redact(`by ${secret}!`)).toBe('by [redacted]!');
  });

  it('leaves words alone that are too short for a secret', () => {
    registerOwnSecrets(['', 'sign', 'seven77']);
    expect(redact('sign in at seven77')).toBe('sign in at seven77');
  });

  it('leaves out what a library hangs on its error: claims of a token, whole pages', () => {
    const error = new Error('unexpected "aud" claim value', {
      cause: { payload: { email: 'a@b.example' } },
    });
    expect(JSON.stringify(redact({ error }))).not.toContain('a@b.example');
    expect(String(redact('x'.repeat(5000))).length).toBeLessThan(310);
  });

  it('keeps what helps', () => {
    const fields = {
      reference: '7K2M-Q9XD',
      problem: 'clock_skew',
      status: 500,
      cause: { code2: 'x', name: 'TypeError' },
    };
    expect(redact(fields)).toEqual(fields);
  });

  it('writes one JSON line, and survives anything', () => {
    const write = vi.spyOn(console, 'log').mockImplementation(() => {});
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    log.warn('something', { loop, nothing: undefined, big: 10 ** 20 });
    const [line] = write.mock.calls[0] ?? [];
    expect(JSON.parse(String(line))).toMatchObject({ level: 'warn', event: 'something' });
    expect(String(line)).not.toContain('\n');
  });
});

it('references are easy to read out and not repeated', () => {
  const references = Array.from({ length: 500 }, newReference);
  for (const reference of references) expect(reference).toMatch(REFERENCE_PATTERN);
  expect(new Set(references).size).toBe(500);
});
