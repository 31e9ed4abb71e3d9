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

const visit = async (
  path: string,
  headers: Record<string, string> = {},
  site = 'https://app.example',
) => {
  restart();
  const { proxy } = await import('./proxy.ts');
  const request = new NextRequest(site + path, { headers });
  return proxy(request, { waitUntil: () => {} } as unknown as NextFetchEvent);
};

it('every answer but a file’s is kept by no cache, and differs by cookie (CVE-2025-48947)', async () => {
  for (const path of [
    '/',
    '/dashboard',
    '/sign-in',
    '/callback',
    '/nowhere',
    '/api/me',
    '/api/session',
  ]) {
    const { headers } = await visit(path);
    expect(headers.get('cache-control'), path).toBe('private, no-store');
    expect(headers.get('vary'), path).toBe('Cookie');
  }
  expect((await visit('/icon.svg')).headers.get('vary')).toBe('Cookie');
});

it('every page has a policy with a nonce of its own, which Next gets as well', async () => {
  const nonces = new Set<string>();
  for (const path of ['/', '/', '/sign-in/problem', '/nowhere.svg']) {
    const { headers } = await visit(path, { 'content-security-policy': "script-src 'nonce-own'" });
    const policy = headers.get('content-security-policy') ?? '';
    expect(headers.get('x-middleware-request-content-security-policy')).toBe(policy);
    const [, nonce = ''] = /script-src 'self' 'nonce-([\w+/=]{40,})'/.exec(policy) ?? [];
    expect(nonce, path).not.toBe('');
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(4);
});

it('a client’s own hand-over of a session doesn’t reach the page (CVE-2024-29901)', async () => {
  const { headers } = await visit('/', { 'x-session-handover': 'made-up', 'x-other': 'kept' });
  // What the page sees of the request's headers.
  expect(headers.get('x-middleware-override-headers')?.split(',')).toContain('x-other');
  expect(headers.get('x-middleware-override-headers')).not.toContain('x-session-handover');
  expect(headers.get('x-middleware-request-x-session-handover')).toBeNull();
});

it('leads to the configured address, whatever the request says it was sent to', async () => {
  for (const name of ['host', 'x-forwarded-host']) {
    const forged = { [name]: 'evil.example' };
    const { headers } = await visit('/dashboard', forged, 'http://evil.example');
    expect(headers.get('location')).toBe('https://app.example/sign-in?returnTo=%2Fdashboard');
  }
});

it('a form of another site runs nothing (CSRF)', async () => {
  restart();
  const { proxy } = await import('./proxy.ts');
  for (const [origin, isForeign] of [
    ['https://elsewhere.example', true],
    ['https://app.example.elsewhere.example', true],
    ['https://app.example', false],
  ] as const) {
    const init = { method: 'POST', headers: { origin }, body: '' };
    const request = new NextRequest('https://app.example/', init);
    const answer = await proxy(request, { waitUntil: () => {} } as unknown as NextFetchEvent);
    expect(answer.status === 403, origin).toBe(isForeign);
  }
});

it('a session that the guard ends is led on through the one company, to the page that was wanted', async () => {
  restart();
  const continueWith = 'acme-connector';
  vi.doMock('#lib/session-check/session-check.ts', () => ({
    passGate: async () => ({ gate: 'ended', refusal: { code: 'sso_required', continueWith } }),
  }));
  const { proxy } = await import('./proxy.ts');
  vi.doUnmock('#lib/session/gate.ts');
  const { unseal } = await import('#lib/session/seal.ts');
  const request = new NextRequest('https://app.example/dashboard?from=mail');
  const answer = await proxy(request, { waitUntil: () => {} } as unknown as NextFetchEvent);
  const to = new URL(answer.headers.get('location') ?? '');
  expect(to.searchParams.get('code')).toBe('sso_required');
  const kept = answer.cookies
    .getAll()
    .find(({ name }) => name.endsWith(String(to.searchParams.get('way'))));
  expect((await unseal('sign-in', kept?.value))?.data).toMatchObject({
    ...{ returnTo: '/dashboard?from=mail', connector: continueWith },
  });
});
