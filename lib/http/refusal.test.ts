import { beforeEach, describe, expect, it, vi } from 'vitest';
import nextConfig from '../../next.config.ts';
import { judgeForm, lineRefusal, MAX_FORM } from './refusal.ts';

beforeEach(() => {
  vi.stubEnv('LOGTO_ENDPOINT', 'https://logto.example');
  vi.stubEnv('LOGTO_APP_ID', 'app');
  vi.stubEnv('LOGTO_APP_SECRET', 'secret');
  vi.stubEnv('BASE_URL', 'https://app.example');
  vi.stubEnv('COOKIE_SECRET', 'Vb8mJr2QkT6yXe0Lw4Zs9Hd1Nf5Gc7Pa3Uo');
});

const page = { isFile: false, isPlainForm: false };
const OWN = { origin: 'https://app.example' };
const FORM = { ...OWN, 'content-type': 'multipart/form-data; boundary=WebKit7' };
const ID = 'a1'.repeat(21);
const field = (name: string, value: string) =>
  `--WebKit7\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const form = (...fields: [string, string][]) =>
  `${fields.map((one) => field(...one)).join('')}--WebKit7--\r\n`;
const GOOD = form([`$ACTION_ID_${ID}`, ''], ['email', 'a@b.example']);
const post = (headers: Record<string, string>, body: BodyInit = GOOD) =>
  new Request('http://inner:3000/', { method: 'POST', headers, body, duplex: 'half' } as never);
async function statusOf(request: Request, how = page): Promise<number | undefined> {
  const judged = await judgeForm(request, how);
  return 'refused' in judged ? judged.refused.status : undefined;
}

describe('a writing request', () => {
  it('from another site is refused, whatever it sends', async () => {
    expect(await statusOf(post(FORM))).toBeUndefined();
    for (const origin of ['null', 'http://app.example', 'https://elsewhere.example']) {
      expect(await statusOf(post({ ...FORM, origin })), origin).toBe(403);
    }
    const { origin: _left, ...without } = FORM;
    expect(await statusOf(post(without)), 'no Origin').toBe(403);
    expect(await statusOf(post(without), { ...page, isPlainForm: true }), 'plain').toBe(403);
  });

  it('with a form that can’t be read is refused, and another is left unread', async () => {
    for (const bad of ['', 'x', GOOD.slice(0, 20)]) {
      expect(await statusOf(post(FORM, bad)), bad).toBe(400);
    }
    const request = post(FORM);
    const judged = await judgeForm(request, page);
    expect('call' in judged && judged.call?.action).toBe(ID);
    expect((await request.formData()).get('email')).toBe('a@b.example');
  });

  it.each(['application/json', 'application/x-www-form-urlencoded', '', 'multipart/mixed'])(
    'of the type %s is no form of ours',
    async (type) => {
      const headers = { ...OWN, 'content-type': type, 'next-action': ID };
      expect(await statusOf(post(headers, '[]'))).toBe(415);
      expect(await statusOf(post(headers, 'a=1'), { ...page, isPlainForm: true })).toBeUndefined();
    },
  );

  it('that is too long is refused without being read to its end', async () => {
    const long = form([`$ACTION_ID_${ID}`, ''], ['email', 'a'.repeat(MAX_FORM)]);
    expect(await statusOf(post(FORM, long))).toBe(413);
    let sent = 0;
    // 10 MB of fields, without a length. The pull of a clone is one ahead.
    const piece = field('a', '1').repeat(20);
    const body = new ReadableStream({
      pull(stream) {
        sent += piece.length;
        if (sent > 10_000_000) stream.close();
        else stream.enqueue(new TextEncoder().encode(piece));
      },
    });
    expect(await statusOf(post(FORM, body))).toBe(413);
    expect(sent).toBeLessThan(2 * MAX_FORM);
  });

  it('that breaks off is no form', async () => {
    const body = new ReadableStream({ pull: (stream) => stream.error(new Error('aborted')) });
    expect(await statusOf(post(FORM, body))).toBe(400);
  });

  it('is held to the same length by Next, which leaves the proxy enough to see that', () => {
    const { serverActions, proxyClientMaxBodySize } =
      nextConfig('phase-production-server').experimental ?? {};
    expect(serverActions?.bodySizeLimit).toBe(`${MAX_FORM / 1024}kb`);
    // Next drops the piece that is too much: Node reads 64 KB at a time.
    const kept = Number.parseInt(String(proxyClientMaxBodySize), 10) - 64;
    expect(kept * 1024).toBeGreaterThan(MAX_FORM);
  });

  it('is nothing for a file', async () => {
    const judged = await judgeForm(post(FORM), { ...page, isFile: true });
    expect(judged).toEqual({ refused: { status: 405, headers: { Allow: 'GET, HEAD' } } });
  });
});

describe('the first line of a request', () => {
  it.each([
    ['GET', '/', undefined],
    ['HEAD', '/sso/acme?x=%', undefined],
    ['POST', '/dashboard', undefined],
    ['DELETE', '/api/organizations/x/members/y', undefined],
    ['OPTIONS', '/.well-known/oauth-protected-resource/api', undefined],
    ['GET', '/sso/50%', 400],
    ['GET', '/sso/%ff', 400],
    ['GET', '/organizations/%E0%A4%A', 400],
    ['GET', '/_next/static/%', 400],
    ['POST', '/api/%c0', 400],
    ['GET', '/_next/image', 404],
    ['GET', '/_next/image?url=%2Ficon.svg&w=64&q=75', 404],
    ['GET', '/%5Fnext%2Fimage', 404],
    ['GET', '//_next/image', 404],
    ['GET', '/_next/data/build/index.json', 404],
    ['POST', '/__nextjs_original-stack-frames', 404],
    ['GET', '/_next/static/chunks/a.js', undefined],
    ['TRACE', '/', 405],
    ['TRACE', '/api/me', 405],
    ['PUT', '/', 405],
    ['OPTIONS', '/dashboard', 405],
    ['PROPFIND', '/', 405],
    ['OPTIONS', '*', 405],
  ])('%s %s: %s', (method, target, status) => {
    const refused = lineRefusal(method, target);
    expect(refused?.status).toBe(status);
    if (status === 405) expect(refused?.headers?.Allow).toMatch(/^GET, HEAD, POST/);
  });
});
