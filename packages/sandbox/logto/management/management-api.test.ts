/** What an administrator's changes do to the rest of the tenant, from the next request on. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Listener, listen, readBody, send } from '../../engine/http.ts';
import { application, connector, managementApplication } from '../../seed.ts';
import { type Logto, startLogto } from '../logto.ts';
import { MANAGEMENT_API } from '../tenant.ts';
import { decodeJwt, paramsOf, tenantForEachTest } from '../test-tenant.ts';

const tenant = tenantForEachTest();

async function tokenOf(logto: Logto, { id, secret } = managementApplication) {
  const response = await fetch(`${logto.url}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      resource: MANAGEMENT_API,
      scope: 'all',
    }),
  });
  return { status: response.status, body: await response.json() };
}

async function call(method: string, path: string, body?: object, logto = tenant.logto) {
  const token = (await tokenOf(logto)).body.access_token;
  const response = await fetch(`${logto.url}/api/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: /^[[{]/.test(text) ? JSON.parse(text) : text };
}

describe('an application', () => {
  test('may be sent back to an address as soon as it is registered, and only then', async () => {
    const redirect_uri = 'http://localhost:3000/new';
    expect((await tenant.authorize({ redirect_uri })).status).toBe(400);
    const { body } = await call('GET', `applications/${application.id}`);
    const { oidcClientMetadata } = body;
    await call('PATCH', `applications/${application.id}`, {
      oidcClientMetadata: { ...oidcClientMetadata, redirectUris: [redirect_uri] },
    });
    expect((await tenant.authorize({ redirect_uri })).url.pathname).toBe('/sign-in');
    expect((await tenant.authorize()).status).toBe(400);
  });

  test('has tokens of the lifetime that it is given', async () => {
    const settings = { customClientMetadata: { idTokenTtl: 120 } };
    await call('PATCH', `applications/${application.id}`, settings);
    const { payload } = decodeJwt((await tenant.tokensOf()).id_token);
    expect(payload.exp - payload.iat).toBe(120);
  });

  test('is unknown once it is removed', async () => {
    expect((await call('DELETE', `applications/${application.id}`)).status).toBe(204);
    expect((await tenant.authorize()).status).toBe(400);
  });

  test('may use any of its secrets until that ends', async () => {
    const { id } = managementApplication;
    const made = await call('POST', `applications/${id}/secrets`, {
      name: 'second',
      expiresAt: Date.now() + 60_000,
    });
    const second = { ...managementApplication, secret: made.body.value };
    expect((await tokenOf(tenant.logto, second)).status).toBe(200);
    const stored = tenant.logto.tenant.applications.get(id)?.secrets[1];
    Object.assign(stored ?? {}, { expiresAt: Date.now() - 1 });
    expect(await tokenOf(tenant.logto, second)).toMatchObject({
      status: 400,
      body: { code: 'oidc.invalid_request', error_description: 'client secret has expired' },
    });
    expect((await tokenOf(tenant.logto)).status).toBe(200);
  });

  test('loses the Management API with its role', async () => {
    const { body } = await call('GET', 'roles?type=MachineToMachine');
    const path = `applications/${managementApplication.id}/roles/${body[0].id}`;
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await tokenOf(tenant.logto)).body).not.toHaveProperty('scope');
    expect((await call('GET', 'roles')).status).toBe(403);
  });
});

describe('a company’s connector', () => {
  const offered = async (email: string) => {
    const path = `/api/experience/sso-connectors?email=${email}`;
    return (await fetch(tenant.logto.url + path).then((one) => one.json())).connectorIds;
  };

  test('is offered to its domains, and to nobody while single sign-on is off', async () => {
    expect(await offered('a@acme.test')).toEqual([connector.id]);
    await call('PATCH', `sso-connectors/${connector.id}`, { domains: ['New.test'] });
    expect(await offered('a@acme.test')).toEqual([]);
    expect(await offered('a@new.test')).toEqual([connector.id]);
    await call('PATCH', 'sign-in-exp', { singleSignOnEnabled: false });
    expect(await offered('a@new.test')).toEqual([]);
  });

  test('is offered to nobody while it is a draft', async () => {
    const draft = { providerName: 'Okta', connectorName: 'New', domains: ['draft.test'] };
    expect((await call('POST', 'sso-connectors', draft)).status).toBe(200);
    expect(await offered('a@draft.test')).toEqual([]);
  });

  test('takes with it what came by it', async () => {
    const { user, logto } = tenant;
    user.ssoIdentities.push({
      id: 'identity',
      connectorId: connector.id,
      issuer: 'https://okta.test',
      identityId: '00u1',
      detail: {},
      createdAt: 0,
      updatedAt: 0,
    });
    logto.tenant.secrets.set('s1', {
      id: 's1',
      userId: user.id,
      connectorId: connector.id,
      accessToken: 'token',
      createdAt: 0,
      updatedAt: 0,
    });
    expect((await call('DELETE', `sso-connectors/${connector.id}`)).status).toBe(204);
    expect(user.ssoIdentities).toEqual([]);
    expect([...logto.tenant.secrets]).toEqual([]);
    expect(logto.tenant.organizations.get('acmeorg00001')?.jit.ssoConnectorIds).toEqual([]);
  });

  test('keeps no tokens where the server has no key for them', async () => {
    const issuers = { acme: 'http://localhost:1', globex: 'http://localhost:1' };
    const logto = await startLogto({ port: 0, issuers, appUrls: [], secretVault: false });
    const body = { enableTokenStorage: true };
    const answer = await call('PATCH', `sso-connectors/${connector.id}`, body, logto);
    expect(answer).toMatchObject({ status: 422, body: { code: 'request.feature_not_supported' } });
    await logto.close();
  });
});

test('a default role is everybody’s who is created from then on', async () => {
  const role = { name: 'guest', description: 'A guest', isDefault: true };
  const { body } = await call('POST', 'roles', role);
  const user = await call('POST', 'users', { username: 'newcomer' });
  expect(tenant.logto.tenant.users.get(user.body.id)?.roleIds).toContain(body.id);
});

test('a permission that is removed is in no token any more', async () => {
  const { body: resources } = await call('GET', 'resources?includeScopes=true');
  const { id, indicator, scopes } = resources[1];
  const asked = { resource: indicator, scope: `openid offline_access ${scopes[0].name}` };
  const tokens = await tenant.tokensOf(asked);
  expect((await tenant.refresh(tokens, { resource: indicator })).body.scope).toBe(scopes[0].name);
  await call('DELETE', `resources/${id}/scopes/${scopes[0].id}`);
  expect((await tenant.refresh(tokens, { resource: indicator })).body.scope).toBe('');
});

test('a lock-out ends when it is forgotten', async () => {
  tenant.logto.tenant.signInExperience.sentinelPolicy = { maxAttempts: 1 };
  const enter = async (password?: string) => {
    await tenant.authorize();
    return tenant.browser.enterPassword('alex', password);
  };
  await expect(enter('wrong')).rejects.toThrow();
  await expect(enter()).rejects.toThrow('verification_blocked_too_many_attempts');
  const target = { targetType: 'User', targets: ['alex'] };
  expect((await call('POST', 'sentinel-activities/delete', target)).status).toBe(204);
  expect(paramsOf(await enter())).toHaveProperty('code');
});

describe('a hook', () => {
  let receiver: Listener;
  let received: { signature: unknown; body: string }[];
  beforeEach(async () => {
    received = [];
    receiver = await listen(0, async (req, res) => {
      const signature = req.headers['logto-signature-sha-256'];
      received.push({ signature, body: await readBody(req) });
      send(res, 200);
    });
  });
  afterEach(() => receiver.close());

  test('is tested with a signed event', async () => {
    const config = { url: `http://localhost:${receiver.port}/` };
    const events = ['User.Created'];
    const { body: hook } = await call('POST', 'hooks', { name: 'h', events, config });
    expect((await call('POST', `hooks/${hook.id}/test`, { events, config })).status).toBe(204);
    const [{ signature, body }] = received as [(typeof received)[0]];
    expect(JSON.parse(body)).toMatchObject({ event: 'User.Created', hookId: hook.id });
    expect(signature).toBe(createHmac('sha256', hook.signingKey).update(body).digest('hex'));
  });
});
