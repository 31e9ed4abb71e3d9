import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { bearerToken } from './access-token.ts';
import { ApiProblem, challenge } from './problem.ts';
import { answer, json, METHODS, route } from './route.ts';

function giveSettings(API_RESOURCE = '') {
  vi.stubEnv('LOGTO_ENDPOINT', 'https://logto.example');
  vi.stubEnv('LOGTO_APP_ID', 'app');
  vi.stubEnv('LOGTO_APP_SECRET', 'secret');
  vi.stubEnv('BASE_URL', 'https://app.example');
  vi.stubEnv('COOKIE_SECRET', 'Vb8mJr2QkT6yXe0Lw4Zs9Hd1Nf5Gc7Pa3Uo');
  vi.stubEnv('API_RESOURCE', API_RESOURCE);
}

const lines: string[] = [];
beforeEach(() => {
  giveSettings();
  lines.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line) => lines.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const failing = (error: unknown) =>
  answer(async () => {
    throw error;
  });
const request = new Request('https://app.example/api/x');

describe('an answer', () => {
  it('is a problem when it was thrown as one', async () => {
    const problem = new ApiProblem(409, 'last_admin', 'No.', { 'X-More': '1' });
    const response = await failing(problem);
    expect(await response.json()).toEqual({
      ...{ type: 'about:blank', title: 'Conflict', status: 409, detail: 'No.', code: 'last_admin' },
    });
    expect(response.headers.get('x-more')).toBe('1');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(lines).toEqual([]);
  });

  it('tells what passes from what is broken, and neither says why', async () => {
    const passing = await failing(new AppError('logto_busy', 'discovery answered 429'));
    expect([passing.status, passing.headers.get('retry-after')]).toEqual([503, '5']);
    for (const error of [new TypeError('secret-detail of x'), 'text', undefined]) {
      const response = await failing(error);
      expect([response.status, response.headers.get('retry-after')]).toEqual([500, null]);
      const body = await response.json();
      expect(body.code).toBe('unexpected');
      expect(JSON.stringify(body)).not.toContain('secret-detail');
      // The reference ties it to the log, which has the reason.
      expect(lines.at(-1)).toContain(body.reference);
    }
    expect(lines.join()).toContain('secret-detail');
    const wrongSettings = await failing(new AppError('settings_wrong'));
    expect(wrongSettings.status).toBe(500);
  });
});

const well = async () => json({});

describe('a route', () => {
  it('answers every method, with Allow where it says no', async () => {
    const handlers = route({ GET: well, DELETE: well });
    expect(Object.keys(handlers).sort()).toEqual([...METHODS].sort());
    const statuses = await Promise.all(
      METHODS.map(async (method) => {
        const response = await handlers[method](request, {});
        return [method, response.status, response.headers.get('allow')];
      }),
    );
    const allow = 'GET, HEAD, DELETE, OPTIONS';
    expect(statuses).toEqual([
      ['GET', 200, null],
      ['HEAD', 200, null],
      ['POST', 405, allow],
      ['PUT', 405, allow],
      ['PATCH', 405, allow],
      ['DELETE', 200, null],
      ['OPTIONS', 204, allow],
    ]);
  });
});

describe('the Authorization header', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer   a.b-c_~+/==', 'a.b-c_~+/=='],
    ['Basic abc', undefined],
    ['Bearerabc', undefined],
    ['', undefined],
  ])('%s', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });

  it.each(['Bearer', 'Bearer ', 'Bearer a b', 'Bearer a,b', 'Bearer =a', 'Bearer ä', 'Bearer\ta'])(
    '%s is malformed',
    (header) => {
      expect(() => bearerToken(header)).toThrow(ApiProblem);
    },
  );

  it('is asked for in ASCII that no text breaks out of (RFC 6750 §3)', () => {
    const value = challenge({ error: 'x', error_description: 'a "b\\ \r\nX: y’' });
    expect(value['WWW-Authenticate']).toBe(
      'Bearer realm="api", error="x", error_description="a  b    X: y ", ' +
        'resource_metadata="https://app.example/.well-known/oauth-protected-resource/api"',
    );
  });
});
