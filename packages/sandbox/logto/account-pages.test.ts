/** The account center's pages, as far as they can be seen without a browser that runs scripts. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { qrCode } from './qr-code.ts';
import { tenantForEachTest } from './test-tenant.ts';

const world = tenantForEachTest();

describe('the account center', () => {
  it.each([
    '',
    '/',
    '/security',
    '/backup-codes/generate?redirect=x',
    '/authenticator-app/replace/success',
    '/no-such-page',
  ])('answers /account%s with its scripts, which know the pages', async (path) => {
    const response = await fetch(`${world.logto.url}/account${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('logto-static-package')).toBe('account');
    expect(await response.text()).toContain('/account/assets/app.js');
  });

  it('has each script that its scripts import, and as many words in Thai as in English', async () => {
    const get = async (path: string) => fetch(`${world.logto.url}${path}`);
    const seen = new Set<string>();
    const visit = async (path: string) => {
      if (seen.has(path)) return;
      seen.add(path);
      const response = await get(path);
      expect(response.headers.get('content-type'), path).toMatch(/^text\/javascript/);
      for (const [, imported = ''] of (await response.text()).matchAll(/from '([./][^']+)'/g)) {
        await visit(new URL(imported, `${world.logto.url}${path}`).pathname);
      }
    };
    await visit('/account/assets/app.js');
    expect(seen.size).toBeGreaterThan(12);

    const keysOf = (words: object, prefix = ''): string[] =>
      Object.entries(words).flatMap(([key, value]) =>
        typeof value === 'string' ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
      );
    const words = async (language: string) =>
      keysOf(await (await get(`/account/assets/${language}.json`)).json());
    const english = await words('en');
    expect(await words('th')).toEqual(english);
    expect(english.length).toBeGreaterThan(100);
  });

  it('draws the picture that an authenticator app scans', async () => {
    const response = await fetch(`${world.logto.url}/account/assets/qr-code`, {
      method: 'POST',
      body: JSON.stringify({ secret: 'JBSWY3DPEHPK3PXP', name: 'alex', issuer: 'localhost' }),
    });
    const url = 'otpauth://totp/localhost:alex?secret=JBSWY3DPEHPK3PXP&issuer=localhost';
    expect(await response.text()).toBe(await qrCode(url));
  });

  it('signs in by the session at Logto, without a second password', async () => {
    await world.signIn();
    const redirectUri = `${world.logto.url}/account`;
    const verifier = 'verifier-of-forty-three-characters-or-more-really';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const query = new URLSearchParams({
      client_id: 'account-center',
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid profile urn:logto:scope:sessions',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const { url } = await world.browser.open(`/oidc/auth?${query}`);
    expect(url.pathname).toBe('/account');
    const exchange = (code_verifier: string) =>
      fetch(`${world.logto.url}/oidc/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: 'account-center',
          code: url.searchParams.get('code') ?? '',
          redirect_uri: redirectUri,
          code_verifier,
        }),
      });
    const { access_token: token } = await (await exchange(verifier)).json();
    const me = await fetch(`${world.logto.url}/api/my-account`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await me.json()).toMatchObject({ id: 'alexpassword', username: 'alex' });
  });
});
