/**
 * The one place that reads, compares and takes apart e-mail addresses and their domains. What has
 * no normal form matches nothing: callers decide what that means, and the guard refuses it.
 */
import { isIP } from 'node:net';
import { domainToASCII, domainToUnicode } from 'node:url';

/** RFC 5321 §4.5.3.1.3 */
export const MAX_EMAIL_LENGTH = 254;
const MAX_DOMAIN_LENGTH = 253;

/**
 * Letters, digits, marks, hyphens and the dots of IDNA. `domainToASCII` is a URL parser: it stops at
 * `/` and `#`, decodes `%61`, and drops zero-width characters, so none of them gets that far.
 */
const DOMAIN = /^[\p{L}\p{M}\p{N}.\u3002\uff0e\uff61-]+$/u;
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
/** Some count as letters or marks and yet show nothing, U+115F and U+FE0F among them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

/** Lower-case ASCII (IDNA), without the root's dot; undefined for what is no domain name. */
export function normalizeDomain(text: string): string | undefined {
  if (!DOMAIN.test(text) || INVISIBLE.test(text)) return undefined;
  const domain = domainToASCII(text).replace(/\.$/, '');
  const isName = domain.length <= MAX_DOMAIN_LENGTH && domain.split('.').every(isLabel);
  return isName && !isIP(domain) ? domain : undefined;
}
/** Some versions of Node pass `xn--` labels on that encode nothing; RFC 5891 §5.4 wants them refused. */
const isLabel = (label: string) =>
  LABEL.test(label) &&
  (!label.startsWith('xn--') ||
    (domainToUnicode(label) !== label && domainToASCII(domainToUnicode(label)) === label));

/** Whether a list, as somebody wrote it, has a domain in normal form. */
export const hasDomain = (written: readonly string[], domain: string) =>
  written.some((one) => normalizeDomain(one) === domain);

/** Only ASCII letters: Unicode's folding takes U+017F, the long s, for an `s`. */
const asciiLowerCase = (text: string) => text.replace(/[A-Z]/g, (one) => one.toLowerCase());

/** U+212A, the Kelvin sign, is a `K` in NFC: what was written is no ASCII, and mustn't become any. */
const turnsAscii = (text: string) =>
  [...text].some((one) => one > '\x7f' && one.normalize('NFC') <= '\x7f');

function parts(text: string): { local: string; domain: string } | undefined {
  if (text.length > MAX_EMAIL_LENGTH || INVISIBLE.test(text)) return undefined;
  // A quoted local part may hold another `@`; Logto and others then disagree on the domain.
  const [local, host, ...more] = text.split('@');
  const domain = host && normalizeDomain(host);
  if (!local || !domain || more.length > 0 || turnsAscii(local)) return undefined;
  return { local: asciiLowerCase(local.normalize('NFC')), domain };
}

/** The form in which addresses are compared; undefined for what is no address. */
export function normalizeEmail(text: string): string | undefined {
  const found = parts(text);
  return found && `${found.local}@${found.domain}`;
}

/** The normal form of the address's domain; undefined for what is no address. */
export const domainOf = (email: string): string | undefined => parts(email)?.domain;

/** False also when one of them is no address. */
export function isSameEmail(one: string | null | undefined, other: string | null | undefined) {
  const normal = one ? normalizeEmail(one) : undefined;
  return normal !== undefined && normal === (other ? normalizeEmail(other) : undefined);
}
