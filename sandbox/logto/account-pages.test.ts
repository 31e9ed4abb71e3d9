/** The account center's pages, as far as they can be seen without a browser that runs scripts. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { tenantForEachTest } from './test-tenant.ts';

const world = tenantForEachTest();

describe('the account center', () => {
  it('opens at its security page', async () => {
    const page = await world.browser.open('/account');
    expect(page.url.pathname).toBe('/account/security');
    expect(page.text).toContain('/account-center/app.js');
  });

  it.each([
    'sessions',
    'profile',
    'password',
    'authenticator-app',
    'backup-codes/generate',
    'email',
    'username',
  ])('has the page %s, and no other', async (path) => {
    expect((await world.browser.open(`/account/${path}?redirect=x`)).status).toBe(200);
    expect((await world.browser.open(`/account/${path}-not`)).status).toBe(404);
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
