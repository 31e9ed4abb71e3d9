/** An app made through the API is a client of the org from that moment on. */
import { describe, expect, test } from 'vitest';
import { PASSWORD } from '../../seed.ts';
import { AFTER_LOGOUT, paramsOf } from '../test-org.ts';
import { apiForEachTest, appBody, CALLBACK } from './test-api.ts';

const { okta, api } = apiForEachTest();

const make = async (body: object = appBody()) => {
  const { id, credentials } = (await api('POST', 'apps', body)).body;
  return { id: String(id), secret: String(credentials.oauthClient.client_secret) };
};
const groupId = async (name: string) => (await api('GET', `groups?q=${name}`)).body[0].id;
const assign = async (appId: string, group: string) =>
  api('PUT', `apps/${appId}/groups/${await groupId(group)}`, {});

const authorization = (id: string, secret: string) => ({
  authorization: `Basic ${btoa(`${id}:${secret}`)}`,
});
const to = (id: string, params = {}) => ({ client_id: id, redirect_uri: CALLBACK, ...params });
const redeem = (code: string | undefined, headers: Record<string, string>, extra = {}) =>
  okta.exchange(code, headers, { redirect_uri: CALLBACK, ...extra });

test('sign-in, tokens, refresh and logout work at once', async () => {
  const { id, secret } = await make();
  await assign(id, 'Engineering');
  const page = await okta.signIn('emma@acme.test', to(id, { scope: 'openid offline_access' }));
  expect(page.url.href).toMatch(`${CALLBACK}?code=`);
  const { status, body } = await redeem(paramsOf(page).code, authorization(id, secret));
  expect(status).toBe(200);
  const form = { grant_type: 'refresh_token', refresh_token: body.refresh_token };
  expect((await okta.post('/oauth2/v1/token', form, authorization(id, secret))).status).toBe(200);
  const query = new URLSearchParams({
    id_token_hint: body.id_token,
    post_logout_redirect_uri: AFTER_LOGOUT,
  });
  expect((await okta.browser.open(`/oauth2/v1/logout?${query}`)).url.href).toBe(AFTER_LOGOUT);
});

test('the secret goes where the settings say, and to one place only', async () => {
  const { id, secret } = await make();
  await assign(id, 'Everyone');
  const { code } = paramsOf(await okta.signIn('emma@acme.test', to(id)));
  expect((await redeem(code, {}, { client_id: id, client_secret: secret })).status).toBe(401);
  const both = await redeem(code, authorization(id, secret), { client_id: id });
  expect(both.body.error_description).toMatch(/^Cannot supply multiple client credentials/);

  const credentials = { token_endpoint_auth_method: 'client_secret_post' };
  await api('PUT', `apps/${id}`, appBody({ credentials }));
  expect((await redeem(code, authorization(id, secret))).status).toBe(401);
  expect((await redeem(code, {}, { client_id: id, client_secret: secret })).status).toBe(200);
});

test('redirect URIs are those that were registered last', async () => {
  const { id } = await make();
  await assign(id, 'Everyone');
  expect((await okta.authorize(to(id, { redirect_uri: `${CALLBACK}/` }))).status).toBe(400);
  const redirect_uris = ['http://localhost:3001/callback/other'];
  await api('PUT', `apps/${id}`, appBody({ settings: { redirect_uris } }));
  expect((await okta.authorize(to(id))).status).toBe(400);
  const moved = to(id, { redirect_uri: redirect_uris[0] });
  expect(paramsOf(await okta.signIn('emma@acme.test', moved))).toHaveProperty('code');
});

