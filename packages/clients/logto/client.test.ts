/** Against a local server that answers as Logto 1.42 was seen to. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createManagementClient } from './client.ts';
import { managementResource } from './token.ts';

type Answer = {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** What becomes of the connection after the headers. */
  then?: 'lost' | 'silent';
};
let answers: Record<string, Answer | ((url: URL) => Answer)>;
let asked: { route: string; headers: IncomingMessage['headers']; body: string }[];
let server: Server;

const token: Answer = { status: 200, body: { access_token: 'at', expires_in: 3600, scope: 'all' } };

beforeEach(async () => {
  answers = { 'POST /oidc/token': token };
  asked = [];
  server = createServer(async (req, res) => {
    const url = new URL(req.url ?? '/', 'http://x');
    const route = `${req.method} ${url.pathname}`;
    let body = '';
    for await (const chunk of req) body += chunk;
    asked.push({ route, headers: req.headers, body });
    const given = answers[route] ?? { status: 404, body: 'Not Found' };
    const {
      status,
      body: answer,
      headers,
      then,
    } = typeof given === 'function' ? given(url) : given;
    res.writeHead(status, headers);
    if (then) {
      res.write('{');
      if (then === 'lost') setTimeout(() => res.destroy(), 20);
      return;
    }
    res.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise((done) => server.close(done));
});

const client = (options = {}) =>
  createManagementClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    credentials: { appId: 'm2m app', appSecret: 's:e' },
    sleep: async () => {},
    ...options,
  });
const routes = () => asked.map(({ route }) => route);

describe('the token', () => {
  it('is fetched once for calls that come together, and again shortly before it expires', async () => {
    answers['GET /api/x'] = { status: 200, body: {} };
    let now = 0;
    const one = client({ now: () => now });
    await Promise.all([one.get('/x', { to: 'x' }), one.get('/x', { to: 'x' })]);
    expect(routes().filter((route) => route.includes('token'))).toHaveLength(1);
    expect(asked[0]?.headers.authorization).toBe(`Basic ${btoa('m2m%20app:s%3Ae')}`);
    expect(asked[0]?.body).toContain('scope=all');
    now = 3541_000;
    await one.get('/x', { to: 'x' });
    expect(routes().filter((route) => route.includes('token'))).toHaveLength(2);
  });

  it('is fetched again when Logto stops knowing it', async () => {
    let isKnown = false;
    answers['GET /api/x'] = () => {
      const first = !isKnown;
      isKnown = true;
      const unauthorized = { code: 'auth.unauthorized', message: 'Unauthorized.' };
      return first ? { status: 401, body: unauthorized } : { status: 200, body: {} };
    };
    await client().get('/x', { to: 'x' });
    expect(routes()).toEqual(['POST /oidc/token', 'GET /api/x', 'POST /oidc/token', 'GET /api/x']);
  });

  it.each([
    [200, { access_token: 'at', expires_in: 3600 }, 'role_missing'],
    [
      401,
      {
        code: 'oidc.invalid_client',
        error: 'invalid_client',
        error_description: 'client authentication failed',
      },
      'credentials_rejected',
    ],
    [
      400,
      {
        code: 'oidc.invalid_client',
        error: 'invalid_client',
        error_description: 'invalid client nope',
      },
      'credentials_rejected',
    ],
    [400, { code: 'oidc.invalid_target', error: 'invalid_target' }, 'resource_unknown'],
    [200, '<html>maintenance</html>', 'not_logto'],
    [404, '<html>nginx</html>', 'not_logto'],
  ])('%i %j is %s', async (status, body, code) => {
    answers['POST /oidc/token'] = { status, body };
    await expect(client().authenticate()).rejects.toMatchObject({ name: 'ManagementError', code });
  });

  it("is for the tenant's own Management API", () => {
    expect(managementResource('https://abc123.logto.app')).toBe('https://abc123.logto.app/api');
    expect(managementResource('https://auth.example.com')).toBe('https://default.logto.app/api');
    expect(managementResource('https://evil.logto.app.example.com')).toBe(
      'https://default.logto.app/api',
    );
  });
});

