/** Who may call the management API, and what everybody else is told. */
import { describe, expect, test } from 'vitest';
import { client, paramsOf } from '../test-org.ts';
import { apiForEachTest, SUPER_ADMIN, tokenOf } from './test-api.ts';

const { okta, api } = apiForEachTest();

const refusal = (code: string, summary: string | RegExp, causes: string[] = []) => ({
  errorCode: code,
  errorSummary: typeof summary === 'string' ? summary : expect.stringMatching(summary),
  errorLink: code,
  errorId: expect.stringMatching(/^oae/),
  errorCauses: causes.map((errorSummary) => ({ errorSummary })),
});
const DENIED = refusal('E0000006', 'You do not have permission to perform the requested action');
const INVALID_TOKEN = refusal('E0000011', 'Invalid token provided');

describe('tokens of administrators', () => {
  test.each([
    ['none', '', 403, refusal('E0000005', 'Invalid session')],
    ['another scheme', 'Basic eDp5', 403, refusal('E0000005', 'Invalid session')],
    [
      'a lower-case scheme',
      SUPER_ADMIN.replace('SSWS', 'ssws'),
      403,
      refusal('E0000005', 'Invalid session'),
    ],
    ['a wrong one', `${SUPER_ADMIN}x`, 401, INVALID_TOKEN],
    ['one with more behind it', `${SUPER_ADMIN} x`, 403, refusal('E0000005', 'Invalid session')],
    ['one as Bearer', SUPER_ADMIN.replace('SSWS', 'Bearer'), 401, INVALID_TOKEN],
  ])('%s', async (_, authorization, status, body) => {
    expect(await api('GET', 'apps', undefined, authorization)).toMatchObject({ status, body });
  });

  test('die after thirty days without use; each use renews them', async () => {
    okta.wait(29 * 24 * 3600);
    expect((await api('GET', 'apps')).status).toBe(200);
    okta.wait(29 * 24 * 3600);
    expect((await api('GET', 'apps')).status).toBe(200);
    expect(await api('GET', 'apps', undefined, tokenOf('APP_ADMIN'))).toMatchObject({
      status: 401,
      body: INVALID_TOKEN,
    });
  });

  test.each([
    ['SUPER_ADMIN', [200, 200, 200, 200, 201]],
    ['APP_ADMIN', [200, 200, 204, 403, 403]],
    ['READ_ONLY_ADMIN', [200, 200, 403, 403, 403]],
  ] as const)('%s', async (role, [listed, read, , grouped, granted]) => {
    const ask = async (method: string, path: string, body?: unknown) =>
      (await api(method, path, body, tokenOf(role))).status;
    expect(await ask('GET', 'apps')).toBe(listed);
    expect(await ask('GET', 'users/me-nobody')).toBe(404);
    expect(await ask('GET', `apps/${client.id}/grants`)).toBe(read);
    expect(await ask('POST', `apps/${client.id}/lifecycle/activate`)).toBe(
      role === 'READ_ONLY_ADMIN' ? 403 : 200,
    );
    expect(await ask('POST', 'groups', { profile: { name: 'New' } })).toBe(grouped);
    const grant = { scopeId: 'okta.users.read', issuer: okta.url };
    expect(await ask('POST', `apps/${client.id}/grants`, grant)).toBe(granted);
  });
});

describe('a token dies with whoever made it', () => {
  const other = apiForEachTest({
    apiTokens: [{ value: '00ofemma', role: 'SUPER_ADMIN', userId: '00uemma0000000000001' }],
  });
  test('at once', async () => {
    const ask = () => other.api('GET', 'users/me', undefined, 'SSWS 00ofemma');
    expect((await ask()).body.profile.login).toBe('emma@acme.test');
    other.okta.userOf('emma@acme.test').status = 'SUSPENDED';
    expect(await ask()).toMatchObject({ status: 401, body: INVALID_TOKEN });
  });
});

