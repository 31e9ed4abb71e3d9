import { describe, expect, it } from 'vitest';
import { withHostSettings } from './deployment.ts';

const production = {
  VERCEL: '1',
  VERCEL_ENV: 'production',
  VERCEL_PROJECT_PRODUCTION_URL: 'app.example.com',
  VERCEL_URL: 'app-x1y2z3-acme.vercel.app',
  VERCEL_BRANCH_URL: 'app-git-main-acme.vercel.app',
};
const preview = {
  ...production,
  VERCEL_ENV: 'preview',
  VERCEL_BRANCH_URL: 'app-git-topic-acme.vercel.app',
};

describe('the address of a deployment on Vercel (auth0/nextjs-auth0#1882, workos/authkit-nextjs#103)', () => {
  it.each([
    ['production', production, 'https://app.example.com'],
    ['a preview', preview, 'https://app-git-topic-acme.vercel.app'],
    [
      'a preview without a branch (vercel deploy)',
      { ...preview, VERCEL_BRANCH_URL: undefined },
      'https://app-x1y2z3-acme.vercel.app',
    ],
    [
      'a custom environment, which Vercel calls a preview',
      preview,
      'https://app-git-topic-acme.vercel.app',
    ],
    ['an empty setting', { ...production, BASE_URL: '' }, 'https://app.example.com'],
  ])('%s', (_, source, wanted) => {
    expect(withHostSettings(source).BASE_URL).toBe(wanted);
  });

  it('BASE_URL wins, in production and in previews', () => {
    const BASE_URL = 'https://sign-in.example.com';
    for (const source of [production, preview]) {
      expect(withHostSettings({ ...source, BASE_URL }).BASE_URL).toBe(BASE_URL);
    }
  });

  it('is not made of Vercel’s variables elsewhere, nor of values that are no host name', () => {
    expect(withHostSettings({ ...production, VERCEL: undefined }).BASE_URL).toBeUndefined();
    for (const VERCEL_PROJECT_PRODUCTION_URL of [
      '',
      'evil.example/path',
      'a@b.example',
      'x y',
      'localhost',
    ]) {
      const found = withHostSettings({ ...production, VERCEL_PROJECT_PRODUCTION_URL });
      expect(found.BASE_URL, VERCEL_PROJECT_PRODUCTION_URL).toBeUndefined();
    }
  });

  it('other names of the same deployment are known, its own isn’t one of them', () => {
    expect(withHostSettings(preview).OTHER_HOSTS).toBe('app-x1y2z3-acme.vercel.app');
    expect(withHostSettings(production).OTHER_HOSTS?.split(',')).toHaveLength(2);
    expect(withHostSettings({ BASE_URL: 'https://app.example.com' }).OTHER_HOSTS).toBe('');
  });

  it('nobody sets the other names by hand', () => {
    expect(withHostSettings({ OTHER_HOSTS: 'evil.example' }).OTHER_HOSTS).toBe('');
  });
});

describe('Redis of a marketplace', () => {
  it('REDIS_URL, else KV_URL; not the addresses of REST APIs', () => {
    const KV_URL = 'rediss://default:x@kv.example:6379';
    expect(withHostSettings({ KV_URL }).REDIS_URL).toBe(KV_URL);
    const REDIS_URL = 'rediss://default:x@redis.example:6379';
    expect(withHostSettings({ KV_URL, REDIS_URL }).REDIS_URL).toBe(REDIS_URL);
    const KV_REST_API_URL = 'https://kv.example';
    expect(withHostSettings({ KV_REST_API_URL }).REDIS_URL).toBeUndefined();
  });
});
