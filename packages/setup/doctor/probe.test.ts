import { describe, expect, it } from 'vitest';
import { clientProbe, createProbe, reasonOf } from './probe.ts';

describe('clientProbe', () => {
  it.each([
    [400, { error: 'invalid_grant' }, 'accepted'],
    // Logto's own two, and Okta's one.
    [401, { error: 'invalid_client' }, 'secret_wrong'],
    [400, { error: 'invalid_client', error_description: 'invalid client x' }, 'client_unknown'],
    [400, { error: 'unauthorized_client' }, 'grant_refused'],
    [
      400,
      {
        error: 'invalid_request',
        error_description: 'requested grant type is not allowed for this client',
      },
      'grant_refused',
    ],
    [400, { error: 'invalid_redirect_uri' }, 'no_redirect_uri'],
    [200, { access_token: 'x' }, 'unclear'],
    [502, undefined, 'unclear'],
    [200, 'a page', 'unclear'],
  ])('%i %j is %s', (status, body, expected) => {
    expect(clientProbe(status, body)).toBe(expected);
  });
});

describe('createProbe', () => {
  const NOON = Date.parse('2026-11-22T12:00:00Z');
  const answering = (date: string | undefined, body = '{"issuer":"https://x/oidc"}') =>
    createProbe({
      now: () => NOON,
      fetch: async () => new Response(body, { headers: date ? { date } : {} }),
    });

  it('compares clocks by the Date header', async () => {
    const probe = answering('Sun, 22 Nov 2026 12:02:00 GMT');
    expect((await probe.discovery('https://x/oidc')).skewMs).toBe(120_500);
  });

  it('knows no skew without one', async () => {
    expect((await answering(undefined).discovery('https://x/oidc')).skewMs).toBeUndefined();
  });

  it('takes a page that is no JSON for no discovery document', async () => {
    const found = await answering(undefined, '<html>').discovery('https://x/oidc');
    expect(found).toMatchObject({ status: 200, issuer: undefined });
  });

  it('sends a client id and secret by HTTP Basic alone, and follows no redirect', async () => {
    let seen: RequestInit | undefined;
    const probe = createProbe({
      fetch: async (_url, init) => {
        seen = init;
        return Response.json({ error: 'invalid_grant' }, { status: 400 });
      },
    });
    const client = { id: 'a b', secret: 's:%', redirectUri: 'http://localhost/' };
    expect(await probe.client('https://x/token', client)).toBe('accepted');
    expect(new Headers(seen?.headers).get('authorization')).toBe(`Basic ${btoa('a%20b:s%3A%25')}`);
    expect(String(seen?.body)).not.toContain('client_');
    expect(seen?.redirect).toBe('manual');
  });
});

describe('reasonOf', () => {
  it.each([
    [Object.assign(new Error('fetch failed'), { cause: { code: 'ENOTFOUND' } }), /DNS/],
    [Object.assign(new Error('late'), { name: 'TimeoutError' }), /too long/],
    [new TypeError('fetch failed', { cause: new Error('bad port') }), /^bad port$/],
    ['?', /failed/],
  ])('%s', (problem, expected) => {
    expect(reasonOf(problem)).toMatch(expected);
  });
});

it('an endless response fills no memory', async () => {
  for (const ask of [
    (probe: ReturnType<typeof createProbe>) => probe.json('https://x').catch(() => undefined),
    (probe: ReturnType<typeof createProbe>) => probe.discovery('https://x'),
    (probe: ReturnType<typeof createProbe>) =>
      probe.client('https://x', { id: 'a', secret: 'b', redirectUri: 'https://y' }),
  ]) {
    let bytes = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(stream) {
        bytes += 1000;
        stream.enqueue(new Uint8Array(1000).fill(32));
      },
    });
    await ask(createProbe({ fetch: async () => new Response(body) }));
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(300_000);
  }
});
