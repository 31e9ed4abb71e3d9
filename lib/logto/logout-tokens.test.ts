/** Logout tokens with real signatures: which one ends sessions, and which ones don't. */
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { beforeEach, expect, it, vi } from 'vitest';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const ISSUER = 'https://logto.example/oidc';
const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
const stranger = await generateKeyPair('ES384');
const jwk = { ...(await exportJWK(publicKey)), kid: 'key', alg: 'ES384' };
const ended: object[] = [];
const claimed = new Set<string>();
vi.mock('#lib/session/store.ts', () => ({
  sessionStore: () => ({
    endAll: async (whose: object) => void ended.push(whose),
    claim: async (name: string) => Boolean(claimed.add(name)),
    isClaimed: async (name: string) => claimed.has(name),
  }),
}));
vi.mock('#lib/env.ts', () => ({ getEnv: () => ({ LOGTO_APP_ID: 'app' }) }));
vi.mock('#lib/log/log.ts', () => ({ log: { info() {}, warn() {} } }));
vi.mock('./discovery.ts', () => ({ getDiscovery: async () => ({ issuer: ISSUER }) }));
vi.mock('./tokens.ts', () => ({ logtoKeys: async () => createLocalJWKSet({ keys: [jwk] }) }));
const { endByLogoutToken } = await import('./backchannel.ts');

beforeEach(() => {
  ended.length = 0;
});

const now = () => Math.floor(Date.now() / 1000);
const claims = (more: JWTPayload = {}): JWTPayload => ({
  ...{ iss: ISSUER, aud: 'app', sub: 'alex', sid: 'sid', iat: now(), exp: now() + 120 },
  ...{ jti: crypto.randomUUID(), events: { [EVENT]: {} } },
  ...more,
});
const header = { alg: 'ES384', kid: 'key', typ: 'logout+jwt' };
const sign = (payload: JWTPayload, more: object = {}, key = privateKey) =>
  new SignJWT(payload).setProtectedHeader({ ...header, ...more }).sign(key);
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

it('one of Logto’s, for this app, of now, ends what it names, once', async () => {
  const token = await sign(claims());
  await endByLogoutToken(token);
  expect(ended).toEqual([expect.objectContaining({ sid: 'sid' })]);
  await expect(endByLogoutToken(token)).rejects.toThrow('jti was used before');
  expect(ended).toHaveLength(1);
});

it.each<[string, () => Promise<string> | string]>([
  ['of another issuer', () => sign(claims({ iss: 'https://evil.test' }))],
  ['without an issuer', () => sign(claims({ iss: undefined }))],
  ['for another application', () => sign(claims({ aud: 'other' }))],
  ['for nobody', () => sign(claims({ aud: undefined }))],
  ['by another key', () => sign(claims(), {}, stranger.privateKey)],
  ['unsigned', () => `${part({ ...header, alg: 'none' })}.${part(claims())}.`],
  ['an ID token', () => sign(claims(), { typ: 'JWT' })],
  ['expired', () => sign(claims({ exp: now() - 400 }))],
  ['issued long ago', () => sign(claims({ iat: now() - 1000, exp: now() + 5000 }))],
  ['without a time', () => sign(claims({ iat: undefined }))],
  ['without an id', () => sign(claims({ jti: undefined }))],
  ['of another event', () => sign(claims({ events: { 'https://other.example': {} } }))],
  ['without an event', () => sign(claims({ events: undefined }))],
  ['with a nonce, as ID tokens have', () => sign(claims({ nonce: 'n' }))],
  ['of nobody', () => sign(claims({ sub: undefined, sid: undefined }))],
])('one that is %s ends nothing', async (_name, token) => {
  await expect(endByLogoutToken(await token())).rejects.toMatchObject({ name: 'LogoutTokenError' });
  expect(ended).toEqual([]);
});
