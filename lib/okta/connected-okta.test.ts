import { beforeEach, expect, it, vi } from 'vitest';
import { newTestSession, restart } from '#lib/session/test-session.ts';

const logto = vi.hoisted(() => ({ issuer: '' as string | undefined, isAway: false }));
const fetchStoredToken = vi.hoisted(() =>
  vi.fn(async () => ({
    ok: true,
    value: { token: 'token-of-okta', scopes: new Set(['okta.users.read.self', 'groups']) },
  })),
);
vi.mock('#lib/auth.ts', () => ({ requireUser: async () => ({}) }));
vi.mock('#lib/session/current.ts', () => ({
  readSession: async () => newTestSession({ companySso: true, connectorId: 'acme' }),
}));
vi.mock('#lib/logto/companies.ts', () => ({
  companyById: async (id: string) =>
    logto.isAway
      ? { ok: false, reason: 'unavailable' }
      : { ok: true, value: { id, displayName: 'Acme', issuer: logto.issuer } },
}));
vi.mock('#lib/logto/stored-token.ts', () => ({ fetchStoredToken }));

const asked: string[] = [];
beforeEach(() => {
  asked.length = 0;
  logto.isAway = false;
  fetchStoredToken.mockClear();
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    return Response.json({ profile: { login: 'emma' }, groups: [] });
  });
});

async function read(issuer: string, BASE_URL = 'https://app.example') {
  logto.issuer = issuer;
  restart({ BASE_URL });
  const { readConnectedOkta } = await import('./connected-okta.ts');
  return readConnectedOkta();
}

it('sends a company’s token by https only, and to its connector’s issuer only', async () => {
  expect(await read('https://acme.okta.com/oauth2/default')).toMatchObject({ kind: 'connected' });
  expect(asked.length).toBeGreaterThan(0);
  for (const url of asked) expect(url).toMatch(/^https:\/\/acme\.okta\.com\//);
  asked.length = 0;
  fetchStoredToken.mockClear();
  for (const issuer of ['http://acme.okta.com', 'ftp://acme.okta.com', 'acme.okta.com', '']) {
    expect(await read(issuer), issuer).toMatchObject({ reason: 'company_unknown' });
  }
  expect(asked).toEqual([]);
  expect(fetchStoredToken).not.toHaveBeenCalled();
});

it('takes plain http where the app itself is, on this machine', async () => {
  const local = await read('http://localhost:3002', 'http://localhost:3000');
  expect(local).toMatchObject({ kind: 'connected' });
});

it('doesn’t blame the settings while Logto can’t be asked for the company', async () => {
  logto.isAway = true;
  expect(await read('https://acme.okta.com')).toMatchObject({ reason: 'unavailable' });
  expect(fetchStoredToken).not.toHaveBeenCalled();
});
