/** Users through the API: found, made, and led from state to state. */
import { describe, expect, test } from 'vitest';
import { PASSWORD } from '../../seed.ts';
import { alertOf } from '../test-browser.ts';
import { client, paramsOf } from '../test-org.ts';
import { apiForEachTest, everyPage } from './test-api.ts';

const { okta, api } = apiForEachTest({ maxAttempts: 3 });

const profile = {
  firstName: 'Quinn',
  lastName: 'Asher',
  email: 'quinn@acme.test',
  login: 'quinn@acme.test',
};
const credentials = { password: { value: 'Quinns-own-password' } };
const create = async (query = '', body: object = { profile, credentials }) =>
  (await api('POST', `users${query}`, body)).body;
const groupNamed = async (name: string) =>
  (await api('GET', `groups?search=profile.name+eq+"${name}"`)).body[0];
const signInAlert = async (login: string, password = PASSWORD) => {
  await okta.browser.open('/login/signout');
  return alertOf(await okta.signIn(login, {}, password));
};

describe('users', () => {
  test.each(['00uemma0000000000001', 'emma@acme.test', 'EMMA@acme.test', 'emma'])(
    'are found by %s',
    async (id) => {
      const { body } = await api('GET', `users/${id}`);
      expect(body).toMatchObject({
        id: '00uemma0000000000001',
        status: 'ACTIVE',
        profile: { login: 'emma@acme.test', firstName: 'Emma', lastName: 'Stone' },
      });
    },
  );

  test('are listed in pages, without the deactivated', async () => {
    const { items, pages } = await everyPage(api, 'users?limit=4');
    expect(pages).toBeGreaterThan(1);
    expect(items.map(({ id }) => id)).not.toContain('00udan00000000000005');
    const gone = await api('GET', 'users?filter=status+eq+"DEPROVISIONED"');
    expect(gone.body.map(({ id }: { id: string }) => id)).toEqual(['00udan00000000000005']);
    expect((await api('GET', 'users?q=emm')).body).toHaveLength(1);
    expect((await api('GET', 'users?search=profile.login+eq+"nobody@acme.test"')).body).toEqual([]);
  });

  test('are made with a password, and sign in with it once they are assigned', async () => {
    const group = await groupNamed('Engineering');
    const user = await create('', { profile, credentials, groupIds: [group.id] });
    expect(user).toMatchObject({ id: expect.stringMatching(/^00u/), status: 'ACTIVE', profile });
    expect(JSON.stringify(user)).not.toContain(credentials.password.value);
    const groups = (await api('GET', `users/${user.id}/groups`)).body;
    expect(groups.map((one: { profile: { name: string } }) => one.profile.name)).toEqual([
      'Everyone',
      'Engineering',
    ]);
    expect(await signInAlert(profile.login)).toBe('Password is incorrect');
    await api('POST', `apps/${client.id}/users`, { id: user.id });
    await okta.browser.open('/login/signout');
    const page = await okta.signIn(profile.login, {}, credentials.password.value);
    expect(paramsOf(page)).toHaveProperty('code');
  });

  test('without a password they wait for one', async () => {
    const { id, status } = await create('', { profile });
    expect(status).toBe('PROVISIONED');
    expect(await signInAlert(profile.login)).toBe('Unable to sign in');
    expect((await api('GET', `users/${id}`)).body.passwordChanged).toBeNull();
  });

  test.each([
    [
      'no first name',
      { ...profile, firstName: '' },
      'firstName',
      'firstName: The field cannot be left blank',
    ],
    [
      'no e-mail address',
      { ...profile, email: undefined },
      'email',
      'email: The field cannot be left blank',
    ],
    [
      'another thing as address',
      { ...profile, email: 'quinn' },
      'email',
      'email: Does not match required pattern',
    ],
    [
      'a login without @',
      { ...profile, login: 'quinn' },
      'login',
      'login: Username must be in the form of an email address',
    ],
    [
      'a login that is taken',
      { ...profile, login: 'Emma@acme.test' },
      'login',
      'login: An object with this field already exists in the current organization',
    ],
  ])('are not made with %s', async (_, wrong, field, cause) => {
    expect(await api('POST', 'users', { profile: wrong, credentials })).toMatchObject({
      status: 400,
      body: {
        errorCode: 'E0000001',
        errorSummary: `Api validation failed: ${field}`,
        errorCauses: [{ errorSummary: cause }],
      },
    });
    expect((await api('GET', 'users?q=quinn')).body).toEqual([]);
  });

  test('change by what is sent', async () => {
    const { body } = await api('POST', 'users/emma', { profile: { lastName: 'Stone-Park' } });
    expect(body.profile).toMatchObject({ firstName: 'Emma', lastName: 'Stone-Park' });
    const { id } = okta.userOf('emma@acme.test');
    await api('POST', `apps/${client.id}/users`, { id });
    await api('PUT', `users/${id}`, { profile: { login: 'stone@acme.test' } });
    expect((await api('GET', `apps/${client.id}/users/${id}`)).status).toBe(200);
    expect(paramsOf(await okta.signIn('stone@acme.test'))).toHaveProperty('code');
  });
});

describe('states', () => {
  const to = (id: string, action: string) => api('POST', `users/${id}/lifecycle/${action}`);

  test('staged, activated, suspended, back, deactivated, deleted', async () => {
    const { id, status } = await create('?activate=false');
    expect(status).toBe('STAGED');
    expect(await signInAlert(profile.login, credentials.password.value)).toBe('Unable to sign in');
    const activated = await to(id, 'activate?sendEmail=false');
    expect(activated.body.activationUrl).toMatch(okta.url);
    expect(await to(id, 'activate')).toMatchObject({
      status: 403,
      body: { errorCode: 'E0000016' },
    });
    expect((await to(id, 'suspend')).status).toBe(200);
    expect((await api('GET', `users/${id}`)).body.status).toBe('SUSPENDED');
    expect(await to(id, 'suspend')).toMatchObject({ status: 400, body: { errorCode: 'E0000001' } });
    expect((await to(id, 'unsuspend')).status).toBe(200);
    expect((await to(id, 'deactivate')).status).toBe(200);
    expect((await api('GET', `users/${id}`)).body.status).toBe('DEPROVISIONED');
    expect((await api('DELETE', `users/${id}`)).status).toBe(204);
    expect((await api('GET', `users/${id}`)).status).toBe(404);
  });

  test('the first deletion only deactivates', async () => {
    const { id } = await create();
    expect((await api('DELETE', `users/${id}`)).status).toBe(204);
    expect((await api('GET', `users/${id}`)).body.status).toBe('DEPROVISIONED');
  });

  test('a deactivated user loses session, tokens and assignments', async () => {
    const { access_token } = await okta.tokensOf('emma@acme.test');
    await to('emma', 'deactivate');
    expect(await okta.userinfo(access_token)).toBe(401);
    expect((await okta.authorize()).html).toContain('name="identifier"');
    await to('emma', 'activate');
    expect(paramsOf(await okta.signIn('emma@acme.test')).error).toBe('access_denied');
  });

  test('locked out, until unlocked', async () => {
    for (let i = 0; i < 3; i++) await okta.signIn('emma@acme.test', {}, 'wrong');
    expect((await api('GET', 'users/emma')).body.status).toBe('LOCKED_OUT');
    expect((await to('emma', 'unlock')).status).toBe(200);
    expect((await api('GET', 'users/emma')).body.status).toBe('ACTIVE');
    expect(await to('emma', 'unlock')).toMatchObject({
      status: 403,
      body: { errorCode: 'E0000032' },
    });
  });
});
