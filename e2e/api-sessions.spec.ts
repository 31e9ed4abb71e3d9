/** The API for the app's own pages, by the session: what roles permit, and no other site's page. */
import { callerOf, cookieHeader, expect, test } from './api-clients.ts';
import { body, ROUTES, refusedEverywhere } from './api-routes.ts';

test('a session does what its person’s roles permit, in their organizations', async ({
  api,
  clientOf,
  world,
}) => {
  const { id, members: made } = await api.newOrganization(['admin', 'member']);
  const [admin, member] = made;
  if (!admin || !member) throw new Error('nobody was made');
  const call = callerOf(api.app);
  const signedIn = async ({ username }: { username: string }) => {
    const browser = await clientOf(api.app);
    await browser.signIn(username);
    return cookieHeader(await browser.cookies());
  };
  const origin = { origin: api.app.url };
  const members = `/api/organizations/${id}/members`;
  const byMember = { cookie: await signedIn(member), headers: origin };
  expect((await call(members, byMember)).json.members).toHaveLength(2);
  const own = (await call('/api/organizations', byMember)).json.organizations;
  expect(own.map((one: { id: string }) => one.id)).toEqual([id]);
  for (const [method, path] of ROUTES(id, admin.id).slice(1)) {
    const answer = await call(path, { method, ...body(method), ...byMember });
    expect(answer, method).toMatchObject({ status: 403, code: 'not_permitted', challenge: null });
  }
  const byAdmin = { cookie: await signedIn(admin), headers: origin };
  // Unknown and foreign ones can't be told apart.
  const { company, other } = world.organizations;
  for (const foreign of [company, other, 'nowhere']) {
    await refusedEverywhere(call, [foreign, api.alexId], byAdmin, 'not_permitted');
    await refusedEverywhere(call, [foreign, api.alexId], byMember, 'not_permitted');
  }

  // Only the app's own pages may make use of a session.
  const { cookie } = byAdmin;
  const { host } = new URL(api.app.url);
  const elsewhere: Record<string, string>[] = [
    {},
    { origin: 'null' },
    { origin: 'https://elsewhere.example' },
    { origin: 'http://localhost:1' },
    { origin: `http://app.${host}` },
    { origin: `${api.app.url}.elsewhere.example` },
    { ...origin, 'sec-fetch-site': 'cross-site' },
    { ...origin, 'sec-fetch-site': 'same-site' },
    { referer: `${api.app.url}/` },
  ];
  for (const headers of elsewhere) {
    for (const [method, path] of ROUTES(id, member.id).slice(1)) {
      const answer = await call(path, { method, ...body(method), cookie, headers });
      const about = `${method} ${JSON.stringify(headers)}`;
      expect(answer, about).toMatchObject({ status: 403, code: 'foreign_origin' });
    }
    const posted = await call('/api/organizations', { method: 'POST', cookie, headers });
    expect(posted.status).toBe(405);
  }
  for (const site of ['cross-site', 'same-site']) {
    const headers = { 'sec-fetch-site': site };
    expect(await call(members, { cookie, headers })).toMatchObject({ code: 'foreign_origin' });
  }
  expect((await call(members, { cookie })).json.members).toHaveLength(2);
  const change = { method: 'PUT', body: { role: 'admin', previousRoles: ['member'] } };
  expect((await call(`${members}/${member.id}`, { ...change, ...byAdmin })).status).toBe(204);
  expect((await call(`${members}/${admin.id}`, { method: 'DELETE', ...byAdmin })).status).toBe(204);
});

test('an administrator who was one a minute ago doesn’t make themselves one again', async ({
  api,
  clientOf,
  tenant,
}) => {
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  const browser = await clientOf(api.app);
  await browser.signIn(alice.username);
  await tenant.setRole(id, alice, 'member');
  const call = callerOf(api.app);
  const answer = await call(`/api/organizations/${id}/members/${alice.id}`, {
    method: 'PUT',
    body: { role: 'admin' },
    cookie: cookieHeader(await browser.cookies()),
    headers: { origin: api.app.url },
  });
  expect(answer).toMatchObject({ status: 403, code: 'not_permitted' });
  expect((await tenant.rolesIn(id))[alice.username]).toEqual(['member']);
});