describe('people', () => {
  const SCOPES = 'openid okta.users.read okta.users.read.self okta.groups.read';
  const bearerOf = async (login: string) => {
    for (const scopeId of ['okta.users.read', 'okta.users.read.self', 'okta.groups.read']) {
      await api('POST', `apps/${client.id}/grants`, { scopeId, issuer: okta.url });
    }
    const code = async () => {
      const page = await okta.signIn(login, { scope: SCOPES });
      if (login !== 'theo@acme.test') return paramsOf(page).code;
      const fields = { 'credentials.passcode': okta.oneTimeCode() };
      return paramsOf(await okta.browser.submit(page, fields)).code;
    };
    const { body } = await okta.exchange(await code());
    // The scope is there, whoever it is: only the API looks at the role.
    expect(body.scope.split(' ').sort()).toEqual(SCOPES.split(' ').sort());
    return `Bearer ${body.access_token}`;
  };

  test('who are no administrators read themselves, and nothing else', async () => {
    const bearer = await bearerOf('emma@acme.test');
    for (const id of ['me', '00uemma0000000000001', 'emma@acme.test']) {
      const { status, body } = await api('GET', `users/${id}`, undefined, bearer);
      expect({ status, login: body.profile?.login }).toEqual({
        status: 200,
        login: 'emma@acme.test',
      });
    }
    for (const path of ['users/vera@acme.test', 'users', 'users/me/groups', 'groups']) {
      const answer = await api('GET', path, undefined, bearer);
      expect(answer, path).toMatchObject({ status: 403, body: DENIED });
    }
    okta.userOf('emma@acme.test').status = 'DEPROVISIONED';
    expect((await api('GET', 'users/me', undefined, bearer)).status).toBe(401);
  });

  test('who are read what the scopes name', async () => {
    const bearer = await bearerOf('theo@acme.test');
    expect((await api('GET', 'users', undefined, bearer)).status).toBe(200);
    expect((await api('GET', 'groups?q=Eng', undefined, bearer)).body).toHaveLength(1);
    expect(await api('GET', 'apps', undefined, bearer)).toMatchObject({
      status: 403,
      body: undefined,
    });
  });

  test('a token of the custom server is none here', async () => {
    await okta.signIn('emma@acme.test');
    const url = okta.authorizeUrl({ scope: 'openid' }).replace('/oauth2/', '/oauth2/default/');
    const { code = '' } = paramsOf(await okta.browser.open(url));
    const redirect_uri = new URL(url).searchParams.get('redirect_uri') ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri };
    const { body } = await okta.post('/oauth2/default/v1/token', form);
    const answer = await api('GET', 'users/me', undefined, `Bearer ${body.access_token}`);
    expect(answer).toMatchObject({ status: 401, body: INVALID_TOKEN });
    expect(answer.headers.get('www-authenticate')).toMatch(/error="invalid_token"/);
  });
});

describe('every answer', () => {
  test('has an id and the rate limit', async () => {
    for (const path of ['apps', 'apps/nope', 'nothing']) {
      const { headers } = await api('GET', path);
      expect(headers.get('x-okta-request-id')).toMatch(/^[\w-]{20,}$/);
      expect(headers.get('x-rate-limit-limit')).toBe('600');
      expect(Number(headers.get('x-rate-limit-remaining'))).toBeGreaterThan(0);
      expect(Number(headers.get('x-rate-limit-reset'))).toBeGreaterThan(Date.now() / 1000);
    }
  });

  test('is 429 over the limit, of that resource', async () => {
    okta.org.limitRate(1);
    expect((await api('GET', 'apps')).status).toBe(200);
    const refused = await api('GET', `apps/${client.id}`);
    expect(refused).toMatchObject({
      status: 429,
      body: refusal('E0000047', 'API call exceeded rate limit due to too many requests.'),
    });
    expect(refused.headers.get('x-rate-limit-remaining')).toBe('0');
    expect((await api('GET', 'groups')).status).toBe(200);
  });

  test.each([
    [
      'PATCH',
      'apps',
      undefined,
      405,
      refusal('E0000022', /does not support the provided HTTP method/),
    ],
    [
      'GET',
      'apps/nope',
      undefined,
      404,
      refusal('E0000007', 'Not found: Resource not found: nope (AppInstance)'),
    ],
    [
      'GET',
      'nothing',
      undefined,
      404,
      refusal('E0000007', 'Not found: Resource not found: /api/v1/nothing'),
    ],
    ['POST', 'apps', [1], 400, refusal('E0000003', 'The request body was not well-formed.')],
    [
      'GET',
      'apps?filter=label+eq+"x"',
      undefined,
      400,
      refusal('E0000031', 'Invalid search criteria.'),
    ],
  ])('%s %s', async (method, path, sent, status, body) => {
    expect(await api(method, path, sent)).toMatchObject({ status, body });
  });
});
