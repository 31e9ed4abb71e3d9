/** Shapes of addresses that the contract with a real Logto has no room for. */
import { describe, expect, test } from 'vitest';
import { isOriginOf, isRegistered } from './redirect-uris.ts';

describe('a registered address without a star', () => {
  test.each([
    ['https://app.example.test/callback', 'https://app.example.test/callback', true],
    ['https://app.example.test', 'https://app.example.test/', true],
    ['https://app.example.test:443/', 'https://app.example.test/', true],
    ['https://app.example.test/callback', 'https://app.example.test/callback#', false],
    ['com.example.app://callback', 'com.example.app://callback', true],
    ['https://app.example.test/', 'no address', false],
  ])('%s, asked for %s', (registered, asked, isAllowed) => {
    expect(isRegistered([registered], asked)).toBe(isAllowed);
  });
});

describe('a star', () => {
  test.each([
    // The last two labels are spelt out, or anybody's site would do.
    ['https://*.test/', 'https://evil.test/', false],
    ['https://*/callback', 'https://evil.test/callback', false],
    ['https://app.*/callback', 'https://app.test/callback', false],
    ['https://*.example.*/callback', 'https://a.example.test/callback', false],
    ['https://a*b.example.test/', 'https://axxb.example.test/', true],
    ['https://*.*.example.test/', 'https://a.b.example.test/', true],
    ['https://*.example.test/', 'https://aXexample.test/', false],
    ['https://*.example.test:8443/', 'https://a.example.test:8443/', true],
    ['https://*.example.test:443/', 'https://a.example.test/', true],
    ['https://user@*.example.test/', 'https://user@a.example.test/', false],
    ['https://a.example.test/*', 'https://a.example.test/any/thing', true],
    ['https://a.example.test/?to=*', 'https://a.example.test/?to=x', false],
    ['https://a.example.test/*?to=x', 'https://a.example.test/any?to=x', true],
    ['https://*.example.test/(a+)+', 'https://x.example.test/aaaa', false],
  ])('in %s, asked for %s', (registered, asked, isAllowed) => {
    expect(isRegistered([registered], asked)).toBe(isAllowed);
  });
});

describe('the origin of a page that asks for tokens', () => {
  test.each([
    ['https://app.example.test/callback', 'https://app.example.test', true],
    ['https://app.example.test/callback', 'https://other.example.test', false],
    ['https://*.example.test/callback', 'https://pr-7.example.test', true],
    ['https://*.example.test/callback', 'https://a.pr-7.example.test', false],
    ['com.example.app://callback', 'null', false],
  ])('%s, page of %s', (registered, origin, isAllowed) => {
    expect(isOriginOf([registered], origin)).toBe(isAllowed);
  });
});
