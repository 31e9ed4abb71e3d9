import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Session } from './session.ts';
import { newJar, newTestSession, noise, restart, unsigned } from './test-session.ts';

let lines: Record<string, unknown>[] = [];
beforeEach(() => {
  restart();
  lines = [];
  vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(JSON.parse(line)));
});
afterEach(() => vi.restoreAllMocks());

const list = <T>(count: number, of: (index: number) => T) =>
  Array.from({ length: count }, (_, i) => of(i));
const expiresAt = Date.now() + 3600_000;
const apiToken = (aud: string, scopes: number) =>
  unsigned({
    sub: 'fiona',
    aud,
    jti: 'j'.repeat(21),
    scope: list(scopes, (i) => `permission:no${i}-${noise(6)}`).join(' '),
  });

/** 50 organizations, 10 organization tokens, and 400 permissions in a token of an API. */
function hugeSession(fields: Partial<Session> = {}): Session {
  const ids = list(50, (index) => `orgno${String(index).padStart(7, '0')}`);
  return newTestSession({
    id: 'i'.repeat(24),
    idToken: unsigned({
      sub: 'fiona',
      name: 'Fiona Fifty',
      email: 'fiona@example.test',
      organizations: ids,
      organization_roles: ids.map((id) => `${id}:member`),
    }),
    refreshToken: 'r'.repeat(43),
    organizationNames: Object.fromEntries(ids.map((id, index) => [id, `Organization ${index}`])),
    accessTokens: {
      '': { token: 'o'.repeat(43), expiresAt },
      api: { token: apiToken('https://api.example', 400), expiresAt },
      ...Object.fromEntries(
        list(10, (i) => [
          `org-${i}`,
          { token: apiToken(`urn:logto:organization:${ids[i]}`, 3 + i), expiresAt },
        ]),
      ),
    },
    ...fields,
  });
}

describe('a session of 50 organizations, 400 permissions and 10 organization tokens (logto-io/js#779, logto-io/logto#6597, #7860)', () => {
  for (const method of ['create', 'replace'] as const) {
    it(`fits by ${method}, and is the person’s session still`, async () => {
      const { cookieStore, MAX_SEALED_LENGTH } = await import('./cookie-store.ts');
      const session = hugeSession();
      const sealed = (await cookieStore[method](session, 'before')) ?? '';
      expect(sealed.length).toBeLessThanOrEqual(MAX_SEALED_LENGTH);
      const opened = await cookieStore.open(sealed);
      expect(opened).toMatchObject({
        id: session.id,
        idToken: session.idToken,
        refreshToken: session.refreshToken,
        signedInAt: session.signedInAt,
      });

      const { writeCookie } = await import('./cookies.ts');
      const jar = newJar();
      writeCookie(jar, '__Host-session', sealed, 60);
      expect(jar.cookies.size).toBeLessThanOrEqual(4);
      const header = [...jar.cookies].map((pair) => pair.join('=')).join('; ');
      expect(header.length).toBeLessThan(7000);
    });
  }

  it('is said in the log, with its size (auth0/nextjs-auth0#1917)', async () => {
    const { cookieStore, MAX_SEALED_LENGTH } = await import('./cookie-store.ts');
    await cookieStore.create(hugeSession());
    expect(lines).toHaveLength(1);
    const [line] = lines;
    expect(line).toMatchObject({
      level: 'warn',
      event: 'session_lightened',
      limit: MAX_SEALED_LENGTH,
    });
    expect(line?.length).toBeGreaterThan(MAX_SEALED_LENGTH);
    expect(line?.left_out).toBeGreaterThan(0);
  });
});

it('the largest tokens go first, one by one, and the names only after all of them', async () => {
  const { cookieStore } = await import('./cookie-store.ts');
  const small = { token: 's'.repeat(60), expiresAt };
  const session = newTestSession({
    organizationNames: { acmeorg00001: 'Acme' },
    accessTokens: {
      '': small,
      large: { token: 'l'.repeat(6000), expiresAt },
      middle: { token: 'm'.repeat(600), expiresAt },
    },
  });
  const opened = await cookieStore.open(await cookieStore.create(session));
  expect(Object.keys(opened?.accessTokens ?? {})).toEqual(expect.arrayContaining(['', 'middle']));
  expect(opened?.accessTokens).not.toHaveProperty('large');
  expect(opened?.organizationNames).toEqual({ acmeorg00001: 'Acme' });

  const names = Object.fromEntries(list(200, (i) => [`id${i}`, `Organization ${noise(24)}`]));
  const bare = await cookieStore.open(
    await cookieStore.create({ ...session, organizationNames: names }),
  );
  expect(bare).toMatchObject({
    accessTokens: {},
    organizationNames: null,
    refreshToken: 'refresh-1',
  });
  expect(lines.at(-1)).toMatchObject({ left_out: 3, names_left_out: true });
});

it('its own token stays when nothing can fetch it again: it says when the session is over', async () => {
  const { cookieStore } = await import('./cookie-store.ts');
  const { absoluteEnd } = await import('./session.ts');
  const names = Object.fromEntries(list(200, (i) => [`id${i}`, `Organization ${noise(24)}`]));
  const own = { token: 'o'.repeat(900), expiresAt };
  const session = newTestSession({
    refreshToken: undefined,
    organizationNames: names,
    accessTokens: { '': own, small: { token: 's', expiresAt } },
  });
  const opened = await cookieStore.open(await cookieStore.create(session));
  expect(opened).toMatchObject({ accessTokens: { '': own }, organizationNames: null });
  expect(opened && absoluteEnd(opened)).toBe(expiresAt);
});

it('a session that fits is kept whole, and nothing is said', async () => {
  const { cookieStore } = await import('./cookie-store.ts');
  const session = newTestSession();
  expect(await cookieStore.open(await cookieStore.create(session))).toEqual(session);
  expect(lines).toEqual([]);
});

it('an ID token that fits no cookie is an error of its own, with the size', async () => {
  const { cookieStore } = await import('./cookie-store.ts');
  const session = newTestSession({ idToken: 'x'.repeat(9000) });
  await expect(cookieStore.create(session)).rejects.toMatchObject({
    code: 'session_too_large',
    detail: expect.stringMatching(/^1\d{4} characters, at most \d+$/),
  });
});

it('has room for about 170 organizations, as docs/errors/session_too_large.md says', async () => {
  const { cookieStore } = await import('./cookie-store.ts');
  const memberOf = (count: number) => {
    const ids = list(count, () => noise(12).toLowerCase());
    const organizations = {
      organizations: ids,
      organization_roles: ids.map((id) => `${id}:member`),
    };
    const person = {
      sub: noise(9),
      name: 'Fiona Fifty',
      username: 'fiona',
      email: 'fiona@example.test',
    };
    return newTestSession({
      idToken: `${unsigned({ ...person, ...organizations })}${noise(96)}`,
      refreshToken: noise(32),
      organizationNames: Object.fromEntries(ids.map((id) => [id, `Organization ${id}`])),
    });
  };
  expect(await cookieStore.create(memberOf(150))).toBeDefined();
  await expect(cookieStore.create(memberOf(200))).rejects.toMatchObject({
    code: 'session_too_large',
  });
});
