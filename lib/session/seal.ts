import 'server-only';
import { sealData, unsealData } from 'iron-session';
import { getEnv } from '#lib/env.ts';
import { hashOf, memory } from './memory.ts';
import { type PackedData, pack, unpack } from './pack.ts';

/**
 * What a seal is for: a whole session in a cookie; a ticket, which is the id of one in Redis; that
 * session's record there; a sign-in that is under way; a change of persons that waits for a word.
 * None is ever accepted in another's place.
 */
export type SealPurpose = 'session' | 'ticket' | 'record' | 'sign-in' | 'person-change';
/** `data` is what somebody sealed once, perhaps an earlier version of this app: check its shape. */
export type Sealed = { data: unknown; issuedAt: number; expiresAt: number };
/** `packed` in place of `data` where that is shorter; earlier versions of the app had `data` only. */
type Times = { purpose: SealPurpose; iat: number; exp: number };
type Envelope = Times & { data: unknown };
type Packed = Times & ({ data: unknown } | PackedData);

/**
 * Encrypts and signs with the newest of the numbered secrets (iron-session). The times stand
 * inside the seal: a cookie's own expiry is only advice to the browser (CVE-2025-46344).
 *
 * @param ttl seconds
 */
export function seal(
  purpose: SealPurpose,
  data: unknown,
  ttl: number,
  now = Date.now(),
): Promise<string> {
  const packed = pack(data);
  const times = { purpose, iat: now, exp: now + ttl * 1000 };
  const envelope: Packed = { ...times, ...(packed ?? { data }) };
  return sealData(envelope, { password: getEnv().COOKIE_SECRET, ttl });
}

/** Sealed with the newest secret, which the seal names (iron-webcrypto: `Fe26.2*<number>*…`). */
export const isSealedByNewest = (sealed: string) =>
  sealed.split('*')[1] === String(Math.max(...Object.keys(getEnv().COOKIE_SECRET).map(Number)));

/** Undefined for whatever isn't ours, not for this, damaged or expired; it never throws. */
export async function unseal(
  purpose: SealPurpose,
  sealed: string | undefined,
  now = Date.now(),
): Promise<Sealed | undefined> {
  if (!sealed) return undefined;
  const envelope = await openOnce(sealed);
  if (!envelope) return undefined;
  const { iat, exp, data } = envelope;
  if (envelope.purpose !== purpose || iat === undefined || exp === undefined) return undefined;
  // A seal from the future is as suspect as an expired one.
  if (exp <= now || iat > now + 60_000) return undefined;
  return { data, issuedAt: iat, expiresAt: exp };
}

/**
 * Opening a seal costs half a millisecond, which is most of what a signed-in page costs more than
 * another. What was in it is remembered by its hash; whether that still counts is asked each time.
 */
async function openOnce(sealed: string): Promise<Partial<Envelope> | undefined> {
  const { opened } = memory();
  const key = hashOf(sealed);
  const known = opened.get(key) as Partial<Envelope> | undefined;
  if (known) return known;
  try {
    const { v, packed, kept, ...rest } = await unsealData<Partial<Envelope & PackedData>>(sealed, {
      password: getEnv().COOKIE_SECRET,
    });
    const envelope = v && packed && kept ? { ...rest, data: unpack({ v, packed, kept }) } : rest;
    // What isn't a seal of ours comes back as an empty object; it isn't worth a place in memory.
    if (envelope.purpose) opened.set(key, envelope);
    return envelope;
  } catch {
    return undefined;
  }
}
