/** Several app integrations in one org: how each proves itself, who may use it, its tile. */
import { describe, expect, test } from 'vitest';
import { PASSWORD } from '../seed.ts';
import type { OktaClient } from './clients.ts';
import { BASIC, client, decodeJwtPart, orgForEachTest, paramsOf, REDIRECT } from './test-org.ts';

const post: OktaClient = {
  id: '0oapostapp0000000002',
  secret: 'post-app-secret-not-a-secret',
  label: 'Post & Co',
  redirectUris: ['http://localhost:3001/callback/post'],
  authMethod: 'client_secret_post',
  consent: 'REQUIRED',
  assignedTo: { groups: ['Engineering'], logins: ['nina@acme.test'] },
  initiateLoginUri: 'http://localhost:3000/sso/okta?from=tile',
  idpInitiatedLogin: 'SPEC',
};
const hidden: OktaClient = {
  ...post,
  id: '0oahiddenapp00000003',
  label: 'Hidden',
  consent: 'TRUSTED',
  idpInitiatedLogin: 'DISABLED',
};
const TO_POST = { client_id: post.id, redirect_uri: post.redirectUris[0] ?? '' };
const IN_BODY = { client_id: post.id, client_secret: post.secret };
const okta = orgForEachTest({ clients: [post, hidden] });

const NOT_ASSIGNED = {
  error: 'access_denied',
  error_description: 'User is not assigned to the client application.',
  state: 's1',
};
const consentTo = async (login: string, params = {}) =>
  okta.browser.submit(await okta.signIn(login, { ...TO_POST, ...params }), { consent: 'allow' });

