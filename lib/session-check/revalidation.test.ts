import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Session } from '#lib/session/session.ts';
import { newTestSession, noise, restart, unsigned } from '#lib/session/test-session.ts';

const ISSUER = 'https://logto.example/oidc';
const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
const jwk = { ...(await exportJWK(publicKey)), kid: 'key', alg: 'ES384', use: 'sig' };

const idTokenOf = (claims: Record<string, unknown>) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES384', kid: 'key' })
    .setIssuer(ISSUER)
    .setAudience('app')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey);

type Owner = { id: string; domains: string[] };
const guard = vi.hoisted(() => ({
  connectors: undefined as Owner[] | undefined,
  revoked: [] as unknown[],
  /** Of the Management API, in the order of its calls. */
  lanes: [] as string[],
}));
vi.mock('#lib/logto/admin.ts', () => ({
  managementApi: (lane: string) => guard.connectors && { lane },
  async sessionsOf({ lane }: { lane: string }) {
    guard.lanes.push(lane);
    return [];
  },
  sessionBySid: (_all: unknown, sid: string) => (sid === 'gone' ? undefined : {}),
}));
vi.mock('#lib/logto/connectors.ts', () => ({
  async readCompanies({ lane }: { lane: string }) {
    guard.lanes.push(lane);
    if (guard.connectors?.length === 0) throw new Error('no list');
    return { connectors: guard.connectors, owners: new Map([['left.test', {}]]) };
  },
}));
vi.mock('#lib/logto/revoke.ts', () => ({
  revoke: async (one: unknown) => guard.revoked.push(one),
}));

/** Refresh tokens that Logto was asked with. */
let asked: string[] = [];
let tokenEndpoint: (refreshToken: string) => Response | Promise<Response>;

const tokens = async (refreshToken: string, claims: Record<string, unknown> = { sub: 'alex' }) =>
  Response.json({
    access_token: `access-of-${refreshToken}`,
    expires_in: 3600,
    id_token: await idTokenOf(claims),
    refresh_token: refreshToken,
    scope: 'openid offline_access',
  });

