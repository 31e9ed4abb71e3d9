/** Access tokens for an API and for an organization, and who is refused one. */
import { beforeEach, describe, expect, test } from 'vitest';
import { apiResource, application, organizationTemplate } from '../seed.ts';
import { decodeJwt, paramsOf, tenantForEachTest } from './test-tenant.ts';

const tenant = tenantForEachTest();
const API = apiResource.indicator;
const ORGANIZATIONS = 'urn:logto:resource:organizations';
const [ACME, GLOBEX] = ['acmeorg00001', 'globexorg001'];
const [MEMBER = '', ADMIN = ''] = organizationTemplate.roles.map(({ id }) => id);
const ORGANIZATIONS_SCOPE = 'urn:logto:scope:organizations';
const OIDC_SCOPES = `openid offline_access profile ${ORGANIZATIONS_SCOPE}`;

const invalidTarget = {
  status: 400,
  body: {
    code: 'oidc.invalid_target',
    message: 'Invalid resource indicator.',
    error: 'invalid_target',
    error_description: 'resource indicator is missing, or unknown',
  },
};

const tokensWith = (scopes: string, resource: string[]) =>
  tenant.tokensOf({ scope: `${OIDC_SCOPES} ${scopes}`.trim(), resource });

describe('authorization request', () => {
  test('an unknown resource comes back as an error', async () => {
    expect(paramsOf(await tenant.authorize({ resource: 'https://unknown.example' }))).toEqual({
      error: 'invalid_target',
      error_description: 'resource indicator is missing, or unknown',
      state: 's1',
      iss: `${tenant.logto.url}/oidc`,
    });
  });

  test('two resources, separated by a comma', async () => {
    const tokens = await tenant.tokensOf({ resource: `${API},${ORGANIZATIONS}` });
    for (const resource of [API, ORGANIZATIONS]) {
      const { body } = await tenant.refresh(tokens, { resource });
      expect(decodeJwt(body.access_token).payload.aud).toBe(resource);
    }
  });

  test('the code exchange gives the userinfo token all the same', async () => {
    const tokens = await tokensWith('read:reports read:members', [API, ORGANIZATIONS]);
    expect(tokens.access_token).toMatch(/^[\w-]{43}$/);
    expect(tokens.scope).toBe(OIDC_SCOPES);
    expect((await tenant.userinfo(tokens)).body.organizations).toEqual([ACME, GLOBEX]);
  });
});

describe('a token for an API', () => {
  test('at+jwt with the permissions that were both asked for and given', async () => {
    tenant.user.organizations = {};
    const tokens = await tokensWith('read:reports write:reports', [API]);
    const { status, body } = await tenant.refresh(tokens, { resource: API });
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      id_token: expect.any(String),
      refresh_token: tokens.refresh_token,
      expires_in: 3600,
      scope: 'read:reports',
      token_type: 'Bearer',
    });
    const { header, payload } = decodeJwt(body.access_token);
    expect(header).toEqual({ alg: 'ES384', typ: 'at+jwt', kid: tenant.logto.signingKey.kid });
    expect(payload).toEqual({
      jti: expect.any(String),
      sub: 'alexpassword',
      iat: expect.any(Number),
      exp: payload.iat + 3600,
      scope: 'read:reports',
      client_id: application.id,
      iss: `${tenant.logto.url}/oidc`,
      aud: API,
    });
  });

  test('roles in organizations count, from the moment they are given', async () => {
    tenant.user.organizations = { [ACME]: [MEMBER] };
    const tokens = await tokensWith('read:reports write:reports', [API]);
    expect((await tenant.refresh(tokens, { resource: API })).body.scope).toBe('read:reports');
    tenant.user.organizations = { [ACME]: [MEMBER], [GLOBEX]: [ADMIN] };
    const again = await tokensWith('read:reports write:reports', [API]);
    expect((await tenant.refresh(again, { resource: API })).body.scope).toBe(
      'read:reports write:reports',
    );
  });

  test('signed in to one organization: only the roles in that one count', async () => {
    const tokens = await tenant.tokensOf({
      scope: `${OIDC_SCOPES} read:reports write:reports`,
      resource: API,
      organization_id: ACME,
    });
    expect((await tenant.refresh(tokens, { resource: API })).body.scope).toBe('read:reports');
  });

  test('without openid there is no userinfo token, so it needs no asking', async () => {
    const scope = 'offline_access read:reports';
    const tokens = await tenant.tokensOf({ scope, resource: API });
    const { body } = await tenant.refresh(tokens);
    for (const { access_token } of [tokens, body]) {
      expect(decodeJwt(access_token).payload).toMatchObject({ aud: API, scope: 'read:reports' });
    }
  });

  test('two resources at once: neither, but the userinfo token', async () => {
    const tokens = await tokensWith('read:reports', [API, ORGANIZATIONS]);
    const { body } = await tenant.refresh(tokens, { resource: [API, ORGANIZATIONS] });
    expect((await tenant.userinfo(body)).status).toBe(200);
  });

  test('a permission taken away is gone at the next refresh', async () => {
    const tokens = await tokensWith('read:reports write:reports', [API]);
    tenant.user.organizations = {};
    expect((await tenant.refresh(tokens, { resource: API })).body.scope).toBe('read:reports');
  });

  test('nothing asked for: an empty scope in the answer, none in the token', async () => {
    const tokens = await tokensWith('', [API]);
    const { body } = await tenant.refresh(tokens, { resource: API });
    expect(body.scope).toBe('');
    expect(decodeJwt(body.access_token).payload).not.toHaveProperty('scope');
  });

  test('narrowed, and without an ID token then', async () => {
    const tokens = await tokensWith('read:reports write:reports', [API]);
    const { body } = await tenant.refresh(tokens, { resource: API, scope: 'write:reports' });
    expect(body.scope).toBe('write:reports');
    expect(body).not.toHaveProperty('id_token');
    expect(decodeJwt(body.access_token).payload.scope).toBe('write:reports');
  });

  test("lives as long as the resource's tokens do", async () => {
    const resource = tenant.logto.tenant.resources.get(apiResource.id);
    Object.assign(resource ?? {}, { accessTokenTtl: 1800 });
    const { body } = await tenant.refresh(await tokensWith('', [API]), { resource: API });
    const { iat, exp } = decodeJwt(body.access_token).payload;
    expect([body.expires_in, exp - iat]).toEqual([1800, 1800]);
  });

  test.each([
    ['not named when signing in', API, []],
    ['unknown', 'https://nope.example', [API]],
  ])('refused for a resource that is %s', async (_, resource, named) => {
    expect(await tenant.refresh(await tokensWith('', named), { resource })).toEqual(invalidTarget);
  });
});

