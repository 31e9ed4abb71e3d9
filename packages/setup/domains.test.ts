import { describe, expect, it } from 'vitest';
import { checkDomain } from './domains.ts';

describe('e-mail domains', () => {
  it.each([
    ['Acme.COM', 'acme.com'],
    [' acme.test ', 'acme.test'],
    ['acme.com.', 'acme.com'],
    ['mail.acme.co.uk', 'mail.acme.co.uk'],
    ['bücher.example', 'xn--bcher-kva.example'],
  ])('%s is %s', (given, domain) => expect(checkDomain(given)).toEqual({ domain }));

  it.each([
    '',
    '@acme.com',
    'ann@acme.com',
    'not a domain',
    'localhost',
    'acme',
    'https://acme.com',
    'acme.com/path',
    '127.0.0.1',
    '[::1]',
    'acme.123',
    '-acme.com',
    'acme-.com',
    'a..com',
    '*.acme.com',
    `${'a'.repeat(64)}.com`,
    'co.uk',
  ])('%j is none', (given) => expect(checkDomain(given)).toHaveProperty('problem'));

  it.each(['gmail.com', 'GMail.com', 'outlook.com', 'googlemail.com', 'proton.me'])(
    '%s is everybody’s',
    (given) => expect(checkDomain(given)).toEqual({ problem: expect.stringContaining('public') }),
  );
});
