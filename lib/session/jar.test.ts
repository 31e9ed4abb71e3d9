/** What a browser is told of each cookie: no script reads it, no other site sends it. */
import { NextRequest, NextResponse } from 'next/server';
import { beforeEach, expect, it, vi } from 'vitest';
import { restart } from './test-session.ts';

const set = vi.fn();
vi.mock('next/headers', () => ({ cookies: async () => ({ set, get: () => undefined }) }));
beforeEach(() => set.mockReset());

const CASES = [
  ['https://app.example', true],
  ['http://localhost:3000', false],
] as const;

it.each(CASES)(
  'a cookie at %s is HttpOnly, SameSite and, on https, Secure',
  async (site, secure) => {
    restart({ BASE_URL: site });
    const { pageJar, proxyJar } = await import('./jar.ts');
    const expected = { httpOnly: true, sameSite: 'lax', path: '/', secure };

    const jar = proxyJar(new NextRequest(site));
    jar.set('kept', 'value', 60);
    jar.remove('gone');
    const response = new NextResponse();
    jar.apply(response);
    expect(response.cookies.get('kept')).toMatchObject({ ...expected, value: 'value', maxAge: 60 });
    expect(response.cookies.get('gone')).toMatchObject({ ...expected, value: '' });
    expect(response.cookies.getAll().some((cookie) => 'domain' in cookie)).toBe(false);

    const own = await pageJar();
    own.set('kept', 'value', 60);
    own.remove('gone');
    for (const [name, , options] of set.mock.calls) {
      expect(options, name).toMatchObject(expected);
      expect(options).not.toHaveProperty('domain');
    }
    expect(set).toHaveBeenCalledTimes(2);
  },
);
