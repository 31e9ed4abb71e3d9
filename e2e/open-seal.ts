/** What the app has sealed into a cookie, for specs that look into it or seal something like it. */
import { unsealData } from 'iron-session';
import { type PackedData, unpack } from '#lib/session/pack.ts';

type Times = { purpose: string; iat: number; exp: number };
type Sealed = Times & ({ data: Record<string, unknown> } | PackedData);

/** @param secret the first `COOKIE_SECRET`. */
export async function openSeal(sealed: string, secret: string) {
  const whole = await unsealData<Sealed>(sealed, { password: { 1: secret }, ttl: 0 });
  const { purpose, iat, exp } = whole;
  const data = 'packed' in whole ? (unpack(whole) as Record<string, unknown>) : whole.data;
  return { purpose, iat, exp, data };
}
