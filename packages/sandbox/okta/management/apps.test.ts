/** App integrations through the API: what may be sent, what is shown, what becomes of it. */
import { get, type IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { oktaServiceApp } from '../../seed.ts';
import { client } from '../test-org.ts';
import { apiForEachTest, appBody, everyPage, SUPER_ADMIN } from './test-api.ts';

const { okta, api } = apiForEachTest();
const create = async (body: object = appBody()) => (await api('POST', 'apps', body)).body;

test('the app that the org began with, as the API shows it', async () => {
  const { status, body } = await api('GET', `apps/${client.id}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    id: client.id,
    name: 'oidc_client',
    status: 'ACTIVE',
    signOnMode: 'OPENID_CONNECT',
    visibility: { hide: { iOS: false, web: false } },
    credentials: {
      oauthClient: {
        client_id: client.id,
        token_endpoint_auth_method: 'client_secret_basic',
        pkce_required: false,
      },
    },
    settings: {
      oauthClient: {
        application_type: 'web',
        grant_types: ['authorization_code', 'refresh_token'],
        refresh_token: { rotation_type: 'ROTATE', leeway: 30 },
        idp_initiated_login: { mode: 'DISABLED' },
      },
    },
  });
  expect(JSON.stringify(body)).not.toContain(client.secret);
});

describe('create', () => {
  test('shows the secret then and at a replacement, never when read', async () => {
    const app = await create();
    expect(app.id).toMatch(/^0oa\w{17}$/);
    expect(app.credentials.oauthClient.client_id).toBe(app.id);
    const { client_secret } = app.credentials.oauthClient;
    expect(client_secret).toMatch(/^[\w-]{64}$/);
    const read = await api('GET', `apps/${app.id}`);
    expect(read.body.credentials.oauthClient).not.toHaveProperty('client_secret');
    const replaced = await api('PUT', `apps/${app.id}`, read.body);
    expect(replaced.status).toBe(200);
    expect(replaced.body.credentials.oauthClient.client_secret).toBe(client_secret);
  });

  test('what was sent comes back', async () => {
    const sent = appBody({ settings: { client_uri: 'https://app.example' } });
    expect(await create(sent)).toMatchObject({
      ...sent,
      status: 'ACTIVE',
      created: expect.stringMatching(/^20\d\d-.*Z$/),
      settings: { oauthClient: sent.settings.oauthClient },
    });
  });

  test('with a client id and a secret of one’s own', async () => {
    const own = { client_id: 'my-client', client_secret: 'a-secret-of-my-own' };
    const app = await create(appBody({ credentials: own }));
    expect(app.id).toMatch(/^0oa/);
    expect(app.credentials.oauthClient).toMatchObject(own);
    const again = await api('POST', 'apps', appBody({ credentials: own }));
    expect(again).toMatchObject({
      status: 400,
      body: { errorCode: 'E0000001', errorSummary: 'Api validation failed: client_id' },
    });
  });

  test('inactive, when asked to', async () => {
    const { body } = await api('POST', 'apps?activate=false', appBody());
    expect(body.status).toBe('INACTIVE');
    expect(body._links).toHaveProperty('activate');
  });
});

describe('replace', () => {
  test('forgets what is not sent again', async () => {
    const app = await create();
    const changed = { post_logout_redirect_uris: undefined, refresh_token: undefined };
    const body = appBody({
      label: 'Renamed',
      settings: { ...changed, initiate_login_uri: undefined, idp_initiated_login: undefined },
    });
    okta.wait(60);
    const answer = await api('PUT', `apps/${app.id}`, { ...body, id: 'other', status: 'INACTIVE' });
    expect(answer.body).toMatchObject({ id: app.id, label: 'Renamed', status: 'ACTIVE' });
    expect(answer.body.created).toBe(app.created);
    expect(answer.body.lastUpdated > app.lastUpdated).toBe(true);
    const { oauthClient } = answer.body.settings;
    expect(oauthClient).toMatchObject({
      post_logout_redirect_uris: [],
      idp_initiated_login: { mode: 'DISABLED' },
      refresh_token: { rotation_type: 'STATIC', leeway: 30 },
    });
    expect(oauthClient).not.toHaveProperty('initiate_login_uri');
  });

  test('keeps assignments and grants, and the client id', async () => {
    const app = await create();
    const [{ id: groupId }] = (await api('GET', 'groups?q=Engineering')).body;
    await api('PUT', `apps/${app.id}/groups/${groupId}`, {});
    await api('POST', `apps/${app.id}/grants`, { scopeId: 'okta.users.read', issuer: okta.url });
    expect((await api('PUT', `apps/${app.id}`, appBody())).status).toBe(200);
    expect((await api('GET', `apps/${app.id}/groups`)).body).toHaveLength(1);
    expect((await api('GET', `apps/${app.id}/grants`)).body).toHaveLength(1);
    const other = appBody({ credentials: { client_id: 'another-id' } });
    expect((await api('PUT', `apps/${app.id}`, other)).status).toBe(400);
  });

  test('with a key instead of a secret deletes the secrets', async () => {
    const app = await create();
    const { d: _, ...key } = oktaServiceApp.privateKey;
    const body = appBody({
      credentials: { token_endpoint_auth_method: 'private_key_jwt' },
      settings: { jwks: { keys: [key] } },
    });
    const { credentials } = (await api('PUT', `apps/${app.id}`, body)).body;
    expect(credentials.oauthClient).not.toHaveProperty('client_secret');
    expect((await api('GET', `apps/${app.id}/credentials/secrets`)).body).toEqual([]);
  });
});

describe('list', () => {
  test('comes in pages, by several link headers', async () => {
    for (let i = 0; i < 5; i++) await create(appBody({ label: `Page ${i}` }));
    const first = await api('GET', 'apps?q=page&limit=2');
    expect(first.headers.get('link')).toMatch(/rel="self", <.*after=.*>; rel="next"$/);
    // `fetch` joins them; on the wire there is a header for each.
    const headers = { authorization: SUPER_ADMIN };
    const wire = await new Promise<IncomingMessage>((resolve) =>
      get(`${okta.url}/api/v1/apps?q=page&limit=2`, { headers }, resolve),
    );
    wire.resume();
    expect(wire.headersDistinct.link).toHaveLength(2);
    expect(await everyPage(api, 'apps?q=page&limit=2')).toMatchObject({
      pages: 3,
      items: [0, 1, 2, 3, 4].map((i) => ({ label: `Page ${i}` })),
    });
    expect((await everyPage(api, 'apps')).items).toHaveLength(7);
  });

  test('q is how a label or a name starts; two apps may have one label', async () => {
    await create();
    await create(appBody({ label: 'Not Logto SSO' }));
    await create();
    const labels = async (query: string) =>
      (await api('GET', `apps?${query}`)).body.map(({ label }: { label: string }) => label);
    expect(await labels('q=logto+ss')).toEqual(['Logto SSO', 'Logto SSO']);
    expect(await labels('q=oidc_')).toHaveLength(5);
    expect(await labels('q=SSO')).toEqual([]);
    expect(await labels('filter=status+eq+"INACTIVE"')).toEqual([]);
  });

  test('the dashboard is in none', async () => {
    const ids = (await everyPage(api, 'apps')).items.map(({ id }) => id);
    expect(ids).toEqual([client.id, oktaServiceApp.id]);
  });
});

test('an app is deactivated before it is deleted', async () => {
  const { id } = await create();
  expect(await api('DELETE', `apps/${id}`)).toMatchObject({
    status: 403,
    body: { errorCode: 'E0000056', errorSummary: 'Delete application forbidden.' },
  });
  expect(await api('POST', `apps/${id}/lifecycle/deactivate`)).toMatchObject({
    status: 200,
    body: {},
  });
  expect((await api('GET', `apps/${id}`)).body.status).toBe('INACTIVE');
  expect(await api('DELETE', `apps/${id}`)).toMatchObject({ status: 204, body: undefined });
  expect((await api('GET', `apps/${id}`)).status).toBe(404);
});
