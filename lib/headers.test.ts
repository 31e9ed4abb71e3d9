import { beforeEach, expect, it, vi } from 'vitest';

const settings = { https: true, development: false };
vi.mock('#lib/env.ts', () => ({
  getEnv: () => ({ LOGTO_ENDPOINT: 'https://acme.logto.app' }),
  isHttps: () => settings.https,
  isDevelopment: () => settings.development,
}));
const { contentSecurityPolicy } = await import('./headers.ts');

beforeEach(() => Object.assign(settings, { https: true, development: false }));

it('in production: no inline, no eval, no frame', () => {
  const policy = contentSecurityPolicy('abc');
  expect(policy).not.toContain('unsafe');
  expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("form-action 'self' https://acme.logto.app;");
  expect(policy).toMatch(/upgrade-insecure-requests$/);
});

it('without https nothing is upgraded', () => {
  settings.https = false;
  expect(contentSecurityPolicy('abc')).not.toContain('upgrade');
});

it('development gets what Next’s tools need', () => {
  settings.development = true;
  expect(contentSecurityPolicy('abc')).toContain("'unsafe-eval'");
});