describe('client authentication', () => {
  const redeem = (code: string | undefined, headers: Record<string, string>, extra = {}) =>
    okta.exchange(code, headers, { redirect_uri: TO_POST.redirect_uri, ...extra });

  test('client_secret_post takes the secret in the body, and only there', async () => {
    const { code } = paramsOf(await consentTo('emma@acme.test'));
    const basic = { authorization: `Basic ${btoa(`${post.id}:${post.secret}`)}` };
    const refused = await redeem(code, basic);
    expect(refused).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(await redeem(code, {}, { ...IN_BODY, client_secret: 'x' })).toEqual(refused);
    const { status, body } = await redeem(code, {}, IN_BODY);
    expect(status).toBe(200);
    expect(decodeJwtPart(body.id_token.split('.')[1]).aud).toBe(post.id);
  });

  test('one app cannot redeem the code of another', async () => {
    const { code } = paramsOf(await consentTo('emma@acme.test'));
    expect(await redeem(code, BASIC)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });

  test("nobody else's redirect URI", async () => {
    const page = await okta.authorize({ ...TO_POST, redirect_uri: REDIRECT });
    expect(page.status).toBe(400);
  });
});

describe('assignment', () => {
  test.each([
    ['by group', 'emma@acme.test'],
    ['by name, whatever the group', 'nina@acme.test'],
  ])('%s', async (_, login) => {
    const page = await okta.signIn(login, { ...TO_POST, scope: 'openid' });
    expect(paramsOf(page)).toHaveProperty('code');
  });

  test('to one app is not to another, in the same session', async () => {
    expect(paramsOf(await okta.signIn('vera@acme.test'))).toHaveProperty('code');
    expect(paramsOf(await okta.authorize(TO_POST))).toEqual(NOT_ASSIGNED);
    expect(paramsOf(await okta.authorize({ ...TO_POST, prompt: 'none' }))).toEqual(NOT_ASSIGNED);
  });
});

describe('consent', () => {
  test('is asked for by name, once', async () => {
    const page = await okta.signIn('emma@acme.test', TO_POST);
    expect(page.html).toContain('Post &amp; Co would like to access');
    expect(page.html).toContain('Allow Access');
    expect(page.html).toContain('Cancel');
    expect([...page.html.matchAll(/<li>(\w+)/g)].map(([, name]) => name)).toEqual([
      'profile',
      'email',
      'groups',
    ]);
    const back = await okta.browser.submit(page, { consent: 'allow' });
    expect(paramsOf(back)).toEqual({ code: expect.any(String), state: 's1' });
    expect(paramsOf(await okta.authorize(TO_POST))).toHaveProperty('code');
    const more = await okta.authorize({ ...TO_POST, scope: 'openid offline_access' });
    expect(more.html).toContain('offline_access');
    const again = await okta.authorize({ ...TO_POST, prompt: 'consent' });
    expect(again.html).toContain('Allow Access');
  });

  test('may be refused, and is not remembered as given', async () => {
    const page = await okta.signIn('emma@acme.test', TO_POST);
    expect(paramsOf(await okta.browser.submit(page, { consent: 'deny' }))).toEqual({
      error: 'access_denied',
      error_description: 'The resource owner or authorization server denied the request.',
      state: 's1',
    });
    expect((await okta.authorize(TO_POST)).html).toContain('Allow Access');
  });

  test('cannot be given silently', async () => {
    expect(paramsOf(await okta.signIn('emma@acme.test'))).toHaveProperty('code');
    expect(paramsOf(await okta.authorize({ ...TO_POST, prompt: 'none' }))).toEqual({
      error: 'consent_required',
      error_description: 'The client specified not to prompt, but the client app requires consent.',
      state: 's1',
    });
  });

  test('is each person’s own', async () => {
    expect(paramsOf(await consentTo('emma@acme.test'))).toHaveProperty('code');
    await okta.browser.open('/login/signout');
    const page = await okta.signIn('nina@acme.test', TO_POST);
    expect(page.html).toContain('Allow Access');
  });
});

describe('dashboard', () => {
  const signInAt = async (path: string, login: string) => {
    const password = await okta.browser.submit(await okta.browser.open(path), {
      identifier: login,
    });
    return okta.browser.submit(password, { 'credentials.passcode': PASSWORD });
  };
  const tileOf = (html: string) => html.match(/href="([^"]+)" data-se="app-card"/)?.[1] ?? '';

  test('shows the assigned apps that have a tile, after the sign-in', async () => {
    const page = await signInAt('/app/UserHome', 'emma@acme.test');
    expect(page.url.pathname).toBe('/app/UserHome');
    expect(page.html).toContain('Post &amp; Co');
    expect(page.html.match(/data-se="app-card"/g)).toHaveLength(1);
    expect(tileOf(page.html)).toMatch(/^\/home\/oidc_client\/0oapostapp0000000002\/\w+$/);
  });

  test('a tile starts the sign-in at the app, and that needs no form', async () => {
    const { html } = await signInAt('/app/UserHome', 'emma@acme.test');
    const { url } = await okta.browser.open(tileOf(html));
    const issuer = encodeURIComponent(okta.url);
    expect(url.href).toBe(`http://localhost:3000/sso/okta?from=tile&iss=${issuer}`);
    expect(paramsOf(await okta.authorize({ client_id: client.id }))).toHaveProperty('code');
  });

  test('a tile without a session asks for the sign-in, then goes on', async () => {
    const { url } = await signInAt(`/home/oidc_client/${post.id}/aln1`, 'emma@acme.test');
    expect(url.pathname).toBe('/sso/okta');
  });

  test('is empty for somebody without apps, whom its links refuse too', async () => {
    const page = await signInAt('/app/UserHome', 'vera@acme.test');
    expect(page.html).toContain('No apps are assigned to you.');
    const refused = await okta.browser.open(`/home/oidc_client/${post.id}/aln1`);
    expect(refused.status).toBe(403);
    expect(refused.html).toContain('User is not assigned to this application.');
  });

  test.each([hidden.id, client.id, 'unknown', 'okta.enduser'])('%s has no tile', async (id) => {
    await okta.signIn('emma@acme.test');
    expect((await okta.browser.open(`/home/oidc_client/${id}/aln1`)).status).toBe(403);
  });

  test.each(['//evil.test/', 'http://evil.test/', '/oauth2/v1/logout'])(
    'its callback does not lead to %s',
    async (state) => {
      await okta.signIn('emma@acme.test');
      const page = await okta.browser.open(
        `/enduser/callback?code=x&state=${encodeURIComponent(state)}`,
      );
      expect(page.url.pathname).toBe('/app/UserHome');
    },
  );
});
