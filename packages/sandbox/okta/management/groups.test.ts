/** Groups through the API. */
import { describe, expect, test } from 'vitest';
import { apiForEachTest, everyPage } from './test-api.ts';

const { okta, api } = apiForEachTest();

describe('groups', () => {
  const names = async (query: string) =>
    (await api('GET', `groups?${query}`)).body.map(
      ({ profile: { name } }: { profile: { name: string } }) => name,
    );

  test('q is how the name starts', async () => {
    expect(await names('q=eng')).toEqual(['Engineering']);
    expect(await names('q=Team+20')).toEqual(['Team 20', 'Team 200']);
    expect(await names('filter=type+eq+"BUILT_IN"')).toEqual(['Everyone']);
    expect((await everyPage(api, 'groups?limit=100')).pages).toBe(3);
  });

  test('are made once a name; people come and go', async () => {
    const sent = { profile: { name: 'qa-password', description: 'No second factor' } };
    const { status, body: group } = await api('POST', 'groups', sent);
    expect({ status, group }).toMatchObject({
      status: 200,
      group: { type: 'OKTA_GROUP', ...sent },
    });
    expect(await api('POST', 'groups', sent)).toMatchObject({
      status: 400,
      body: { errorSummary: 'Api validation failed: name' },
    });
    const member = `groups/${group.id}/users/${okta.userOf('emma@acme.test').id}`;
    expect((await api('PUT', member)).status).toBe(204);
    expect((await api('PUT', member)).status).toBe(204);
    expect((await api('GET', `groups/${group.id}/users`)).body).toMatchObject([
      { profile: { login: 'emma@acme.test' } },
    ]);
    const { access_token } = await okta.tokensOf('emma@acme.test');
    expect((await okta.userinfo(access_token)).groups).toContain('qa-password');
    expect((await api('DELETE', member)).status).toBe(204);
    expect((await okta.userinfo(access_token)).groups).not.toContain('qa-password');
    expect((await api('DELETE', `groups/${group.id}`)).status).toBe(204);
    expect((await api('GET', `groups/${group.id}`)).status).toBe(404);
  });

  test('Everyone is Okta’s own', async () => {
    const [{ id }] = (await api('GET', 'groups?q=Everyone')).body;
    const emma = okta.userOf('emma@acme.test').id;
    expect((await api('DELETE', `groups/${id}/users/${emma}`)).status).toBe(403);
    expect((await api('DELETE', `groups/${id}`)).status).toBe(403);
  });
});
