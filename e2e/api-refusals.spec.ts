/** The API with input that doesn't fit, and without the Logto that it needs. */
import { request as httpRequest } from 'node:http';
import { answers, limited } from '@logto-okta/sandbox/engine/faults';
import { callerOf, expect, machineToken, test } from './api-clients.ts';
import { body, ROUTES } from './api-routes.ts';

test('bodies and ids that don’t fit change nothing', async ({ api, call, world }) => {
  const { id, people } = await api.newOrganization(['admin', 'member']);
  const member = `/api/organizations/${id}/members/${people[1]}`;
  const token = await machineToken(world, api.machine, api.resource);
  const put = (sent: unknown, headers?: Record<string, string>) =>
    call(member, { method: 'PUT', token, body: sent, ...(headers && { headers }) });
  for (const sent of [
    ...['', '{', 'null', '[]', '"admin"', {}, { role: 'owner' }, { role: '' }, { role: ['admin'] }],
    ...[{ role: 'toString' }, { role: 'admin', previousRoles: 'member' }],
  ]) {
    const answer = await put(sent);
    expect(answer, JSON.stringify(sent)).toMatchObject({ status: 400, code: 'invalid_body' });
  }
  const long = { role: 'admin', previousRoles: ['x'.repeat(4096)] };
  expect(await put(long)).toMatchObject({ status: 413, code: 'content_too_large' });
  const text = '{"role":"admin"}';
  for (const type of [
    ...['text/plain', 'application/x-www-form-urlencoded', 'application/json-patch+json', ''],
    ...['multipart/form-data; boundary=x', 'text/plain; application/json'],
  ]) {
    const answer = await put(text, { 'content-type': type });
    expect(answer, type).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  }
  // Unknown organizations and members.
  expect(await call('/api/organizations/nowhere/members', { token })).toMatchObject({
    ...{ status: 404, code: 'organization_unknown' },
  });
  for (const [method, path] of ROUTES('nowhere', 'nobody').slice(1)) {
    expect((await call(path, { method, token, ...body(method) })).status).toBe(404);
  }
  // What would lead elsewhere at Logto, as it is sent: `fetch` would tidy it up.
  const raw = (path: string, method = 'GET') =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const { hostname, port } = new URL(api.app.url);
      const headers = { authorization: `Bearer ${token}` };
      httpRequest({ hostname, port, path, method, headers }, async (answer) => {
        let text = '';
        for await (const chunk of answer) text += chunk;
        resolve({ status: answer.statusCode ?? 0, text });
      })
        .on('error', reject)
        .end();
    });
  for (const odd of [
    '..',
    '%2e%2e',
    '%2E.',
    '%252e%252e',
    '..%2f..',
    'x%2f..%2f..',
    '%00',
    'x.y',
  ]) {
    const { status, text } = await raw(`/api/organizations/${odd}/members`);
    expect([400, 404], odd).toContain(status);
    expect(text).not.toContain(api.alexId);
  }
  const { json } = await call(`/api/organizations/${id}/members`, { token });
  expect(json.members).toHaveLength(2);
  expect(json.members.flatMap((one: { roles: string[] }) => one.roles).sort()).toEqual([
    ...['admin', 'member'],
  ]);

  // multipart/form-data that isn't any is turned away like any other type.
  const broken = { 'content-type': 'multipart/form-data; boundary=b' };
  expect(await put('x', broken)).toMatchObject({ status: 415 });
});

test('Logto’s Management API down, or not configured: a problem, no crash', async ({
  api,
  call,
  world,
  faults,
}) => {
  const { company } = world.organizations;
  const token = await machineToken(world, api.machine, api.resource);
  Object.assign(faults, limited({ request: answers(503, '') }, { path: '/api/organizations' }));
  // A page of members that was read a moment ago is kept for five seconds.
  const unread = `/api/organizations/${company}/members?pageSize=7`;
  for (const path of ['/api/organizations', unread]) {
    const answer = await call(path, { token });
    expect(answer, path).toMatchObject({ status: 503, code: 'unavailable' });
    expect(answer.answer.headers.get('retry-after')).toBe('5');
  }
  for (const [method, path] of ROUTES(company, api.alexId).slice(1)) {
    expect((await call(path, { method, token, ...body(method) })).status).toBe(503);
  }
  delete faults.request;
  const bare = await world.startApp({
    API_RESOURCE: api.resource,
    LOGTO_M2M_APP_ID: '',
    LOGTO_M2M_APP_SECRET: '',
  });
  const callBare = callerOf(bare);
  expect((await callBare('/api/me', { token })).status).toBe(200);
  for (const [method, path] of [['GET', '/api/organizations'] as const, ...ROUTES(company, 'x')]) {
    const answer = await callBare(path, { method, token, ...body(method) });
    expect(answer, path).toMatchObject({ status: 503, code: 'not_configured' });
    expect(answer.answer.headers.get('retry-after')).toBeNull();
    expect(bare.log()).toContain(answer.json.reference);
  }
  await bare.stop();
});