beforeEach(() => {
  restart({ SESSION_REVALIDATE_SECONDS: '300' });
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.spyOn(console, 'log').mockImplementation(() => {});
  asked = [];
  guard.connectors = undefined;
  guard.revoked = [];
  guard.lanes = [];
  tokenEndpoint = tokens;
  vi.stubGlobal('fetch', async (url: string | URL, init?: RequestInit) => {
    const { pathname } = new URL(url);
    if (pathname.endsWith('/openid-configuration')) {
      return Response.json({
        issuer: ISSUER,
        authorization_endpoint: `${ISSUER}/auth`,
        token_endpoint: `${ISSUER}/token`,
        jwks_uri: `${ISSUER}/jwks`,
        end_session_endpoint: `${ISSUER}/session/end`,
      });
    }
    if (pathname.endsWith('/jwks')) return Response.json({ keys: [jwk] });
    if (pathname.endsWith('/me'))
      return Response.json({ organization_data: [{ id: 'o2', name: 'Two' }] });
    const used = new URLSearchParams(String(init?.body)).get('refresh_token') ?? '';
    asked.push(used);
    return tokenEndpoint(used);
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const load = async () => ({
  ...(await import('./revalidation.ts')),
  ...(await import('#lib/session/cookie-store.ts')),
});
const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

/** A cookie, whose holder comes with it again and again. */
async function browserOf(session: Session) {
  const { cookieStore, freshen } = await load();
  let value = await cookieStore.create(session);
  return {
    async visit() {
      const opened = await cookieStore.open(value);
      if (!opened) throw new Error('not a session any more');
      const result = await freshen(opened, value);
      if (result.kind === 'fresh' && result.cookie) value = result.cookie.value;
      return result;
    },
    /** With the cookie as it is now, however often. */
    async visitWithThisCookie() {
      const opened = await cookieStore.open(value);
      if (!opened) throw new Error('not a session any more');
      return freshen(opened, value);
    },
  };
}

describe('what says nothing about the person ends nothing, and is not asked again at once', () => {
  const failures: Record<string, () => Response | Promise<Response>> = {
    'a wrong client secret': () => Response.json({ error: 'invalid_client' }, { status: 401 }),
    'a refused request': () => Response.json({ error: 'invalid_request' }, { status: 400 }),
    'invalid_grant with another status': () =>
      Response.json({ error: 'invalid_grant' }, { status: 503 }),
    'an internal error': () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
    'an unreachable Logto': () => Promise.reject(new TypeError('fetch failed')),
    'no answer in time': () => Promise.reject(new DOMException('too late', 'TimeoutError')),
    'a maintenance page': () => new Response('<h1>Back soon</h1>', { status: 200 }),
    'tokens of another shape': () => Response.json({ access_token: 5 }),
  };
  for (const [name, failure] of Object.entries(failures)) {
    it(`${name} (vvo/iron-session#709, auth0/nextjs-auth0#2149)`, async () => {
      const session = newTestSession();
      const browser = await browserOf(session);
      pass(301);
      tokenEndpoint = failure;
      for (const one of await Promise.all([browser.visit(), browser.visit(), browser.visit()])) {
        expect(one).toMatchObject({ kind: 'fresh', session: { refreshToken: 'refresh-1' } });
      }
      pass(14);
      expect((await browser.visit()).kind).toBe('fresh');
      expect(asked).toHaveLength(1);

      tokenEndpoint = tokens;
      pass(2);
      expect(await browser.visit()).toMatchObject({
        session: {
          validatedAt: Date.now(),
          accessTokens: { '': { token: 'access-of-refresh-1' } },
        },
      });
      expect(asked).toHaveLength(2);
    });
  }

  it('Logto is left alone for as long as it says, but not for ever', async () => {
    const browser = await browserOf(newTestSession());
    for (const [retryAfter, silence] of [
      ['60', 60],
      ['999999', 300],
      ['soon', 15],
      ['0', 1],
    ] as const) {
      pass(301);
      const before = asked.length;
      tokenEndpoint = () =>
        new Response(null, { status: 429, headers: { 'retry-after': retryAfter } });
      await browser.visit();
      pass(silence - 0.5);
      await browser.visit();
      expect(asked.length - before, retryAfter).toBe(1);
      pass(1);
      await browser.visit();
      expect(asked.length - before, retryAfter).toBe(2);
      pass(301);
      tokenEndpoint = tokens;
      await browser.visit();
    }
  });
});

it.each([
  ['is refused', () => Response.json({ error: 'access_denied' }, { status: 403 })],
  [
    'fails, for as long as Logto says',
    () =>
      Response.json(
        { error: 'unauthorized_client' },
        { status: 400, headers: { 'retry-after': '9999' } },
      ),
  ],
])(
  'one person’s grant that %s keeps nobody else from being asked about',
  async (_what, failure) => {
    const failing = await browserOf(newTestSession({ refreshToken: 'failing' }));
    const other = await browserOf(newTestSession({ id: 'two', refreshToken: 'suspended' }));
    pass(301);
    tokenEndpoint = (used) =>
      used === 'failing' ? failure() : Response.json({ error: 'invalid_grant' }, { status: 400 });
    expect((await failing.visit()).kind).toBe('fresh');
    expect((await other.visit()).kind).toBe('ended');
    expect((await failing.visit()).kind).toBe('fresh');
    expect(asked).toEqual(['failing', 'suspended']);
  },
);

it.each([429, 503])('after a %i nobody is asked about', async (status) => {
  const [one, other] = await Promise.all([
    browserOf(newTestSession()),
    browserOf(newTestSession({ id: 'two', refreshToken: 'refresh-of-two' })),
  ]);
  pass(301);
  tokenEndpoint = () => new Response(null, { status });
  await one.visit();
  await other.visit();
  expect(asked).toEqual(['refresh-1']);
});

it('a renewal is handed to whoever keeps the process alive until it is over', async () => {
  const { cookieStore, freshen } = await load();
  const session = newTestSession();
  const value = await cookieStore.create(session);
  const kept: Promise<unknown>[] = [];
  const keepAlive = (work: Promise<unknown>) => void kept.push(work);
  await freshen(session, value, keepAlive);
  expect(kept).toEqual([]);
  pass(301);
  const fresh = await freshen(session, value, keepAlive);
  expect(await Promise.all(kept)).toEqual([fresh]);
});

it('invalid_grant ends it (workos/authkit-nextjs#28)', async () => {
  const browser = await browserOf(newTestSession());
  pass(301);
  tokenEndpoint = () => Response.json({ error: 'invalid_grant' }, { status: 400 });
  expect(await browser.visit()).toEqual({ kind: 'ended' });
});

it('100 at once, and those that come late with the same cookie, share one refresh', async () => {
  const browser = await browserOf(newTestSession());
  pass(301);
  tokenEndpoint = () => tokens('refresh-2');
  const results = await Promise.all(
    Array.from({ length: 100 }, () => browser.visitWithThisCookie()),
  );
  expect(asked).toEqual(['refresh-1']);
  const cookies = results.map((one) => one.kind === 'fresh' && one.cookie?.value);
  expect(new Set(cookies).size).toBe(1);
  pass(50);
  expect(await browser.visitWithThisCookie()).toEqual(results[0]);
  expect(asked).toEqual(['refresh-1']);
});

it('two sessions of one person, and two people, are refreshed apart (logto-io/js#1124)', async () => {
  const sessions = [
    newTestSession({ id: 'one', refreshToken: 'of-one' }),
    newTestSession({ id: 'two', refreshToken: 'of-two' }),
    newTestSession({ id: 'three', sub: 'bob', refreshToken: 'of-bob' }),
  ];
  const browsers = await Promise.all(sessions.map(browserOf));
  pass(301);
  tokenEndpoint = (used) => tokens(used, { sub: used === 'of-bob' ? 'bob' : 'alex' });
  const results = await Promise.all(browsers.flatMap((one) => [one.visit(), one.visit()]));
  expect(asked.sort()).toEqual(['of-bob', 'of-one', 'of-two']);
  for (const [index, result] of results.entries()) {
    const { id, sub, refreshToken } = sessions[Math.floor(index / 2)] as Session;
    expect(result).toMatchObject({
      session: { id, sub, accessTokens: { '': { token: `access-of-${refreshToken}` } } },
    });
  }
});

it('an ID token of another person is not adopted', async () => {
  const session = newTestSession();
  const browser = await browserOf(session);
  pass(301);
  tokenEndpoint = (used) => tokens(used, { sub: 'mallory', name: 'Mallory' });
  const { idToken, accessTokens } = session;
  expect(await browser.visit()).toMatchObject({ session: { sub: 'alex', idToken, accessTokens } });
});

it('tokens of organizations and APIs go, and a new organization gets its name', async () => {
  const api = { token: 'of-an-api', expiresAt: Date.now() + 3600_000 };
  const session = newTestSession({ organizationNames: { o1: 'One' } });
  const browser = await browserOf({ ...session, accessTokens: { ...session.accessTokens, api } });
  pass(301);
  tokenEndpoint = (used) => tokens(used, { sub: 'alex', organizations: ['o1', 'o2'] });
  const result = await browser.visit();
  expect(result).toMatchObject({ session: { organizationNames: { o1: 'One', o2: 'Two' } } });
  expect(result.kind === 'fresh' && Object.keys(result.session.accessTokens)).toEqual(['']);
});

it('a session in use is written anew now and then, without asking Logto', async () => {
  restart({ SESSION_REVALIDATE_SECONDS: '0', SESSION_IDLE_SECONDS: '600' });
  const session = newTestSession();
  const browser = await browserOf(session);
  pass(50);
  expect(await browser.visit()).toEqual({ kind: 'fresh', session });
  pass(11);
  expect(await browser.visit()).toMatchObject({
    session: { touchedAt: Date.now(), validatedAt: session.validatedAt },
    cookie: { value: expect.stringMatching(/^Fe26/) },
  });
  for (let minutes = 0; minutes < 30; minutes++) {
    pass(60);
    await browser.visit();
  }
  expect(asked).toEqual([]);
});

describe('a renewed ID token that no longer fits', () => {
  const many = Array.from({ length: 40 }, (_, index) => `organization-${index}`);
  const tooLong = { sub: 'alex', picture: `https://example.test/${noise(5000)}` };
  const before = { sub: 'alex', organizations: ['o1'], organization_roles: ['o1:admin'] };
  const visitWith = async (claims: Record<string, unknown>) => {
    const session = newTestSession({ idToken: unsigned(before), organizationNames: { o1: 'One' } });
    const browser = await browserOf(session);
    pass(301);
    tokenEndpoint = (used) => tokens(used, claims);
    return { session, result: await browser.visit() };
  };

  it('is left, when it withdraws nothing', async () => {
    const more = { organizations: ['o1', ...many], organization_roles: ['o1:admin', 'o2:member'] };
    for (const claims of [
      { ...tooLong, ...before },
      { ...tooLong, ...more },
    ]) {
      const { session, result } = await visitWith(claims);
      expect(result).toMatchObject({ session: { idToken: session.idToken } });
    }
  });

  it.each([
    { what: 'an organization', claims: { organizations: [], organization_roles: [] } },
    { what: 'a role there', claims: { ...before, organization_roles: ['o1:member'] } },
    { what: 'all of them', claims: { organizations: null } },
  ])('ends the session when it withdraws $what', async ({ claims }) => {
    expect((await visitWith({ ...tooLong, ...claims })).result).toEqual({ kind: 'ended' });
  });
});

describe('a session is judged again by the guard’s rule', () => {
  const ACME = { id: 'acme', domains: ['acme.test'] };
  const visitWith = async (session: Partial<Session>, email: string, connectors: Owner[]) => {
    const browser = await browserOf(newTestSession(session));
    pass(301);
    guard.connectors = connectors;
    tokenEndpoint = (used) => tokens(used, { sub: 'alex', email });
    return browser.visit();
  };
  const password = { companySso: false };
  const company = { companySso: true, connectorId: 'acme' };
  /** From before the app had credentials for the Management API. */
  const unguarded = { companySso: true, connectorId: undefined };

  it.each([
    ['an address of a company’s domain now', password, 'a@acme.test', [ACME], 'sso_required'],
    [
      'an address of a company whose connector is gone',
      password,
      'a@left.test',
      [ACME],
      'sso_disconnected',
    ],
    ['an address that can’t be read', password, 'a@ac\u200bme.test', [ACME], 'email_unreadable'],
    ['the guard that was off then', unguarded, 'a@acme.test', [ACME], 'sso_required'],
    ['an address of none', company, 'a@people.test', [ACME], 'sso_wrong_company'],
    [
      'a connector that is gone',
      company,
      'a@acme.test',
      [{ ...ACME, id: 'other' }],
      'sso_wrong_company',
    ],
    [
      'a domain that is another’s now',
      company,
      'a@acme.test',
      [{ ...ACME, domains: ['b.test'] }],
      'sso_wrong_company',
    ],
  ] as const)('%s ends it, with the reason', async (_what, session, email, connectors, refusal) => {
    const owners = connectors.map((one) => ({ ...one, domains: [...one.domains] }));
    const continueWith = refusal === 'sso_required' ? 'acme' : undefined;
    expect(await visitWith(session, email, owners)).toEqual({
      ...{ kind: 'ended', refusal: { code: refusal, continueWith } },
    });
    expect(guard.revoked).toEqual(['refresh-1']);
    const lines = vi.spyOn(console, 'log').mock.calls.map(([line]) => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({ event: 'session_refused', audit: true, reason: refusal }),
    );
  });

  it.each([
    ['nothing has changed', password, 'a@people.test', [ACME]],
    ['nothing has changed for a company’s', company, 'a@acme.test', [ACME]],
    ['the companies aren’t known, until they are', password, 'a@acme.test', []],
  ] as const)('it stays when %s', async (_what, session, email, connectors) => {
    const owners = connectors.map((one) => ({ ...one, domains: [...one.domains] }));
    expect(await visitWith(session, email, owners)).toMatchObject({ kind: 'fresh' });
    expect(guard.revoked).toEqual([]);
  });
});

it('asks Logto about a session apart from sign-ins', async () => {
  const browser = await browserOf(newTestSession({ sid: 'there' }));
  guard.connectors = [{ id: 'c', domains: ['acme.test'] }];
  pass(301);
  expect(await browser.visit()).toMatchObject({ kind: 'fresh' });
  // The list of companies is one request for all, and sign-ins wait for the same.
  expect(guard.lanes).toEqual(['revalidation', 'guard']);
});

it('a session that Logto has ended is over at its re-validation', async () => {
  const browser = await browserOf(newTestSession({ sid: 'gone' }));
  guard.connectors = [];
  pass(301);
  expect(await browser.visit()).toEqual({ kind: 'ended' });
  expect(guard.revoked).toEqual(['refresh-1']);
});
