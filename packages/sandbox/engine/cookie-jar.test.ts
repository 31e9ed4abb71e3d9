import { expect, test } from 'vitest';
import { cookieJar } from './cookie-jar.ts';

const answer = (...lines: string[]) => ({
  headers: new Headers(lines.map((line): [string, string] => ['set-cookie', line])),
});
const at = (path: string) => new URL(path, 'http://localhost:1');

test('a cookie goes where its path leads, and nowhere beside it', () => {
  const jar = cookieJar();
  jar.keep(answer('a=1; path=/oidc/auth/one; httponly', 'b=2; Path=/'));
  expect(jar.header(at('/oidc/auth/one'))).toBe('a=1; b=2');
  expect(jar.header(at('/oidc/auth/one/more'))).toBe('a=1; b=2');
  expect(jar.header(at('/oidc/auth/onemore'))).toBe('b=2');
});

test('one name with two paths are two cookies; an empty value takes one back', () => {
  const jar = cookieJar();
  jar.keep(answer('resume=1; path=/one', 'resume=2; path=/two'));
  jar.keep(answer('resume=; path=/one'));
  expect(jar.header(at('/one'))).toBe('');
  expect(jar.header(at('/two'))).toBe('resume=2');
});

test('a value may hold the characters that cookies are made of', () => {
  const jar = cookieJar();
  jar.keep(answer('a=b=c==; path=/'));
  expect(jar.header(at('/'))).toBe('a=b=c==');
});

test('a copy is another browser: what it is given later, it has alone', () => {
  const jar = cookieJar();
  jar.keep(answer('a=1; path=/; expires=Thu, 01 Jan 2099 00:00:00 GMT'));
  const copy = jar.copy();
  copy.keep(answer('b=2; path=/'));
  expect(jar.names()).toEqual(['a']);
  expect(copy.header(at('/'))).toBe('a=1; b=2');
  expect([copy.isKept('a'), copy.isKept('b')]).toEqual([true, false]);
});
