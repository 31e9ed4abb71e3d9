/** Signing out at Logto, and the word that it sends to the applications. */
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Listener, listen, readForm, send } from '../engine/http.ts';
import { application, secondApplication } from '../seed.ts';
import { APP, decodeJwt, paramsOf, tenantForEachTest } from './test-tenant.ts';

const tenant = tenantForEachTest();
const OURS = { client_id: application.id, post_logout_redirect_uri: `${APP}/` };
const SUCCESS = '/oidc/session/end/success';

const startSignOut = (params: Record<string, string>) =>
  tenant.browser.open(`/oidc/session/end?${new URLSearchParams(params)}`);
const signOut = async (params: Record<string, string>) =>
  tenant.browser.submit(await startSignOut(params));
const isSignedIn = async () => 'code' in paramsOf(await tenant.authorize({ prompt: 'none' }));

describe('session/end', () => {
  test('a form that submits itself, then back to the app', async () => {
    await tenant.signIn();
    const page = await startSignOut(OURS);
    expect(page.status).toBe(200);
    expect(page.text).toContain('<title>Sign Out</title>');
    expect(page.text).toMatch(/<body onload="[^"]*submit\(\)">/);
    expect(await isSignedIn()).toBe(true);
    expect((await tenant.browser.submit(page)).url.href).toBe(`${APP}/`);
    expect(paramsOf(await tenant.authorize({ prompt: 'none' }))).toEqual({
      error: 'login_required',
      error_description: 'End-User authentication is required',
      state: 's1',
      iss: `${tenant.logto.url}/oidc`,
    });
  });

  test('state comes back', async () => {
    await tenant.signIn();
    expect((await signOut({ ...OURS, state: 'xyz' })).url.href).toBe(`${APP}/?state=xyz`);
  });

  test('id_token_hint does instead of client_id', async () => {
    const { id_token = '' } = await tenant.tokensOf();
    const { client_id: _, ...redirect } = OURS;
    expect((await signOut({ ...redirect, id_token_hint: id_token })).url.href).toBe(`${APP}/`);
  });

  test('as a form', async () => {
    await tenant.signIn();
    const request = { method: 'POST', body: new URLSearchParams({ ...OURS, state: 'xyz' }) };
    const page = await tenant.browser.open('/oidc/session/end', request);
    expect((await tenant.browser.submit(page)).url.href).toBe(`${APP}/?state=xyz`);
  });

  test('without a session the app is reached too', async () => {
    expect((await signOut(OURS)).url.href).toBe(`${APP}/`);
  });

  test.each([
    ['client_id alone', { client_id: application.id }],
    ['nothing', {}],
    ['an address of nobody', { post_logout_redirect_uri: `${APP}/` }],
  ])("%s ends on Logto's own page", async (_, params) => {
    await tenant.signIn();
    const page = await signOut(params as Record<string, string>);
    expect(page.url.pathname).toBe(SUCCESS);
    expect(page.text).toContain('You have successfully signed out.');
    expect(await isSignedIn()).toBe(false);
  });

  test.each([
    [
      { ...OURS, post_logout_redirect_uri: 'http://evil.test/' },
      'post_logout_redirect_uri not registered',
    ],
    [{ ...OURS, id_token_hint: 'bad' }, 'could not decode id_token_hint'],
  ])('refuses %j', async (params, description) => {
    await tenant.signIn();
    const page = await startSignOut(params);
    expect(page.status).toBe(400);
    expect(JSON.parse(page.text)).toEqual({
      code: 'oidc.invalid_request',
      message: 'Request is invalid.',
      error: 'invalid_request',
      error_description: description,
    });
    expect(await isSignedIn()).toBe(true);
  });

  test('refuses an ID token that somebody changed', async () => {
    const [header, , signature] = ((await tenant.tokensOf()).id_token ?? '').split('.');
    const claims = { aud: application.id, iss: `${tenant.logto.url}/oidc`, sub: 'somebody' };
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const page = await startSignOut({ id_token_hint: `${header}.${payload}.${signature}` });
    expect(page.status).toBe(400);
    expect(page.text).toContain('could not validate id_token_hint');
  });

  test('refuses an unknown application', async () => {
    const page = await startSignOut({ ...OURS, client_id: 'nope' });
    expect([page.status, JSON.parse(page.text).error_description]).toEqual([
      400,
      'invalid client nope',
    ]);
  });
});