test('PKCE is asked for where it is required', async () => {
  const { id } = await make(appBody({ credentials: { pkce_required: true } }));
  await assign(id, 'Everyone');
  expect(paramsOf(await okta.authorize(to(id)))).toMatchObject({
    error: 'invalid_request',
    error_description: 'PKCE code challenge is required by the application.',
  });
  const challenge = { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' };
  expect(paramsOf(await okta.signIn('emma@acme.test', to(id, challenge)))).toHaveProperty('code');
});

test('tokens that must be bound to a key are refused without a proof', async () => {
  const { id, secret } = await make(appBody({ settings: { dpop_bound_access_tokens: true } }));
  await assign(id, 'Everyone');
  const { code } = paramsOf(await okta.signIn('emma@acme.test', to(id)));
  expect(await redeem(code, authorization(id, secret))).toEqual({
    status: 400,
    body: {
      error: 'invalid_dpop_proof',
      error_description: 'The DPoP proof JWT header is missing.',
    },
  });
});

describe('who may use it', () => {
  const mayEnter = async (id: string, login: string) => {
    await okta.browser.open('/login/signout');
    return 'code' in paramsOf(await okta.signIn(login, to(id)));
  };

  test('nobody, then a group, then somebody by name, then nobody again', async () => {
    const { id } = await make();
    expect(await mayEnter(id, 'emma@acme.test')).toBe(false);
    const assigned = await assign(id, 'Engineering');
    expect(assigned).toMatchObject({ status: 200, body: { id: await groupId('Engineering') } });
    expect((await assign(id, 'Engineering')).status).toBe(200);
    expect((await api('GET', `apps/${id}/groups`)).body).toHaveLength(1);
    expect(await mayEnter(id, 'emma@acme.test')).toBe(true);
    expect(await mayEnter(id, 'nina@acme.test')).toBe(false);

    const nina = { id: okta.userOf('nina@acme.test').id, scope: 'USER' };
    expect((await api('POST', `apps/${id}/users`, nina)).body).toMatchObject(nina);
    expect(await mayEnter(id, 'nina@acme.test')).toBe(true);
    const scopes = Object.fromEntries(
      (await api('GET', `apps/${id}/users`)).body.map(
        (user: { credentials: { userName: string }; scope: string }) => [
          user.credentials.userName,
          user.scope,
        ],
      ),
    );
    expect(scopes).toMatchObject({ 'emma@acme.test': 'GROUP', 'nina@acme.test': 'USER' });

    expect((await api('DELETE', `apps/${id}/users/${nina.id}`)).status).toBe(204);
    expect(await mayEnter(id, 'nina@acme.test')).toBe(false);
    const group = `apps/${id}/groups/${await groupId('Engineering')}`;
    expect((await api('DELETE', group)).status).toBe(204);
    expect((await api('DELETE', group)).status).toBe(404);
    expect(await mayEnter(id, 'emma@acme.test')).toBe(false);
  });

  test('assigning a group to an app of the seed leaves its people in', async () => {
    const [seeded] = (await api('GET', 'apps?limit=1')).body;
    await api('PUT', `apps/${seeded.id}/groups/${await groupId('Admins')}`, {});
    expect(paramsOf(await okta.signIn('emma@acme.test'))).toHaveProperty('code');
    await okta.browser.open('/login/signout');
    expect(paramsOf(await okta.signIn('nina@acme.test')).error).toBe('access_denied');
  });

  test('groups of an app come in pages', async () => {
    const { id } = await make();
    for (const name of ['Team 1', 'Team 2', 'Team 3']) {
      const [group] = (await api('GET', `groups?search=profile.name+eq+"${name}"`)).body;
      await api('PUT', `apps/${id}/groups/${group.id}`, { priority: 0 });
    }
    const { headers, body } = await api('GET', `apps/${id}/groups?limit=2`);
    expect(body).toHaveLength(2);
    expect(headers.get('link')).toMatch(/rel="next"/);
  });
});

test('an inactive app is no client', async () => {
  const { id, secret } = await make();
  await assign(id, 'Everyone');
  const { code } = paramsOf(await okta.signIn('emma@acme.test', to(id)));
  await api('POST', `apps/${id}/lifecycle/deactivate`);
  expect((await okta.authorize(to(id))).status).toBe(400);
  expect(await redeem(code, authorization(id, secret))).toMatchObject({
    status: 401,
    body: { error: 'invalid_client' },
  });
  await api('POST', `apps/${id}/lifecycle/activate`);
  expect(paramsOf(await okta.authorize(to(id)))).toHaveProperty('code');
});

test('each active secret is as good as the other, an inactive one is not', async () => {
  const { id, secret } = await make();
  await assign(id, 'Everyone');
  const path = `apps/${id}/credentials/secrets`;
  const [first] = (await api('GET', path)).body;
  const { client_secret: next } = (await api('POST', path, {})).body;
  // A made-up code tells a right secret from a wrong one.
  const errorOf = async (value: string) =>
    (await redeem('made-up', authorization(id, value))).body.error;
  expect([await errorOf(secret), await errorOf(next)]).toEqual(['invalid_grant', 'invalid_grant']);
  await api('POST', `${path}/${first.id}/lifecycle/deactivate`);
  expect([await errorOf(secret), await errorOf(next)]).toEqual(['invalid_client', 'invalid_grant']);
});

describe('scopes of the Okta API', () => {
  const ask = async (id: string) =>
    paramsOf(await okta.authorize(to(id, { scope: 'openid okta.users.read' })));

  test('can be asked for from the grant on, and until it ends', async () => {
    const { id } = await make();
    await assign(id, 'Everyone');
    await okta.signIn('emma@acme.test', to(id));
    expect((await ask(id)).error).toBe('invalid_scope');
    const sent = { scopeId: 'okta.users.read', issuer: okta.url };
    const { status, body } = await api('POST', `apps/${id}/grants`, sent);
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...sent, clientId: id, status: 'ACTIVE', source: 'ADMIN' });
    expect((await api('GET', `apps/${id}/grants`)).body).toEqual([body]);
    expect(await ask(id)).toHaveProperty('code');
    expect((await api('DELETE', `apps/${id}/grants/${body.id}`)).status).toBe(204);
    expect((await ask(id)).error).toBe('invalid_scope');
  });

  test.each([
    [{ scopeId: 'okta.users.read' }, 'issuer'],
    [{ scopeId: 'okta.users.read', issuer: 'https://other.okta.com' }, 'issuer'],
    [{ scopeId: 'openid', issuer: '' }, 'issuer'],
    [{ scopeId: 'openid' }, 'scopeId', true],
    [{}, 'scopeId', true],
  ])('%o is refused', async (body, field, withIssuer = false) => {
    const { id } = await make();
    const sent = withIssuer ? { ...body, issuer: okta.url } : body;
    expect(await api('POST', `apps/${id}/grants`, sent)).toMatchObject({
      status: 400,
      body: { errorSummary: `Api validation failed: ${field}` },
    });
  });
});

describe('tile', () => {
  const tiles = async (body: object) => {
    const { id } = await make(body);
    await assign(id, 'Everyone');
    const password = await okta.browser.submit(await okta.browser.open('/app/UserHome'), {
      identifier: 'emma@acme.test',
    });
    const { html } = await okta.browser.submit(password, { 'credentials.passcode': PASSWORD });
    return [...html.matchAll(/href="([^"]+)" data-se="app-card"/g)].map(([, href]) => href ?? '');
  };

  test('leads to the address of the app, with the issuer', async () => {
    const [tile = ''] = await tiles(appBody());
    const { url } = await okta.browser.open(tile);
    expect(url.href).toBe(`http://localhost:3000/sso/start?iss=${encodeURIComponent(okta.url)}`);
  });

  test.each([
    ['hidden', appBody({ visibility: { hide: { iOS: false, web: true } } })],
    ['of another mode', appBody({ settings: { idp_initiated_login: { mode: 'OKTA' } } })],
  ])('none for an app that is %s', async (_, body) => {
    expect(await tiles(body)).toEqual([]);
  });
});
