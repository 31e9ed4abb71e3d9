/** The custom authorization server, trusted origins and sign-in policies through the API. */
import { describe, expect, test } from 'vitest';
import { client, paramsOf } from '../test-org.ts';
import { apiForEachTest } from './test-api.ts';

const PATH = 'authorizationServers/default';

describe('with API Access Management', () => {
  const { okta, api } = apiForEachTest();
  const scope = {
    name: 'read:reports',
    displayName: 'Read reports',
    description: 'Reports of the company',
    consent: 'IMPLICIT',
    metadataPublish: 'ALL_CLIENTS',
  };
  const ask = async () => {
    const url = okta.authorizeUrl({ scope: 'openid read:reports' });
    return okta.browser.open(url.replace('/oauth2/', '/oauth2/default/'));
  };

  test('the server that is there from the start', async () => {
    const { body } = await api('GET', 'authorizationServers');
    expect(body).toMatchObject([
      { id: 'default', audiences: ['api://default'], issuer: `${okta.url}/oauth2/default` },
    ]);
    expect((await api('GET', PATH)).body).toEqual(body[0]);
    expect((await api('GET', 'authorizationServers/other')).status).toBe(404);
    const claims = (await api('GET', `${PATH}/claims`)).body;
    expect(claims).toMatchObject([{ name: 'sub', system: true }]);
  });

  test('a scope of one’s own is good from then on, in the token too', async () => {
    await okta.signIn('emma@acme.test');
    expect(paramsOf(await ask()).error).toBe('invalid_scope');
    const { status, body } = await api('POST', `${PATH}/scopes`, scope);
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...scope, id: expect.stringMatching(/^scp/), system: false });
    const form = {
      grant_type: 'authorization_code',
      code: paramsOf(await ask()).code ?? '',
      redirect_uri: new URL(okta.authorizeUrl()).searchParams.get('redirect_uri') ?? '',
    };
    const tokens = (await okta.post('/oauth2/default/v1/token', form)).body;
    expect(tokens.scope).toBe('openid read:reports');
    const document = await fetch(`${okta.url}/oauth2/default/.well-known/openid-configuration`);
    expect((await document.json()).scopes_supported).toContain('read:reports');

    expect((await api('GET', `${PATH}/scopes?q=read`)).body).toHaveLength(1);
    expect((await api('DELETE', `${PATH}/scopes/${body.id}`)).status).toBe(204);
    expect(paramsOf(await ask()).error).toBe('invalid_scope');
  });

  test('one that nobody should see is in no document', async () => {
    await api('POST', `${PATH}/scopes`, { name: 'hidden', consent: 'IMPLICIT' });
    const document = await fetch(`${okta.url}/oauth2/default/.well-known/openid-configuration`);
    expect((await document.json()).scopes_supported).not.toContain('hidden');
  });

  test.each([{ name: 'openid' }, { name: 'two words' }, { name: 'okta.users.read' }, {}])(
    'the scope %o is refused',
    async (body) => {
      expect(await api('POST', `${PATH}/scopes`, body)).toMatchObject({
        status: 400,
        body: { errorSummary: 'Api validation failed: name' },
      });
    },
  );

  test('Okta’s own scopes stay', async () => {
    const [{ id }] = (await api('GET', `${PATH}/scopes?q=openid`)).body;
    expect((await api('DELETE', `${PATH}/scopes/${id}`)).status).toBe(403);
  });
});

describe('without it', () => {
  const { okta, api } = apiForEachTest({ apiAccessManagement: false });
  const UNLICENSED = {
    errorCode: 'E0000015',
    errorSummary: 'You do not have permission to access the feature you are requesting',
  };

  test('neither the API nor the server is there, and the org’s own is', async () => {
    expect(await api('GET', PATH)).toMatchObject({ status: 401, body: UNLICENSED });
    const document = '.well-known/openid-configuration';
    const custom = await fetch(`${okta.url}/oauth2/default/${document}`);
    expect(custom.status).toBe(401);
    expect(await custom.json()).toMatchObject(UNLICENSED);
    expect((await fetch(`${okta.url}/${document}`)).status).toBe(200);
  });
});

describe('trusted origins', () => {
  const { api } = apiForEachTest();
  const origin = {
    name: 'The app',
    origin: 'https://app.example',
    scopes: [{ type: 'CORS' }, { type: 'REDIRECT' }],
  };

  test('are kept once each', async () => {
    const { status, body } = await api('POST', 'trustedOrigins', origin);
    expect({ status, body }).toMatchObject({ status: 200, body: { ...origin, status: 'ACTIVE' } });
    expect((await api('GET', 'trustedOrigins')).body).toEqual([body]);
    expect(await api('POST', 'trustedOrigins', origin)).toMatchObject({
      status: 400,
      body: { errorSummary: 'Api validation failed: origin' },
    });
    expect((await api('DELETE', `trustedOrigins/${body.id}`)).status).toBe(204);
    expect((await api('GET', `trustedOrigins/${body.id}`)).status).toBe(404);
  });

  test.each([
    [{ ...origin, origin: 'https://app.example/path' }, 'origin'],
    [{ ...origin, scopes: [{ type: 'EVERYTHING' }] }, 'scopes'],
    [{ ...origin, scopes: undefined }, 'scopes'],
    [{ ...origin, name: '' }, 'name'],
  ])('%o is refused', async (body, field) => {
    expect(await api('POST', 'trustedOrigins', body)).toMatchObject({
      status: 400,
      body: { errorSummary: `Api validation failed: ${field}` },
    });
  });
});

describe('sign-in policies', () => {
  const { api } = apiForEachTest();

  test('an app has one, and may be given another', async () => {
    const policies = (await api('GET', 'policies?type=ACCESS_POLICY')).body;
    const [first, second] = policies;
    const policyOf = async () =>
      (await api('GET', `apps/${client.id}`)).body._links.accessPolicy.href;
    expect(await policyOf()).toBe(first._links.self.href);
    expect((await api('PUT', `apps/${client.id}/policies/${second.id}`)).status).toBe(204);
    expect(await policyOf()).toBe(second._links.self.href);
    expect((await api('PUT', `apps/${client.id}/policies/nope`)).status).toBe(404);
    expect((await api('GET', 'policies?type=PASSWORD')).body).toEqual([]);
  });
});
