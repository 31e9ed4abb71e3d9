import { type NextFetchEvent, NextRequest } from 'next/server';
import { beforeEach, expect, it, vi } from 'vitest';
import { restart } from '#lib/session/test-session.ts';

beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
});

it('while sessions can’t be read, a page says so in the language that was chosen', async () => {
  // Nobody is there.
  restart({ REDIS_URL: 'redis://127.0.0.1:1' });
  const { seal } = await import('#lib/session/seal.ts');
  const { proxy } = await import('./proxy.ts');
  const ticket = await seal('ticket', { id: 'x' }, 600);
  const cookie = `__Host-session=${ticket}; __Host-session.1=${ticket}; locale=th`;
  const headers = { cookie, 'accept-language': 'en' };
  const request = new NextRequest('https://app.example/dashboard', { headers });
  const answer = await proxy(request, { waitUntil: () => {} } as unknown as NextFetchEvent);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('x-middleware-rewrite')).toBe('https://app.example/unavailable');
  // What the page sees of the request's cookies.
  expect(answer.headers.get('x-middleware-request-cookie')).toBe('locale=th');
});
