import { sealData } from 'iron-session';
import type { Material } from './fuzz-cases.ts';
import { openSeal } from './open-seal.ts';

/** Seals that are well made and still not a session: of another time, purpose, key or shape. */
export async function falseSeals({ cookieSecret, people }: Material): Promise<string[]> {
  const [cookies = {}] = people;
  const sealed = Object.entries(cookies).find(([name]) => name.startsWith('session-'))?.[1] ?? '';
  type Envelope = { purpose: string; iat: number; exp: number; data: Record<string, unknown> };
  const own = { password: { 1: cookieSecret }, ttl: 0 };
  const envelope: Envelope = await openSeal(sealed, cookieSecret);
  if (envelope.purpose !== 'session') throw new Error('the cookie is not a session’s');
  const { data, iat, exp } = envelope;
  const day = 24 * 3600_000;
  const shapes = [
    null,
    [],
    'x',
    { ...data, sub: 7 },
    { ...data, accessTokens: null },
    { id: data.id },
  ];
  const changes: Partial<Record<keyof Envelope, unknown>>[] = [
    ...[{ exp: Date.now() - 1 }, { exp: -1 }, { exp: undefined }, { exp: null }],
    ...[{ iat: iat + day, exp: exp + day }, { iat: undefined }],
    ...['ticket', 'record', 'sign-in', '', undefined].map((purpose) => ({ purpose })),
    { data: { ...data, signedInAt: Date.now() + day } },
    { data: { ...data, signedInAt: 0 } },
    { data: { ...data, touchedAt: 0 } },
    ...shapes.map((shape) => ({ data: shape })),
    { data: { ...data, idToken: 'not-a-token' } },
  ];
  const stranger = { password: { 1: 'Zq8Wn5Xe2Rc9Tv6Yb3Um7Io4Pl1Ak0Sj5Dh' }, ttl: 0 };
  const otherNumber = { password: { 2: cookieSecret }, ttl: 0 };
  return Promise.all([
    ...changes.map((one) => sealData({ ...envelope, ...one }, own)),
    sealData(envelope, stranger),
    sealData(envelope, otherNumber),
    // What the library itself would take for a session without an envelope.
    sealData(data, own),
  ]);
}
