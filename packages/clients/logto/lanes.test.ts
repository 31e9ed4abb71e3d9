import { describe, expect, it, vi } from 'vitest';
import { createManagementClient } from './client.ts';
import { createLanes, type Lane } from './lanes.ts';

const LIMITS = { timeoutMs: 300, attempts: 1, longestWaitMs: 1000 };
const token = () => Response.json({ access_token: 't', expires_in: 3600, scope: 'all' });

/** Logto, which answers as `answer` says, and two clients of it. */
function logto(answer: (url: URL) => Response | Promise<Response>, now = Date.now) {
  const asked: string[] = [];
  let atOnce = 0;
  let most = 0;
  const lanes = createLanes(async (input) => {
    const url = new URL(input);
    if (url.pathname === '/oidc/token') return token();
    asked.push(url.pathname);
    atOnce += 1;
    most = Math.max(most, atOnce);
    try {
      return await answer(url);
    } finally {
      atOnce -= 1;
    }
  }, now);
  const client = (lane: Lane) =>
    createManagementClient({
      endpoint: 'https://logto.example',
      credentials: { appId: 'm', appSecret: 's' },
      fetch: lanes[lane],
      ...LIMITS,
    });
  const clients = { guard: client('guard'), pages: client('pages') };
  return { asked, most: () => most, ...clients, revalidation: client('revalidation') };
}

const busy = (headers: Record<string, string> = {}) =>
  Response.json({ code: 'x' }, { status: 429, headers });

describe('calls of pages', () => {
  it('are few at once, however many ask', async () => {
    const { pages, most } = logto(async () => {
      await new Promise((go) => setTimeout(go, 5));
      return Response.json({});
    });
    await Promise.all(Array.from({ length: 60 }, () => pages.get('/users', { to: 'x' })));
    expect(most()).toBe(8);
  });

  it('that wait too long are given up, and not sent for nobody', async () => {
    const asked: string[] = [];
    let answerAll = () => {};
    const answered = new Promise<void>((go) => {
      answerAll = go;
    });
    const { pages } = createLanes(async (url) => {
      asked.push(url);
      await answered;
      return Response.json({});
    });
    const first = Array.from({ length: 8 }, () => pages('https://logto.example/first'));
    const signal = AbortSignal.timeout(20);
    await expect(pages('https://logto.example/late', { signal })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    answerAll();
    await Promise.all(first);
    await pages('https://logto.example/next');
    expect(asked.map((url) => new URL(url).pathname)).not.toContain('/late');
    expect(asked).toHaveLength(9);
  });
});

describe('calls that are never answered', () => {
  it.each(['pages', 'revalidation'] as const)('of %s never delay the guard', async (lane) => {
    const { guard, asked, ...others } = logto((url) =>
      url.pathname === '/api/slow' ? new Promise(() => {}) : Response.json({}),
    );
    // So that what is waited for below is the call alone.
    await guard.authenticate();
    const slow = Array.from({ length: 40 }, () =>
      others[lane].get('/slow', { to: 'x' }).catch(() => {}),
    );
    await vi.waitFor(() => expect(asked).toHaveLength(8), { interval: 1 });
    const begun = Date.now();
    await guard.get('/fast', { to: 'x' });
    expect(Date.now() - begun).toBeLessThan(LIMITS.timeoutMs / 2);
    await Promise.all(slow);
  });
});

describe('after a 429', () => {
  it('re-validations go on: else a session that is over would stay', async () => {
    let isBusy = true;
    const { pages, revalidation } = logto(() => (isBusy ? busy() : Response.json({})));
    await expect(pages.get('/a', { to: 'x' })).rejects.toMatchObject({ code: 'busy' });
    isBusy = false;
    await revalidation.get('/b', { to: 'x' });
  });

  it.each([
    [{ 'Retry-After': '7' }, 7000],
    [{}, 2000],
    [{ 'Retry-After': '3600' }, 30_000],
  ])(
    'pages leave Logto alone for as long as it asked (%j), and the guard goes on',
    async (headers, ms) => {
      let time = 1_000_000;
      let isBusy = true;
      const { pages, guard, asked } = logto(
        () => (isBusy ? busy(headers) : Response.json({})),
        () => time,
      );
      await expect(pages.get('/a', { to: 'x' })).rejects.toMatchObject({ code: 'busy' });
      isBusy = false;
      time += ms - 1001;
      await expect(pages.get('/b', { to: 'x' })).rejects.toMatchObject({ code: 'busy' });
      expect(asked).toEqual(['/api/a']);
      await guard.get('/c', { to: 'x' });
      expect(asked).toEqual(['/api/a', '/api/c']);
      time += 1001;
      await pages.get('/d', { to: 'x' });
      expect(asked).toEqual(['/api/a', '/api/c', '/api/d']);
    },
  );

  it('of one recipient’s messages, nothing else stops', async () => {
    const { pages } = logto(({ pathname }) =>
      pathname.endsWith('/message') ? busy({ 'Retry-After': '600' }) : Response.json({}),
    );
    const path = '/organization-invitations/i/message';
    await expect(pages.post(path, { to: 'x' })).rejects.toMatchObject({ code: 'busy' });
    await pages.get('/a', { to: 'x' });
  });
});
