import { registerOwnSecrets } from '@logto-okta/clients/own-secrets';
import { redact } from '@logto-okta/clients/redact';
import { cases, nasty } from '@logto-okta/clients/tests/fuzz';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';

const base64url = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((array) => Buffer.from(array).toString('base64url'));
const jwt = fc
  .tuple(fc.dictionary(fc.string(), fc.string()), base64url(64))
  .map(([claims, signature]) => {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    return `${encode({ alg: 'ES384', typ: 'JWT' })}.${encode(claims)}.${signature}`;
  });
const seal = fc
  .tuple(base64url(32), base64url(16), base64url(200), base64url(32), base64url(32))
  .map(
    ([salt, iv, data, macSalt, mac]) =>
      `Fe26.2*1*${salt}*${iv}*${data}*1767225600000*${macSalt}*${mac}~2`,
  );
/** Opaque tokens and secrets as Logto and Okta make them: 32 random bytes and more. */
const secret = fc.oneof(jwt, seal, base64url(32), base64url(48));
/** Text in which a secret can't be mistaken for a part of something longer. */
const around = nasty.map((text) => text.slice(0, 40)).filter((text) => !/[\w.*~-]$/.test(text));

const wrapped = (value: fc.Arbitrary<unknown>) =>
  fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      value,
      fc.tuple(fc.anything(), tie('node')),
      tie('node').map((inner) => ({ reason: inner })),
      tie('node').map((inner) => ({ inner, other: 1 })),
      value.map((text) => new Error(String(text), { cause: new TypeError(String(text)) })),
    ),
  })).node;

afterEach(() => registerOwnSecrets([]));

describe('the log, whatever it is given', () => {
  it('prints no secret of the app’s own, whatever it looks like and stands in', () => {
    // With letters of its own: what is left out can't come about again from what stands around it.
    const own = fc
      .array(fc.constantFrom(...'ЖДЯ+/=%"\\$^.*[](){}|? 🙂'), { minLength: 8, maxLength: 60 })
      .map((letters) => `Ж${letters.join('')}Я`);
    const spelled = own.chain((hidden) =>
      fc.record({
        hidden: fc.constant(hidden),
        written: fc.constantFrom(
          ...[hidden, encodeURIComponent(hidden), JSON.stringify(hidden)],
          ...[Buffer.from(hidden).toString('base64'), Buffer.from(hidden).toString('base64url')],
        ),
      }),
    );
    const property = fc.property(spelled, around, around, ({ hidden, written }, before, after) => {
      registerOwnSecrets(['another-secret', hidden]);
      const printed = redact({ text: `${before}${written}${after}`, [written]: 1 });
      const text = JSON.stringify(printed);
      for (const form of [hidden, written]) {
        expect(text).not.toContain(form);
        expect(text).not.toContain(JSON.stringify(form).slice(1, -1));
      }
    });
    fc.assert(property, cases(2000));
  });

  it('prints no token, seal or secret, wherever in an entry it stands', () => {
    const entry = fc.tuple(secret, around, around).chain(([hidden, before, after]) =>
      fc.record({
        hidden: fc.constant(hidden),
        entry: wrapped(fc.constant(`${before}${hidden} ${after}`)),
      }),
    );
    const property = fc.property(entry, ({ hidden, entry }) => {
      const printed = JSON.stringify(redact({ entry })) ?? '';
      expect(printed).not.toContain(hidden);
      // Nor its middle, which no cut of a long text may leave.
      const middle = Math.floor(hidden.length / 2);
      expect(printed).not.toContain(hidden.slice(middle - 10, middle + 10));
    });
    fc.assert(property, cases(2000));
  });

  it('prints no value of a field that is named for a secret', () => {
    const name = fc.constantFrom(
      ...['access_token', 'refreshToken', 'ID_TOKEN', 'client_secret', 'password', 'cookie'],
      ...[
        'set-cookie',
        'Authorization',
        'code_verifier',
        'code',
        'state',
        'session',
        'newPassword',
      ],
    );
    const property = fc.property(
      name,
      fc.string({ minLength: 8 }),
      fc.nat(3),
      (key, value, depth) => {
        const marked = `canary-${value}`;
        let entry: unknown = { [key]: [marked, { marked }] };
        for (let index = 0; index < depth; index++) entry = { nested: [entry] };
        expect(JSON.stringify(redact(entry))).not.toContain('canary-');
      },
    );
    fc.assert(property, cases(1000));
  });

  it('never throws, and what it gives is one line', () => {
    const property = fc.property(
      fc.anything({ withDate: true, withMap: true, withBigInt: false }),
      (value) => {
        expect(JSON.stringify(redact({ value }))).not.toMatch(/[\r\n]/);
      },
    );
    fc.assert(property, cases(1000));
  });
});
