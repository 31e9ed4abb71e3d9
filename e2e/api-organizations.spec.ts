/** What callers of the API may do, and where: permissions, organizations, changes. */
import { ORGANIZATION_ROLES } from '#lib/permissions.ts';
import { expect, forger, machineToken, personTokens, test } from './api-clients.ts';
import { body, ROUTES, refusedEverywhere } from './api-routes.ts';
import { people as everybody } from './people.ts';

test('a machine client does what its permissions say, in every organization', async ({
  api,
  call,
  tenant,
  world,
}) => {
  const { id, people } = await api.newOrganization(['admin', 'member']);
  const [admin = '', member = ''] = people;
  const token = await machineToken(world, api.machine, api.resource);
  const { json } = await call('/api/organizations', { token });
  const { company, other } = world.organizations;
  const name = world.companyName;
  expect(json.organizations).toContainEqual(expect.objectContaining({ id: company, name }));
  expect(json.organizations).toContainEqual(
    expect.objectContaining({ id: other, description: null }),
  );
  const members = `/api/organizations/${id}/members`;
  const rolesOf = async () =>
    Object.fromEntries(
      (await call(members, { token })).json.members.map((one: { id: string; roles: string[] }) => [
        one.id,
        one.roles,
      ]),
    );
  expect(await rolesOf()).toEqual({ [admin]: ['admin'], [member]: ['member'] });
  const half = await call(`${members}?pageSize=1`, { token });
  expect(half.json).toMatchObject({ members: [{}], total: 2, nextPage: 2 });
  const rest = await call(`${members}?pageSize=1&page=2`, { token });
  expect(rest.json).toMatchObject({ members: [{}], total: 2, nextPage: null });
  expect(rest.json.members).not.toEqual(half.json.members);
  for (const odd of ['page=0', 'page=x', 'pageSize=101', 'page=1&page=2', 'page=']) {
    const answer = await call(`${members}?${odd}`, { token });
    expect(answer, odd).toMatchObject({ status: 400, code: 'invalid_query' });
  }

  const put = (who: string, change: unknown) =>
    call(`${members}/${who}`, { token, method: 'PUT', body: change });
  const remove = (who: string) => call(`${members}/${who}`, { token, method: 'DELETE' });
  expect(await put(admin, { role: 'member' })).toMatchObject({ status: 409, code: 'last_admin' });
  expect(await remove(admin)).toMatchObject({ status: 409, code: 'last_admin' });
  const stale = { role: 'admin', previousRoles: ['admin'] };
  expect(await put(member, stale)).toMatchObject({ status: 409, code: 'changed_meanwhile' });
  expect(await rolesOf()).toEqual({ [admin]: ['admin'], [member]: ['member'] });
  expect((await put(member, { role: 'admin', previousRoles: ['member'] })).status).toBe(204);
  expect((await put(admin, { role: 'member' })).status).toBe(204);
  expect(await rolesOf()).toEqual({ [admin]: ['member'], [member]: ['admin'] });
  expect((await remove(admin)).status).toBe(204);
  expect(await remove(admin), 'twice').toMatchObject({ status: 404, code: 'not_a_member' });
  expect(await put(admin, { role: 'member' })).toMatchObject({ status: 404 });
  expect(await rolesOf()).toEqual({ [member]: ['admin'] });
  // For the administrators' Activity page.
  const by = { by: api.machine.id, byClient: true };
  expect((await tenant.customData(id)).memberChanges).toMatchObject([
    { ...by, what: 'role_changed', member, from: ['member'], to: ['admin'] },
    { ...by, what: 'role_changed', member: admin, from: ['admin'], to: ['member'] },
    { ...by, what: 'removed', member: admin },
  ]);
  expect(JSON.stringify((await call('/api/organizations', { token })).json)).not.toContain(admin);
});

