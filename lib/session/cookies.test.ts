import { beforeEach, expect, it, vi } from 'vitest';

const jar = new Map<string, string>();
const written: { name: string; options: Record<string, unknown> }[] = [];
vi.mock('next/headers', () => ({
  cookies: async () => ({
    get: (name: string) => (jar.has(name) ? { name, value: jar.get(name) } : undefined),
    has: (name: string) => jar.has(name),
    getAll: () => [...jar].map(([name, value]) => ({ name, value })),
    set(name: string, value: string, options: { expires?: Date }) {
      written.push({ name, options });
      if (options.expires?.getTime() === 0) jar.delete(name);
      else jar.set(name, value);
    },
  }),
}));
let https = true;
vi.mock('#lib/env.ts', () => ({
  isHttps: () => https,
  getEnv: () => ({ BASE_URL: https ? 'https://app.example.com' : 'http://localhost:3000' }),
}));

const { deleteCookie, readCookie, writeCookie } = await import('./cookies.ts');
const { cookieName } = await import('./names.ts');

beforeEach(() => {
  jar.clear();
  written.length = 0;
  https = true;
});

it('a short value is one cookie, a long one several, each under a browser’s limit', async () => {
  await writeCookie('session', 'short', 60);
  expect([...jar.keys()]).toEqual(['session']);
  const long = 'abcdefghij'.repeat(1000);
  await writeCookie('session', long, 60);
  expect([...jar.keys()]).toEqual(['session', 'session.1', 'session.2']);
  for (const value of jar.values()) expect(value.length).toBeLessThan(4000);
  expect(await readCookie('session')).toBe(long);
});

it('a value that shrank leaves no stale chunk behind (logto-io/js#779)', async () => {
  await writeCookie('session', 'x'.repeat(12_000), 60);
  await writeCookie('session', 'y'.repeat(4000), 60);
  expect([...jar.keys()]).toEqual(['session', 'session.1']);
  expect(await readCookie('session')).toBe('y'.repeat(4000));
});

it('deletion takes every chunk, with the attributes that __Host- needs', async () => {
  await writeCookie('session', 'x'.repeat(9000), 60);
  written.length = 0;
  await deleteCookie('session');
  expect(jar.size).toBe(0);
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