describe('a token for an organization', () => {
  let tokens: Record<string, string>;
  beforeEach(async () => {
    const scopes = 'read:members invite:members manage:members read:reports write:reports';
    tokens = await tokensWith(scopes, [ORGANIZATIONS, API]);
  });
  const refresh = (params: Record<string, string>) => tenant.refresh(tokens, params);

  test.each([
    [ACME, 'read:members'],
    [GLOBEX, 'read:members invite:members manage:members'],
  ])('%s: the permissions of the role there', async (organization_id, scope) => {
    const { body } = await refresh({ organization_id });
    expect(body).toMatchObject({ scope, expires_in: 3600, refresh_token: tokens.refresh_token });
    expect(body).toHaveProperty('id_token');
    expect(decodeJwt(body.access_token)).toMatchObject({
      header: { typ: 'at+jwt' },
      payload: { aud: `urn:logto:organization:${organization_id}`, scope, sub: 'alexpassword' },
    });
    expect(decodeJwt(body.access_token).payload).not.toHaveProperty('organization_id');
  });

  test('narrowed', async () => {
    const { body } = await refresh({ organization_id: GLOBEX, scope: 'manage:members' });
    expect(body.scope).toBe('manage:members');
    expect(body).not.toHaveProperty('id_token');
  });

  test('no permission asked for: an empty scope', async () => {
    const { body } = await tenant.refresh(await tokensWith('', []), { organization_id: GLOBEX });
    expect(body.scope).toBe('');
    expect(decodeJwt(body.access_token).payload).not.toHaveProperty('scope');
  });

  test.each([
    [ACME, 'read:reports'],
    [GLOBEX, 'read:reports write:reports'],
  ])('the API inside %s: only what the user may do there', async (organization_id, scope) => {
    const { body } = await refresh({ organization_id, resource: API });
    expect(decodeJwt(body.access_token).payload).toMatchObject({
      aud: API,
      organization_id,
      scope,
    });
    expect(body.scope).toBe(scope);
  });

  test.each(['nope', 'orgno0000001'])('refused outside: %s', async (organization_id) => {
    expect(await refresh({ organization_id })).toEqual({
      status: 403,
      body: {
        code: 'oidc.access_denied',
        message: 'Access denied.',
        error: 'access_denied',
        error_description: 'user is not a member of the organization',
      },
    });
  });

  test('refused without the organizations scope', async () => {
    const without = await tenant.tokensOf();
    expect(await tenant.refresh(without, { organization_id: ACME })).toEqual({
      status: 403,
      body: {
        code: 'oidc.insufficient_scope',
        message: 'Token missing scope `{{scope}}`.',
        error: 'insufficient_scope',
        error_description: 'refresh token missing required scope',
        scope: ORGANIZATIONS_SCOPE,
      },
    });
  });

  test('refused when the organizations resource was not named when signing in', async () => {
    const params = { resource: ORGANIZATIONS, organization_id: ACME };
    expect(await tenant.refresh(await tokensWith('', [API]), params)).toEqual(invalidTarget);
  });
});
