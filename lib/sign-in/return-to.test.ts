import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeReturnTo } from './return-to.ts';

const SITE = 'https://app.example.com';

describe('safeReturnTo', () => {
  it.each(['/', '/dashboard', '/dashboard?tab=1&tab=2#top', '/a/../b?x=//y', '/ไทย'])(
    'keeps %s',
    (path) => {
      const expected = new URL(path, SITE);
      expect(safeReturnTo(path)).toBe(expected.pathname + expected.search + expected.hash);
    },
  );

  it.each([
    undefined,
    null,
    7,
    ['/dashboard'],
    '',
    'dashboard',
    '//elsewhere.example',
    '/\\elsewhere.example',
    '/\t/elsewhere.example',
    '/\n/elsewhere.example',
    '/.//elsewhere.example',
    '/x/..//elsewhere.example',
    'https://elsewhere.example',
    'javascript:alert(1)',
    ' /dashboard',
    '/sign-in',
    '/sign-in?returnTo=/sign-in',
    '/sign-in/problem',
    '/callback?code=x',
    '/api/x',
    `/${'a'.repeat(1001)}`,
    `/${'ก'.repeat(120)}`,
    `/?${'\\'.repeat(50)}`,
  ])('goes home instead of %j', (value) => {
    expect(safeReturnTo(value)).toBe('/');
  });

  it.each([
    [`/reports?q=${'a'.repeat(1001)}`, '/reports'],
    [`/reports?q=1#${'a'.repeat(1001)}`, '/reports?q=1'],
    [`/reports?q=${'ก'.repeat(120)}#top`, '/reports'],
    [`/reports?q=${'a'.repeat(900)}#top`, `/reports?q=${'a'.repeat(900)}#top`],
    [`/sign-in?q=${'a'.repeat(1001)}`, '/'],
    [`//elsewhere.example/?q=${'a'.repeat(1001)}`, '/'],
  ])('what is too long leads to the page without the rest', (path, shorter) => {
    expect(safeReturnTo(path)).toBe(shorter);
  });

  it('stays on the site whatever it is given (CVE-2025-67716)', () => {
    const nasty = fc.array(
      fc.constantFrom(
        '/',
        '\\',
        '.',
        '..',
        '\t',
        '\n',
        '\r',
        '%2f',
        '%5c',
        '@',
        ':',
        '?',
        '#',
        'https:',
        'elsewhere.example',
        'a',
        '\u0000',
        '\u2028',
        '／',
      ),
      { maxLength: 8 },
    );
    const input = fc.oneof(
      nasty.map((parts) => `/${parts.join('')}`),
      // What is left of it is on this site, and its path leads elsewhere.
      nasty.map((parts) => `/.//${parts.join('')}`),
      fc.string(),
      fc.webUrl(),
      nasty.map((parts) => `/${parts.join('')}?${'a'.repeat(1001)}`),
    );
    fc.assert(
      fc.property(input, (value) => {
        const result = safeReturnTo(value);
        expect(result).toMatch(/^\/(?![/\\])/);
        expect(new URL(result, SITE).origin).toBe(SITE);
        // A header value as well: nothing that could end the line.
        expect(result).not.toMatch(/[\r\n\0]/);
        // And stable: what was found safe stays as it is.
        expect(safeReturnTo(result)).toBe(result);
      }),
      { numRuns: 5000, seed: 42 },
    );
  });
});
