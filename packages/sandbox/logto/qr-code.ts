/** The QR codes that authenticator apps scan, as Logto draws them: a PNG in a data URL. */
import { toDataURL } from 'qrcode';
import type { LogtoUser } from './tenant.ts';

export const qrCode = (text: string): Promise<string> => toDataURL(text);

/**
 * @param issuer host of the tenant, which apps show beside the account's name.
 * @param isDetailed names the algorithm, digits and period too: the sign-in pages do so, the
 *   account center's don't.
 */
export function otpauthUrl(secret: string, account: string, issuer: string, isDetailed = true) {
  const details = isDetailed ? '&period=30&digits=6&algorithm=SHA1' : '';
  const service = encodeURIComponent(issuer);
  const label = `${service}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${secret}${details}&issuer=${service}`;
}

export const accountNameOf = ({
  name,
  primaryEmail,
  primaryPhone,
  username,
}: Partial<Pick<LogtoUser, 'name' | 'primaryEmail' | 'primaryPhone' | 'username'>>) =>
  name ?? primaryEmail ?? (primaryPhone && `+${primaryPhone}`) ?? username ?? 'Unnamed User';
