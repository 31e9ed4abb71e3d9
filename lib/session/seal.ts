import 'server-only';
import { sealData, unsealData } from 'iron-session';
import { getEnv } from '#lib/env.ts';

/** What a seal is for. A sign-in's seal is never accepted as a session, nor the other way round. */
export type SealPurpose = 'session' | 'sign-in';
/** `data` is what somebody sealed once, perhaps an earlier version of this app: check its shape. */
export type Sealed = { data: unknown; issuedAt: number; expiresAt: number };
type Envelope = { purpose: SealPurpose; iat: number; exp: number; data: unknown };

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
  const envelope: Envelope = { purpose, iat: now, exp: now + ttl * 1000, data };
  return sealData(envelope, { password: getEnv().COOKIE_SECRET, ttl });
}

/** Undefined for whatever isn't ours, not for this, damaged or expired; it never throws. */
export async function unseal(
  purpose: SealPurpose,
  sealed: string | undefined,
  now = Date.now(),
): Promise<Sealed | undefined> {
  if (!sealed) return undefined;
  try {
    const envelope = await unsealData<Partial<Envelope>>(sealed, {
      password: getEnv().COOKIE_SECRET,
    });
    const { iat, exp, data } = envelope;
    if (envelope.purpose !== purpose || iat === undefined || exp === undefined) return undefined;
    // A seal from the future is as suspect as an expired one.
    if (exp <= now || iat > now + 60_000) return undefined;
    return { data, issuedAt: iat, expiresAt: exp };
  } catch {
    return undefined;
  }
}
