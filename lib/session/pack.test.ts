import { randomBytes } from 'node:crypto';
import { cases } from '@logto-okta/clients/tests/fuzz';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pack, unpack } from './pack.ts';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (claims: unknown) =>
  `${encode({ alg: 'ES384' })}.${encode(claims)}.${'s'.repeat(128)}`;
const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const value = fc.oneof(
  text,
  text.map((one) => `\u0001${one}`),
  fc.dictionary(text, text).map(token),
  // Base64 that isn't in its one right form, and bytes that are no text.
  fc.constantFrom('eyJ.eyJ.x', 'eyJh.eyJhf.x', 'eyJh.eyJ_____.x', 'eyJh.eyJhIjoiw6.x'),
);

it('whatever was packed comes back to the letter, tokens above all', () => {
  const property = fc.property(fc.dictionary(text, fc.oneof(value, fc.array(value))), (data) => {
    const filler = '. '.repeat(500);
    const packed = pack({ data, filler });
    expect(packed).toBeDefined();
    const plain = JSON.parse(JSON.stringify({ data, filler }));
    expect(packed && unpack(packed)).toEqual(plain);
  });
  fc.assert(property, cases(1000));
});

it('what would only grow is left as it is', () => expect(pack({ id: 'a' })).toBeUndefined());

it('isn’t blown up by what packs too well', () => {
  const packed = pack('a '.repeat(150_000));
  expect(packed?.packed.length).toBeLessThan(1000);
  expect(() => packed && unpack(packed)).toThrow();
});

it('twenty organizations cost less than half of what they did', () => {
  const ids = Array.from({ length: 20 }, (_, i) => `o${String(i * 7919).padStart(11, 'qk3')}`);
  const claims = { organizations: ids, organization_roles: ids.map((id) => `${id}:member`) };
  const names = Object.fromEntries(ids.map((id, index) => [id, `Organization ${index}`]));
  const session = { idToken: token(claims), organizationNames: names };
  expect(JSON.stringify(pack(session)).length).toBeLessThan(JSON.stringify(session).length / 2);
});

it('no secret goes through the compressor, where a cookie’s length would tell of it (CVE-2012-4929)', () => {
  const secret = randomBytes(32).toString('base64url');
  const length = (guess: string) => {
    const filler = { text: '. '.repeat(300), name: `the name: ${guess}` };
    return JSON.stringify(pack({ refreshToken: secret, ...filler })).length;
  };
  const right = length(secret.slice(0, 20));
  const wrong = length(randomBytes(32).toString('base64url').slice(0, 20));
  expect(Math.abs(right - wrong)).toBeLessThan(8);
});
