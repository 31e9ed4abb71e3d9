import { beforeEach, expect, it, vi } from 'vitest';

const settings = vi.hoisted(() => ({ LOGTO_ENDPOINT: '', AVATAR_HOSTS: [] as string[] }));
vi.mock('#lib/env.ts', () => ({
  getEnv: () => settings,
  isHttps: () => true,
  isDevelopment: () => false,
}));
const { contentSecurityPolicy } = await import('./headers.ts');
const { shownPicture } = await import('./pictures.ts');

beforeEach(() => {
  settings.LOGTO_ENDPOINT = 'https://acme.logto.app';
  settings.AVATAR_HOSTS = ['pictures.example.com', 'cdn.example.com:8443'];
});

it.each([
  'https://acme.logto.app/user-assets/a.png',
  'https://pictures.example.com/a.png?size=64',
  'https://PICTURES.example.com/a.png',
  'https://cdn.example.com:8443/a.png',
])('%s is loaded', (address) => {
  expect(shownPicture(address)).toBe(new URL(address).href);
});

it.each([
  'https://tracker.example/pixel.gif',
  'https://pictures.example.com.tracker.example/a.png',
  'https://sub.pictures.example.com/a.png',
  'https://pictures.example.com:444/a.png',
  'https://pictures.example.com@tracker.example/a.png',
  'https://user:pass@pictures.example.com/a.png',
  'http://pictures.example.com/a.png',
  'http://acme.logto.app/a.png',
  '//pictures.example.com/a.png',
  '/sign-in',
  'javascript:alert(1)',
  'data:image/svg+xml,<svg/>',
  'blob:https://pictures.example.com/1',
  'nonsense',
  '',
  null,
  undefined,
])('%s is not', (address) => {
  expect(shownPicture(address)).toBeUndefined();
});

it('the browser is told the same list', () => {
  const [, images] = /img-src ([^;]*)/.exec(contentSecurityPolicy('abc')) ?? [];
  expect(images).toBe(
    "'self' https://acme.logto.app https://pictures.example.com https://cdn.example.com:8443",
  );
});
