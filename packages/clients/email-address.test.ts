import { domainToUnicode } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { domainOf, isSameEmail, normalizeDomain, normalizeEmail } from './email-address.ts';
import { cases, nasty } from './tests/fuzz.ts';

const KELVIN = '\u212a';
const LONG_S = '\u017f';

describe('domains', () => {
  it.each([
    ['acme.test', 'acme.test'],
    ['ACME.test', 'acme.test'],
    ['acme.test.', 'acme.test'],
    ['acme\u3002test\uff61', 'acme.test'],
    ['\uff41cme.test', 'acme.test'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['bu\u0308cher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['XN--BCHER-KVA.example', 'xn--bcher-kva.example'],
    ['ไทย.th', 'xn--o3cw4h.th'],
    ['localhost', 'localhost'],
  ])('%j is %s', (given, normal) => expect(normalizeDomain(given)).toBe(normal));

  it.each([
    ...['', '.', 'acme..test', 'acme.test..', '.acme.test', '-acme.test', 'acme-.test', 'a_b.test'],
    ...[
      'acme.test/evil',
      'acme.test#x',
      'acme.test?x',
      'acme.test:80',
      'ac%6De.test',
      'acme\\.test',
    ],
    ...[' acme.test', 'acme.test\n', 'ac me.test', 'acme\u0000.test', 'user@acme.test'],
    ...[
      'ac\u200bme.test',
      'ac\u00adme.test',
      'acme\ufe0f.test',
      'acme\u2060.test',
      '\ufeffacme.test',
    ],
    ...['acme\u202e.test', 'ac\u115fme.test', '\ud800.test', 'acme\uff0ftest', '*.acme.test'],
    ...[
      '127.0.0.1',
      '127.1',
      '[::1]',
      '\uff11\uff12\uff17.0.0.1',
      'xn--zzzzzz.test',
      'xn--acme.test',
    ],
    ...[`${'a'.repeat(64)}.test`, `${'a.'.repeat(127)}test`],
  ])('%j is none', (given) => expect(normalizeDomain(given)).toBeUndefined());
});

describe('addresses', () => {
  it.each([
    ['Emma@ACME.test', 'emma@acme.test'],
    ['emma@acme.test.', 'emma@acme.test'],
    ['a+b@Bücher.example', 'a+b@xn--bcher-kva.example'],
    ['Jose\u0301@acme.test', 'josé@acme.test'],
    [`${LONG_S}am@acme.test`, `${LONG_S}am@acme.test`],
  ])('%j is %s', (given, normal) => expect(normalizeEmail(given)).toBe(normal));

  it.each([
    ...['', '@', 'emma', 'emma@', '@acme.test', 'emma@acme.test@evil.test', '"a@b"@acme.test'],
    ...[`${KELVIN}im@acme.test`, 'a\u1fef@acme.test', '\u037e@acme.test'],
    ...['emma @acme.test', ' emma@acme.test', 'emma@acme.test ', 'em\u200bma@acme.test'],
    ...['emma@ac\u200bme.test', 'emma@[127.0.0.1]', 'emma\u202e@acme.test', '\ud800@acme.test'],
    ...['emma\u0000@acme.test', 'emma\n@acme.test', `${'a'.repeat(255)}@acme.test`],
  ])('%j is none', (given) => {
    expect(normalizeEmail(given)).toBeUndefined();
    expect(domainOf(given)).toBeUndefined();
    expect(isSameEmail(given, given)).toBe(false);
  });

  it('no letter beyond ASCII is folded in the local part', () => {
    expect(isSameEmail(`${KELVIN}im@acme.test`, 'kim@acme.test')).toBe(false);
    expect(isSameEmail(`${LONG_S}am@acme.test`, 'sam@acme.test')).toBe(false);
    expect(isSameEmail('\uff4bim@acme.test', 'kim@acme.test')).toBe(false);
    expect(isSameEmail('İan@acme.test', 'i̇an@acme.test')).toBe(false);
    expect(isSameEmail('KIM@acme.test', 'kim@acme.test')).toBe(true);
  });

  it('nobody without an address is anybody', () => {
    for (const none of [null, undefined, '']) expect(isSameEmail(none, none)).toBe(false);
  });
});

const SPELLINGS = [
  (domain: string) => domain.toUpperCase(),
  (domain: string) => `${domain}.`,
  (domain: string) => domainToUnicode(domain),
  (domain: string) => domainToUnicode(domain).normalize('NFD'),
  (domain: string) => domainToUnicode(domain).replaceAll('.', '\u3002'),
  (domain: string) =>
    domain.replace(/^[a-z]/, (a) => String.fromCharCode(a.charCodeAt(0) + 0xfee0)),
];
const domains = fc.oneof(
  fc.domain(),
  fc.constantFrom('bücher.example', 'ไทย.th', 'münchen.de', 'josé.test', '例え.jp', 'пример.рф'),
);

describe('whatever is written', () => {
  it('a normal form is its own, in lower-case ASCII of letters, digits, dots and hyphens', () => {
    fc.assert(
      fc.property(fc.oneof(nasty, domains), (text) => {
        const normal = normalizeDomain(text);
        if (normal === undefined) return;
        expect(normal).toMatch(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/);
        expect(normalizeDomain(normal)).toBe(normal);
        // Nothing of what was written was left out on the way.
        expect(domainToUnicode(normal).normalize('NFKC').length).toBeGreaterThan(0);
      }),
      cases(2000),
    );
  });

  it('every spelling of a domain is the same domain', () => {
    fc.assert(
      fc.property(domains, fc.constantFrom(...SPELLINGS), (domain, spelling) => {
        const normal = normalizeDomain(domain);
        if (normal === undefined) return;
        expect(normalizeDomain(spelling(normal))).toBe(normal);
        expect(domainOf(`emma@${spelling(normal)}`)).toBe(normal);
      }),
      cases(500),
    );
  });

  it('an invisible character anywhere leaves no address', () => {
    const invisible = fc.constantFrom(
      ...[
        '\u200b',
        '\u200c',
        '\u200d',
        '\u2060',
        '\ufeff',
        '\u00ad',
        '\u0000',
        '\u202e',
        '\ufe0f',
        ' ',
      ],
    );
    fc.assert(
      fc.property(fc.nat(14), invisible, (at, one) => {
        const address = 'emma@acme.test';
        expect(normalizeEmail(address.slice(0, at) + one + address.slice(at))).toBeUndefined();
      }),
      cases(300),
    );
  });

  it('two addresses are the same only if their local parts are, but for the case of ASCII', () => {
    fc.assert(
      fc.property(nasty, nasty, (one, other) => {
        if (!isSameEmail(`${one}@acme.test`, `${other}@acme.test`)) return;
        const ascii = (text: string) =>
          text.normalize('NFC').replace(/[A-Z]/g, (a) => a.toLowerCase());
        expect(ascii(one)).toBe(ascii(other));
      }),
      cases(500),
    );
  });
});
