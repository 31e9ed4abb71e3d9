import { describe, expect, it } from 'vitest';
import { checkOrigin, checkPreviewUrl, publicBaseUrl } from './addresses.ts';

describe('base URLs', () => {
  it.each([
    ['https://app.example.com/', 'https://app.example.com'],
    ['app.example.com', 'https://app.example.com'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['localhost:3000', 'http://localhost:3000'],
    ['http://app.localhost:3000', 'http://app.localhost:3000'],
  ])('%s is %s', (given, url) => expect(checkOrigin(given)).toEqual({ url }));

  it.each([
    'http://app.example.com',
    'javascript:alert(1)',
    'com.example.app://callback',
    'https://app.example.com/path',
    'https://app.example.com/?a=1',
    'https://app.example.com/#part',
    'https://user:pw@app.example.com',
    'https://*.example.com',
    'https://',
    '',
  ])('%j is none', (given) => expect(checkOrigin(given)).toHaveProperty('problem'));
});

describe('preview URLs', () => {
  it.each(['https://*.preview.example.com', 'https://pr-*.example.com', 'http://*.localhost:3000'])(
    '%s is taken',
    (given) => expect(checkPreviewUrl(given)).toEqual({ url: given }),
  );

  it('warns of names that strangers can take', () => {
    expect(checkPreviewUrl('https://*-team.vercel.app')).toMatchObject({
      url: 'https://*-team.vercel.app',
      warning: expect.stringContaining('Anybody'),
    });
  });

  it.each([
    'https://*.com',
    'https://*',
    'https://*.vercel.app',
    'https://*.netlify.app',
    'https://a.*.example.com',
    'https://*.*.example.com',
    'https://app.example.com',
    'http://*.example.com',
    'https://*.example.com/callback',
    'https://*.example.com#x',
    'https://*.example.com?x',
    'https://user@*.example.com',
    'javascript:*.example.com',
    'javascript://*.example.com',
    'https://*.exa mple.com',
  ])('%s is refused', (given) => expect(checkPreviewUrl(given)).toHaveProperty('problem'));
});

it('prefers an address that Logto can reach', () => {
  expect(publicBaseUrl(['http://localhost:3000', 'https://app.example.com'])).toBe(
    'https://app.example.com',
  );
  expect(publicBaseUrl(['http://localhost:3000'])).toBe('http://localhost:3000');
});
