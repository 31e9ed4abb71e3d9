import 'server-only';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * Makes what is sealed small: a response has about 4 KB for all its headers behind a proxy with its
 * defaults (nginx's `proxy_buffer_size`; auth0/nextjs-auth0#772). Most of a session is its ID token,
 * where base64 hides from a compressor that ids of organizations stand there more than once, so
 * tokens are taken apart first.
 */

/** Begins a string that isn't what it was. Doubled, it began one that was like this already. */
const MARK = '\u0001';
/** Far above any session, and no bomb: only what we sealed ourselves is ever unpacked. */
const MAX_UNPACKED = 262_144;

const decode = (part: string) => Buffer.from(part, 'base64url').toString('utf8');
const encode = (text: string) => Buffer.from(text, 'utf8').toString('base64url');

const IS_JWT = /^(eyJ[\w-]+)\.(eyJ[\w-]+)\.([\w-]+)$/;
/** Opaque tokens, verifiers, ids of sessions. They gain nothing from a compressor anyway. */
const IS_SECRET = /^[\w-]{20,}$/;

/**
 * `kept` stands beside what is compressed. A secret in there could be guessed by the length of the
 * cookie, piece by piece, by somebody who can choose what stands next to it (CRIME, CVE-2012-4929).
 */
export type PackedData = { packed: string; kept: string[] };

/** Undefined when packing doesn't pay, as with what is small. */
export function pack(data: unknown): PackedData | undefined {
  const kept: string[] = [];
  const keep = (secret: string) => String(kept.push(secret) - 1);
  const replace = (_key: string, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (value.startsWith(MARK)) return MARK + MARK + value;
    if (IS_SECRET.test(value)) return MARK + keep(value);
    const [, header = '', payload = '', signature = ''] = IS_JWT.exec(value) ?? [];
    const claims = decode(payload);
    // Only what comes back to the letter: a token's signature is over every one of them.
    if (!signature || encode(claims) !== payload) return value;
    return [MARK + keep(`${header}.`), claims, keep(`.${signature}`)].join(MARK);
  };
  const text = JSON.stringify(data, replace);
  const packed = deflateRawSync(text, { level: 9 }).toString('base64url');
  const isShorter = JSON.stringify({ packed, kept }).length < JSON.stringify(data).length;
  return isShorter ? { packed, kept } : undefined;
}

/** @throws for what `pack` didn't make. */
export function unpack({ packed, kept }: PackedData): unknown {
  const restore = (_key: string, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith(MARK)) return value;
    if (value.startsWith(MARK + MARK)) return value.slice(2);
    const [first, claims, last] = value.slice(1).split(MARK);
    const head = kept[Number(first)] ?? '';
    return claims === undefined ? head : head + encode(claims) + (kept[Number(last)] ?? '');
  };
  const bytes = inflateRawSync(Buffer.from(packed, 'base64url'), { maxOutputLength: MAX_UNPACKED });
  return JSON.parse(bytes.toString('utf8'), restore);
}