test('a permission that is missing is named', async ({ api, call, world }) => {
  const { company } = world.organizations;
  const reads = await machineToken(world, api.machine, api.resource, 'read:organizations');
  const [read, ...writes] = ROUTES(company, api.alexId);
  expect((await call(read?.[1] ?? '', { token: reads })).status).toBe(200);
  const missing = (scope: string) => ({
    ...{ status: 403, code: 'insufficient_scope' },
    challenge: expect.stringMatching(
      `^Bearer realm="api", error="insufficient_scope", scope="${scope}"(, resource_metadata="[^"]+")?$`,
    ),
  });
  for (const [method, path] of writes) {
    const answer = await call(path, { method, token: reads, ...body(method) });
    expect(answer, method).toMatchObject(missing('write:members'));
  }
  const nothing = await machineToken(world, api.machine, api.resource, 'other');
  for (const path of ['/api/organizations', read?.[1] ?? '']) {
    expect(await call(path, { token: nothing })).toMatchObject(missing('read:organizations'));
  }
});

test('a scope is a whole word', async ({ api, call, logtoServer: logto }) => {
  const { sign } = await forger(logto, api.resource);
  for (const scope of ['read:organizations-x', 'xread:organizations', 'READ:ORGANIZATIONS', '']) {
    const answer = await call('/api/organizations', { token: await sign({ scope }) });
    expect(answer, scope).toMatchObject({
      ...{ status: 403, code: 'insufficient_scope' },
      challenge: expect.stringContaining('error="insufficient_scope", scope="read:organizations"'),
    });
  }
});

test('a person’s token counts in the organization that it is for', async ({ api, call, world }) => {
  const { company, other } = world.organizations;
  const alex = await personTokens(world, api.app, everybody.alex, api.resource);
  // Admin of one, member of another: without an organization Logto adds up what the roles permit.
  const general = await alex.general();
  const claims = JSON.parse(Buffer.from(general.split('.')[1] ?? '', 'base64url').toString());
  expect(claims.scope.split(' ').sort()).toEqual([...ORGANIZATION_ROLES.admin.api].sort());
  for (const organization of [company, other, 'nowhere']) {
    const credentials = { token: general };
    const code = 'organization_token_needed';
    await refusedEverywhere(call, [organization, api.alexId], credentials, code);
  }
  expect((await call('/api/organizations', { token: general })).status).toBe(403);

  const asAdmin = await alex.inOrganization(other);
  for (const organization of [company, 'nowhere', `${other}x`]) {
    const credentials = { token: asAdmin };
    await refusedEverywhere(call, [organization, api.alexId], credentials, 'other_organization');
  }
  const own = await call('/api/organizations', { token: asAdmin });
  expect(own.json.organizations.map(({ id }: { id: string }) => id)).toEqual([other]);
  expect((await call(`/api/organizations/${other}/members`, { token: asAdmin })).status).toBe(200);
  const asMember = await alex.inOrganization(company);
  const read = await call(`/api/organizations/${company}/members`, { token: asMember });
  expect(read.status).toBe(200);
  const [, ...writes] = ROUTES(company, api.alexId);
  for (const [method, path] of writes) {
    const answer = await call(path, { method, token: asMember, ...body(method) });
    expect(answer, method).toMatchObject({ status: 403, code: 'insufficient_scope' });
  }
  expect(api.app.log()).toContain('"event":"access_refused"');
});

test('a machine client’s token for an organization is bound to it', async ({
  api,
  call,
  world,
  logtoServer: logto,
}) => {
  const { company, other } = world.organizations;
  const { sign } = await forger(logto, api.resource);
  const machine = await sign({ organization_id: other });
  await refusedEverywhere(call, [company, api.alexId], { token: machine }, 'other_organization');
  expect((await call('/api/organizations', { token: machine })).json.organizations).toHaveLength(1);
});

test('changes at once leave an admin', async ({ api, call, world }) => {
  const { id, people } = await api.newOrganization(['admin', 'admin', 'admin', 'admin']);
  const token = await machineToken(world, api.machine, api.resource);
  const answered = await Promise.all(
    people.map((one, index) =>
      call(`/api/organizations/${id}/members/${one}`, {
        ...(index % 2 ? { method: 'DELETE' } : { method: 'PUT', body: { role: 'member' } }),
        token,
      }),
    ),
  );
  expect(answered.map(({ status }) => status).sort()).toEqual([204, 204, 204, 409]);
});
