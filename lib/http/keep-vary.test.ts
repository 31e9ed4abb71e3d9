import { expect, it } from 'vitest';
import { keepVaryCookie } from './keep-vary.ts';

function fakeResponse() {
  const headers = new Map<string, unknown>();
  const response = {
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    setHeader(name: string, value: unknown) {
      headers.set(name.toLowerCase(), value);
      return this;
    },
  };
  keepVaryCookie(response as unknown as Parameters<typeof keepVaryCookie>[0]);
  return response;
}

it('a Vary that names Cookie keeps it when the header is replaced', () => {
  const response = fakeResponse();
  response.setHeader('vary', 'Cookie');
  response.setHeader('Vary', 'rsc, next-url');
  expect(response.getHeader('vary')).toBe('Cookie, rsc, next-url');
  response.setHeader('Vary', 'Cookie, rsc, Accept-Encoding');
  expect(response.getHeader('vary')).toBe('Cookie, rsc, Accept-Encoding');
});

it('other responses and headers stay as they are', () => {
  const response = fakeResponse();
  response.setHeader('Vary', 'rsc');
  response.setHeader('Vary', 'x-cookie-like');
  response.setHeader('Vary', 'accept');
  response.setHeader('X-Other', 'a');
  expect(response.getHeader('vary')).toBe('accept');
  expect(response.getHeader('x-other')).toBe('a');
});
