/** What the sandbox's two orgs have from the start, beyond their people. */
import { importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { oktaApiTokens, oktaServiceApp, PASSWORD } from '../seed.ts';
import { openBrowser } from './test-browser.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ appUrls: ['http://localhost:3000', 'http://localhost:3001'] });
});
afterAll(() => sandbox.close());

describe.each([
  ['Acme', () => sandbox.okta.url, 'emma@acme.test', 'theo@acme.test'],
  ['Globex', () => sandbox.globexOkta.url, 'gina@globex.test', 'gina@globex.test'],
])('%s', (_, org, employee, admin) => {
  const api = async (path: string, authorization: string) =>
    (await fetch(`${org()}/api/v1/${path}`, { headers: { authorization } })).json();

  test('a tile that leads to the app, with this org as issuer', async () => {
    const browser = openBrowser(org());
    const first = await browser.open('/app/UserHome');
    const second = await browser.submit(first, { identifier: employee });
    const { html } = await browser.submit(second, { 'credentials.passcode': PASSWORD });
    const tile = html.match(/href="([^"]+)" data-se="app-card"/)?.[1] ?? '';
    const { url } = await browser.open(tile);
    expect(url.href).toBe(`http://localhost:3000/sso/start?iss=${encodeURIComponent(org())}`);
  });

  test('the connector’s app, with Logto’s address', async () => {
    const [app] = await api('apps', `SSWS ${oktaApiTokens[0]?.value}`);
    const { redirect_uris, post_logout_redirect_uris } = app.settings.oauthClient;
    expect(redirect_uris).toEqual([expect.stringMatching(`^${sandbox.logto.url}/callback/`)]);
    expect(post_logout_redirect_uris).toEqual(['http://localhost:3000/', 'http://localhost:3001/']);
  });

  test('tokens of the administrator', async () => {
    for (const { value } of oktaApiTokens) {
      expect((await api('users/me', `SSWS ${value}`)).profile.login).toBe(admin);
    }
  });

  test('a service app that its key opens', async () => {
    const { id, privateKey } = oktaServiceApp;
    const client_assertion = await new SignJWT({ jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: privateKey.alg, kid: privateKey.kid })
      .setIssuer(id)
      .setSubject(id)
      .setAudience(`${org()}/oauth2/v1/token`)
      .setExpirationTime('5m')
      .sign(await importJWK(privateKey, privateKey.alg));
    const response = await fetch(`${org()}/oauth2/v1/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: oktaServiceApp.grantedScopes.join(' '),
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion,
      }),
    });
    const { access_token } = await response.json();
    for (const path of ['apps', 'groups', 'users', 'trustedOrigins', 'logs']) {
      expect(await api(path, `Bearer ${access_token}`), path).toBeInstanceOf(Array);
    }
  });
});
