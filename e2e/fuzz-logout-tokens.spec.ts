/** Logout tokens that Logto never sent: each is refused, and nobody is signed out by one. */
import { createPublicKey, randomBytes, randomUUID } from 'node:crypto';
import { cases, change, changed, nasty } from '@logto-okta/clients/tests/fuzz';
import { otherKey } from '@logto-okta/sandbox/engine/forged-tokens';
import { sandboxApplication } from '@logto-okta/sandbox/sandbox';
import { send } from '@logto-okta/sandbox/tools/plain-browser';
import fc from 'fast-check';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import { expect, test } from './fixtures.ts';
import { plainBrowser } from './plain-browser.ts';
import { sandboxOf } from './tenant-settings.ts';

const PATH = '/api/backchannel-logout';
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const FORM = 'application/x-www-form-urlencoded';
const ALEX = 'alexpassword';
const seconds = () => Math.floor(Date.now() / 1000);

test('only what Logto signed, for us, now and once, ends a session', async ({ world }) => {
  test.skip(!world.sandbox, 'signs with the sandbox’s keys');
  test.setTimeout(120_000);
  const { logto } = sandboxOf(world);
  const key = logto.signingKey;
  const alg = key.alg ?? 'ES384';
  type Jwk = Parameters<typeof importJWK>[0];
  const own = await importJWK(key as Jwk, alg);
  const strange = await importJWK((await otherKey(key)) as Jwk, alg);
  // The public key as the text of a secret: what a library takes that goes by the token's `alg`.
  const publicText = new TextEncoder().encode(
    createPublicKey({ key: key as never, format: 'jwk' })
      .export({ type: 'spki', format: 'pem' })
      .toString(),
  );
  const goodClaims = () => ({
    iss: `${logto.url}/oidc`,
    aud: sandboxApplication.id,
    sub: ALEX,
    iat: seconds(),
    exp: seconds() + 120,
    jti: randomUUID(),
    events: { [EVENT]: {} },
  });
  const header = { alg, kid: key.kid ?? '', typ: 'logout+jwt' };
  const sign = (claims: JWTPayload, more: object = {}, by: typeof own | Uint8Array = own) =>
    new SignJWT(claims).setProtectedHeader({ ...header, ...more }).sign(by);
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

  const app = await world.startApp();
  const browser = plainBrowser(app.url);
  await browser.signIn(world.logtoUrl, 'alex');
  const post = (body: string, type = FORM) =>
    send(app.url, { method: 'POST', target: PATH, body, headers: { 'content-type': type } });
  const form = (token: string) => `logout_token=${encodeURIComponent(token)}`;

  /** Each makes one token wrong; `undefined` leaves the claim out. */
  const wrongClaims: fc.Arbitrary<object> = fc.oneof(
    fc.constantFrom(
      ...['iss', 'aud', 'iat', 'exp', 'jti', 'events'].map((name) => ({ [name]: undefined })),
      ...[{ sub: undefined }, { sub: '' }, { nonce: 'n' }, { nonce: '' }, { jti: 'x'.repeat(300) }],
      ...[
        { events: {} },
        { events: { [EVENT]: null } },
        { events: { [EVENT]: true } },
        { events: [EVENT] },
      ],
      ...[{ iat: 'now' }, { exp: 'never' }, { events: EVENT }, { sub: { toString: 'x' } }],
    ),
    nasty.map((text) => ({ iss: text })),
    nasty.map((text) => ({ aud: text })),
    fc.array(nasty, { maxLength: 3 }).map((aud) => ({ aud })),
    fc.integer({ min: 400, max: 1e9 }).map((ago) => ({ exp: seconds() - ago })),
    fc.integer({ min: 1000, max: 1e9 }).map((ago) => ({ iat: seconds() - ago })),
    fc
      .integer({ min: 400, max: 1e9 })
      .map((ahead) => ({ iat: seconds() + ahead, exp: seconds() + ahead + 120 })),
  );
  const wrongHeader = fc.constantFrom<object>(
    ...[
      { typ: 'JWT' },
      { typ: undefined },
      { typ: 'at+jwt' },
      { kid: 'another' },
      { crit: ['exp'] },
    ],
  );
  const token = fc.oneof(
    wrongClaims.map((claims) => () => sign({ ...goodClaims(), ...claims })),
    wrongHeader.map((more) => () => sign(goodClaims(), more).catch(() => 'x')),
    fc.constantFrom<() => Promise<string>>(
      () => sign(goodClaims(), {}, strange),
      () => sign(goodClaims(), { alg: 'HS256' }, publicText),
      async () => `${encode({ ...header, alg: 'none' })}.${encode(goodClaims())}.`,
      async () => `${encode({ ...header, alg: 'None' })}.${encode(goodClaims())}.AAAA`,
      async () => encode(goodClaims()),
    ),
    // A good one, damaged on its way.
    fc.array(change, { minLength: 1, maxLength: 3 }).map((list) => async () => {
      const good = await sign(goodClaims());
      const other = list.reduce(changed, good);
      // The last character of base64 may say nothing; decoded alike it is the good one.
      const same = (text: string) =>
        text
          .split('.')
          .map((part) => Buffer.from(part, 'base64url').toString('hex'))
          .join();
      return same(other) === same(good) ? 'x' : other;
    }),
    nasty.map((text) => async () => text.toWellFormed()),
  );
  const wrap = fc.constantFrom<(text: string) => [string, string?]>(
    ...Array.from({ length: 6 }, () => (text: string): [string, string?] => [form(text)]),
    (text) => [`${form(text)}&${form(text)}`],
    (text) => [`token=${encodeURIComponent(text)}`],
    (text) => [JSON.stringify({ logout_token: text }), 'application/json'],
    (text) => [form(text), 'text/plain'],
    (text) => [form(text), ''],
    (text) => [`${form(text)}&x=${'x'.repeat(20_000)}`],
    (text) => [`x=${'x'.repeat(1_000_000)}&${form(text)}`],
  );
  const isSignedIn = async () => (await browser.open('/dashboard')).text.includes('Alex Morgan');

  let count = 0;
  const property = fc.asyncProperty(token, wrap, async (make, wrapped) => {
    const [body, type] = wrapped(await make());
    const { status, headers, text } = await post(body, type);
    expect(status, text).toBe(400);
    expect(headers['cache-control']).toContain('no-store');
    if (text) expect(JSON.parse(text).error).toBe('invalid_request');
    count += 1;
    if (count % 100 === 0) expect(await isSignedIn()).toBe(true);
  });
  await fc.assert(property, { ...cases(500), endOnFailure: true });
  expect(await isSignedIn()).toBe(true);
  for (const method of ['GET', 'PUT', 'DELETE', 'HEAD']) {
    expect((await send(app.url, { method, target: PATH })).status).toBe(405);
  }

  const stranger = await sign({
    ...goodClaims(),
    sub: 'somebody-else',
    sid: randomBytes(8).toString('hex'),
  });
  const taken = await post(form(stranger));
  expect(taken.status, taken.text).toBe(200);
  expect(await isSignedIn(), 'after another’s token').toBe(true);
  // The whole test would pass if everything were refused: the good one is taken, once.
  const good = await sign(goodClaims());
  expect((await post(form(good))).status).toBe(200);
  expect((await post(form(good))).status, 'replayed').toBe(400);
  expect(await isSignedIn()).toBe(false);
  const log = app.log();
  for (const text of [good, stranger]) {
    for (const part of text.split('.')) expect(log).not.toContain(part);
  }
  await app.stop();
});
