import { beforeEach, expect, it, vi } from 'vitest';
import nextConfig from '../../next.config.ts';

const settings = { https: true, development: false };
vi.mock('#lib/env.ts', () => ({
  getEnv: () => ({ LOGTO_ENDPOINT: 'https://acme.logto.app', AVATAR_HOSTS: [] }),
  isHttps: () => settings.https,
  isDevelopment: () => settings.development,
}));
const { contentSecurityPolicy } = await import('./headers.ts');

beforeEach(() => Object.assign(settings, { https: true, development: false }));

const directivesOf = (policy: string) =>
  Object.fromEntries(
    policy.split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values.join(' ')];
    }),
  );

it('in production each directive allows this site, Logto’s forms, and pictures', () => {
  expect(directivesOf(contentSecurityPolicy('abc'))).toEqual({
    'default-src': "'self'",
    'script-src': "'self' 'nonce-abc' 'strict-dynamic'",
    'style-src': "'self' 'nonce-abc'",
    'img-src': "'self' https://acme.logto.app",
    'font-src': "'self'",
    'connect-src': "'self'",
    'form-action': "'self' https://acme.logto.app",
    'frame-ancestors': "'none'",
    'base-uri': "'none'",
    'object-src': "'none'",
    'upgrade-insecure-requests': '',
  });
});

it('files have the headers that are the same for all: no sniffing, no frame, https', async () => {
  const [rule, ...more] = (await nextConfig('phase-production-server').headers?.()) ?? [];
  expect(more).toEqual([]);
  expect(rule?.source).toBe('/:path*');
  const headers = Object.fromEntries((rule?.headers ?? []).map(({ key, value }) => [key, value]));
  expect(headers).toMatchObject({
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Strict-Transport-Security': expect.stringMatching(/^max-age=\d{8}/),
  });
});

it('without https nothing is upgraded', () => {
  settings.https = false;
  expect(contentSecurityPolicy('abc')).not.toContain('upgrade');
});

it('development gets what Next’s tools need', () => {
  settings.development = true;
  expect(contentSecurityPolicy('abc')).toContain("'unsafe-eval'");
});