describe('failures', () => {
  const fetchConfig = { message: 'fail_to_fetch_config', error: { code: 'ECONNREFUSED' } };
  it.each([
    [403, { code: 'auth.forbidden', message: 'Forbidden.' }, 'role_missing', 'role'],
    [404, 'Not Found', 'not_logto', 'nothing to'],
    [404, { code: 'entity.not_exists_with_id', message: 'The…' }, 'not_found', 'nothing there'],
    [409, { code: 'single_sign_on.duplicate_connector_name' }, 'refused', 'unique'],
    [422, { code: 'request.feature_not_supported' }, 'refused', 'SECRET_VAULT_KEK'],
    [
      422,
      { code: 'single_sign_on.forbidden_domains', data: { data: ['gmail.com'] } },
      'refused',
      'gmail.com',
    ],
    [400, { code: 'connector.invalid_config', data: fetchConfig }, 'refused', 'ECONNREFUSED'],
    [
      400,
      { code: 'guard.invalid_input', message: 'Bad.', details: 'In key\nx' },
      'refused',
      'In key x',
    ],
    [403, { code: 'subscription.limit_exceeded', message: 'Upgrade.' }, 'plan_limit', 'plan'],
    [500, { code: 'internal' }, 'failed', '500'],
    [429, 'slow down', 'busy', 'busy'],
  ])('%i %j is %s', async (status, body, code, words) => {
    answers['POST /api/x'] = { status, body };
    await expect(client().post('/x', { to: 'do it' })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });

  it('an answer of another shape is not taken', async () => {
    answers['GET /api/x'] = { status: 200, body: { id: 1 } };
    const schema = z.looseObject({ id: z.string() });
    await expect(client().get('/x', { to: 'read it', schema })).rejects.toMatchObject({
      code: 'answer_unexpected',
    });
  });

  it('an address where nobody answers', async () => {
    const one = client({ endpoint: 'http://127.0.0.1:1', attempts: 1 });
    await expect(one.get('/x', { to: 'x' })).rejects.toMatchObject({ code: 'unreachable' });
  });

  it.each([
    ['lost', 'unreachable'],
    ['silent', 'timeout'],
  ] as const)('an answer that is %s after its headers', async (then, code) => {
    answers['PUT /api/x'] = { status: 200, then };
    answers['POST /api/x'] = { status: 201, then };
    const one = client({ attempts: 2, timeoutMs: 300 });
    const error = { name: 'ManagementError', code };
    await expect(one.put('/x', { to: 'x' })).rejects.toMatchObject(error);
    await expect(one.post('/x', { to: 'x' })).rejects.toMatchObject({
      ...error,
      message: expect.stringContaining('Whether it was done is unknown'),
    });
    expect(routes().slice(1)).toEqual(['PUT /api/x', 'PUT /api/x', 'POST /api/x']);
  });

  it('a redirect is not followed, the token with it', async () => {
    answers['GET /api/x'] = { status: 302, headers: { location: '/api/y' } };
    await expect(client().get('/x', { to: 'x' })).rejects.toMatchObject({ code: 'not_logto' });
    expect(routes()).not.toContain('GET /api/y');
  });

  it('deleting what is gone is done', async () => {
    answers['DELETE /api/x'] = { status: 404, body: { code: 'entity.not_exists_with_id' } };
    await expect(client().delete('/x', 'delete it')).resolves.toBeUndefined();
  });
});

it('lists every page, whatever the link header says', async () => {
  const all = Array.from({ length: 230 }, (_, id) => ({ id: String(id) }));
  answers['GET /api/things'] = ({ searchParams }) => {
    const size = Number(searchParams.get('page_size'));
    const start = (Number(searchParams.get('page')) - 1) * size;
    const link = '<http://127.0.0.1/things?page=2>; rel="next"';
    return { status: 200, body: all.slice(start, start + size), headers: { link } };
  };
  const one = client();
  const item = z.looseObject({ id: z.string() });
  expect(await one.list('/things', { to: 'list', item })).toEqual(all);
  expect(one.calls).toEqual({ all: 4, writes: 0 });
});
