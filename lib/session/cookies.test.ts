import { beforeEach, expect, it, vi } from 'vitest';

const stored = new Map<string, string>();
const written: { name: string; options: Record<string, unknown> }[] = [];
vi.mock('next/headers', () => ({
  cookies: async () => ({
    get: (name: string) => (stored.has(name) ? { name, value: stored.get(name) } : undefined),
    getAll: () => [...stored].map(([name, value]) => ({ name, value })),
    set(name: string, value: string, options: { expires?: Date }) {
      written.push({ name, options });
      if (options.expires?.getTime() === 0) stored.delete(name);
      else stored.set(name, value);
    },
  }),
}));
let https = true;
vi.mock('#lib/env.ts', () => ({
  isHttps: () => https,
  getEnv: () => ({ BASE_URL: https ? 'https://app.example.com' : 'http://localhost:3000' }),
}));

const { deleteCookie, readCookie, writeCookie } = await import('./cookies.ts');
const { pageJar } = await import('./jar.ts');
const { cookieName } = await import('./names.ts');
const jar = await pageJar();

beforeEach(() => {
  stored.clear();
  written.length = 0;
  https = true;
});

it('a short value is one cookie, a long one several, each under a browser’s limit', () => {
  writeCookie(jar, 'session', 'short', 60);
  expect([...stored.keys()]).toEqual(['session']);
  const long = 'abcdefghij'.repeat(1000);
  writeCookie(jar, 'session', long, 60);
  expect([...stored.keys()]).toEqual(['session', 'session.1', 'session.2']);
  for (const value of stored.values()) expect(value.length).toBeLessThan(4000);
  expect(readCookie(jar, 'session')).toBe(long);
});

it('a value that shrank leaves no stale chunk behind (logto-io/js#779)', () => {
  writeCookie(jar, 'session', 'x'.repeat(12_000), 60);
  writeCookie(jar, 'session', 'y'.repeat(4000), 60);
  expect([...stored.keys()]).toEqual(['session', 'session.1']);
  expect(readCookie(jar, 'session')).toBe('y'.repeat(4000));
});

it('deletion takes every chunk, with the attributes that __Host- needs', () => {
  writeCookie(jar, 'session', 'x'.repeat(9000), 60);
  written.length = 0;
  deleteCookie(jar, 'session');
  expect(stored.size).toBe(0);
  expect(written).toHaveLength(3);
  for (const { options } of written) {
    expect(options).toMatchObject({
      secure: true,
      path: '/',
      httpOnly: true,
      expires: new Date(0),
    });
    expect(options).not.toHaveProperty('domain');
  }
});

it('names are __Host- on https, and on localhost tell ports apart', () => {
  expect(cookieName('session')).toBe('__Host-session');
  https = false;
  expect(cookieName('session')).toBe('session-3000');
});
