/** Programs at the management API: a service app with a key of its own, its scopes and its role. */
import { describe, expect, test } from 'vitest';
import { oktaServiceApp } from '../../seed.ts';
import { client } from '../test-org.ts';
import { apiForEachTest } from './test-api.ts';

const { okta, api, assertion, serviceToken } = apiForEachTest();

describe('service app', () => {
  test('gets a token for granted scopes, which opens what they name and no more', async () => {
    const { status, body } = await serviceToken('okta.apps.manage okta.groups.manage');
    expect(status).toBe(200);
    expect(body).toEqual({
      token_type: 'Bearer',
      expires_in: 3600,
      access_token: expect.any(String),
      scope: 'okta.apps.manage okta.groups.manage',
    });
    const bearer = `Bearer ${body.access_token}`;
    expect((await api('GET', 'apps', undefined, bearer)).status).toBe(200);
    // No body at all: the reason is in the header (okta-sdk-golang issue 145).
    const refused = await api('GET', 'users', undefined, bearer);
    expect(refused).toMatchObject({ status: 403, body: undefined });
    expect(refused.headers.get('www-authenticate')).toBe(
      `Bearer authorization_uri="${okta.url}/oauth2/v1/authorize", realm="${okta.url}", scope="okta.users.read", error="insufficient_scope", error_description="The access token provided does not contain the required scopes.", resource="/api/v1/users"`,
    );
    okta.wait(3601);
    expect((await api('GET', 'apps', undefined, bearer)).status).toBe(401);
  });

  test('needs a role as well', async () => {
    const { body } = await serviceToken('okta.apps.manage');
    const bearer = `Bearer ${body.access_token}`;
    const app = okta.org.apps.find(oktaServiceApp.id);
    if (!app) throw new Error('no service app');
    app.adminRole = 'READ_ONLY_ADMIN';
    try {
      const path = `apps/${client.id}/lifecycle/activate`;
      expect(await api('POST', path, {}, bearer)).toMatchObject({
        status: 403,
        body: { errorCode: 'E0000006' },
      });
    } finally {
      app.adminRole = 'SUPER_ADMIN';
    }
  });

  const soon = () => Math.floor(Date.now() / 1000);
  test.each([
    ['audience', () => assertion({ aud: okta.url }), /audience claim/],
    ['issuer', () => assertion({ iss: 'somebody' }), /issuer/],
    ['expired', () => assertion({ exp: soon() - 60 }), /expired/],
    ['two hours', () => assertion({ exp: soon() + 7200 }), /expires too late/],
    ['header', async () => `x${await assertion()}`, /parsing of the client_assertion failed/],
    ['kid', () => assertion({}, { kid: 'other' }), /JWT kid is invalid/],
    ['signature', async () => `${(await assertion()).slice(0, -6)}AAAAAA`, /signature is invalid/],
    ['client', () => assertion({ sub: '0oanobody' }), /Invalid value for 'client_id'/],
  ])('is refused for a wrong assertion: %s', async (_, make, description) => {
    expect(await serviceToken('okta.apps.read', await make())).toEqual({
      status: 401,
      body: { error: 'invalid_client', error_description: expect.stringMatching(description) },
    });
  });

  test('uses an assertion once', async () => {
    const once = await assertion();
    expect((await serviceToken('okta.apps.manage', once)).status).toBe(200);
    expect(await serviceToken('okta.apps.manage', once)).toMatchObject({
      status: 401,
      body: { error_description: 'The client_assertion token has already been used.' },
    });
  });

  test.each([
    ['okta.appGrants.read', /not configured/],
    ['openid', /not configured/],
    ['', /No scopes were requested/],
  ])('gets no token for the scope "%s"', async (scope, description) => {
    expect(await serviceToken(scope)).toEqual({
      status: 400,
      body: { error: 'invalid_scope', error_description: expect.stringMatching(description) },
    });
  });

  test('a secret gets nobody a token of the Okta API', async () => {
    const body = { grant_type: 'client_credentials', scope: 'okta.apps.read' };
    await api('POST', `apps/${client.id}/grants`, { scopeId: 'okta.apps.read', issuer: okta.url });
    const app = okta.org.apps.find(client.id);
    if (app) app.grantTypes = ['client_credentials'];
    expect(await okta.post('/oauth2/v1/token', body)).toMatchObject({
      status: 401,
      body: {
        error: 'invalid_client',
        error_description: expect.stringMatching(/must use the private_key_jwt/),
      },
    });
  });
});