describe('tokens after a sign-out', () => {
  test('live on with offline_access', async () => {
    const tokens = await tenant.tokensOf();
    await signOut(OURS);
    expect((await tenant.userinfo(tokens)).status).toBe(200);
    expect((await tenant.refresh(tokens)).status).toBe(200);
  });

  test('end without it', async () => {
    tenant.settings.alwaysIssueRefreshToken = true;
    const tokens = await tenant.tokensOf({ scope: 'openid profile' });
    expect((await tenant.refresh(tokens)).status).toBe(200);
    await signOut(OURS);
    expect((await tenant.userinfo(tokens)).status).toBe(401);
    expect((await tenant.refresh(tokens)).status).toBe(400);
  });
});

describe('back-channel logout', () => {
  let apps: Listener;
  let received: { path: string | undefined; headers: IncomingMessage['headers']; token: string }[];
  let answer: number;

  beforeEach(async () => {
    received = [];
    answer = 200;
    apps = await listen(0, async (req, res) => {
      const token = (await readForm(req)).get('logout_token') ?? '';
      received.push({ path: req.url, headers: req.headers, token });
      send(res, answer);
    });
    Object.assign(tenant.metadata, {
      backchannelLogoutUri: `http://localhost:${apps.port}/first`,
      backchannelLogoutSessionRequired: true,
    });
  });
  afterEach(() => apps.close());

  test('a logout token that names the session of the ID token', async () => {
    const { sid } = decodeJwt((await tenant.tokensOf()).id_token).payload;
    await signOut(OURS);
    expect(received).toHaveLength(1);
    const [{ headers, token } = { headers: {}, token: '' }] = received;
    expect(headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': '',
    });
    const { header, payload } = decodeJwt(token);
    expect(header).toEqual({
      alg: 'ES384',
      typ: 'logout+jwt',
      kid: tenant.logto.signingKey.kid,
    });
    expect(sid).toBeTruthy();
    expect(payload).toEqual({
      sub: 'alexpassword',
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      jti: expect.any(String),
      sid,
      aud: application.id,
      iat: expect.any(Number),
      exp: payload.iat + 120,
      iss: `${tenant.logto.url}/oidc`,
    });
  });

  test('to every application of the session that has an address', async () => {
    const second = tenant.logto.tenant.applications.get(secondApplication.id);
    Object.assign(second?.oidcClientMetadata ?? {}, {
      backchannelLogoutUri: `http://localhost:${apps.port}/second`,
      backchannelLogoutSessionRequired: false,
    });
    await tenant.signIn();
    await tenant.signInToSecond();
    await signOut({});
    expect(received.map(({ path }) => path).sort()).toEqual(['/first', '/second']);
    const ofSecond = received.find(({ path }) => path === '/second');
    const { payload } = decodeJwt(ofSecond?.token);
    expect(payload.aud).toBe(secondApplication.id);
    expect(payload).not.toHaveProperty('sid');
  });

  test('not to one that was not part of the session', async () => {
    await tenant.signInToSecond();
    await signOut({});
    expect(received).toEqual([]);
  });

  test('an application that fails is not asked again, and nobody notices', async () => {
    answer = 500;
    await tenant.signIn();
    expect((await signOut(OURS)).url.href).toBe(`${APP}/`);
    expect(received).toHaveLength(1);
  });

  test('one that cannot be reached does not stop the sign-out', async () => {
    tenant.metadata.backchannelLogoutUri = 'http://localhost:1/';
    await tenant.signIn();
    expect((await signOut(OURS)).url.href).toBe(`${APP}/`);
    expect(await isSignedIn()).toBe(false);
  });

  test('nothing is sent when somebody is suspended or deleted', async () => {
    const tokens = await tenant.tokensOf();
    tenant.logto.endUserSessions('alexpassword');
    expect((await tenant.refresh(tokens)).status).toBe(400);
    await signOut(OURS);
    expect(received).toEqual([]);
  });
});
