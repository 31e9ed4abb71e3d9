import { deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * Makes what is sealed small: a response has about 4 KB for all its headers behind a proxy with its
 * defaults (nginx's `proxy_buffer_size`; auth0/nextjs-auth0#772). Most of a session is its ID token,
 * where base64 hides from a compressor that ids of organizations stand there more than once, so
 * tokens are taken apart first.
 */

/** Begins a string that isn't what it was. Doubled, it began one that was like this already. */
const MARK = '\u0001';
/**
 * What every session has in common, so that it costs next to nothing. Part of the format: a packed
 * session opens with the very text that it was packed with, so another text needs another `v`.
 */
const DICTIONARY = Buffer.from(
  '"screen":"sso","connector":"","again":true,"returnTo":"/dashboard","codeVerifier":"' +
    '{"id":"","sub":"","sid":"","idToken":"","refreshToken":"","accessTokens":{"":{"token":"' +
    '"},"expiresAt":179","scope":"openid offline_access profile email roles ' +
    'urn:logto:scope:organizations urn:logto:scope:organization_roles identities custom_data' +
    '"}},"organizationNames":{"":"Organization ","connectorId":"","companySso":true,"companySso":' +
    'false,"signedInAt":179,"authenticatedAt":179,"issuedAt":179,"judged":true,"validatedAt":179,' +
    '"touchedAt":179{"sub":"","name":"","picture":"https://www.gravatar.com/avatar/' +
    'https://lh3.googleusercontent.com/a/","updated_at":179,"username":null,"created_at":179,' +
    '"email":"@gmail.com","email_verified":true,"email_verified":false,"phone_number":null,' +
    '"phone_number_verified":false,"preferred_username":"","roles":[],"organizations":["",' +
    '"organization_roles":[":member",":admin","sid":"","nonce":"","at_hash":"","aud":"",' +
    '{"alg":"ES384","typ":"JWT","kid":""}"auth_time":179,"exp":179,"iat":179,"iss":"https://.logto.app/oidc"}',
);

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
export type PackedData = { v: 1; packed: string; kept: string[] };

/** Undefined when packing doesn't pay, as with what is small. */
export function pack(data: unknown): PackedData | undefined {
  const kept: string[] = [];
  const keep = (secret: string) => String(kept.push(secret) - 1);
  const replace = (_key: string, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (value.startsWith(MARK)) return MARK + MARK + value;
    if (IS_SECRET.test(value)) return MARK + keep(value);
    const [, header = '', payload = '', signature = ''] = IS_JWT.exec(value) ?? [];
    const parts = [decode(header), decode(payload)] as const;
    // Only what comes back to the letter: a token's signature is over every one of them.
    if (!signature || parts.map(encode).join() !== `${header},${payload}`) return value;
    return MARK + [keep(signature), ...parts].join(MARK);
  };
  const text = JSON.stringify(data, replace);
  const packed = deflateRawSync(text, { level: 9, dictionary: DICTIONARY }).toString('base64url');
  const isShorter = JSON.stringify({ v: 1, packed, kept }).length < JSON.stringify(data).length;
  return isShorter ? { v: 1, packed, kept } : undefined;
}

/** @throws for what `pack` didn't make. */
export function unpack({ v, packed, kept }: PackedData): unknown {
  const restore = (_key: string, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith(MARK)) return value;
    if (value.startsWith(MARK + MARK)) return value.slice(2);
    const [index, ...parts] = value.slice(1).split(MARK);
    return [...parts.map(encode), kept[Number(index)] ?? ''].join('.');
  };
  if (v !== 1) throw new Error('packed by another version');
  const options = { maxOutputLength: MAX_UNPACKED, dictionary: DICTIONARY };
  const bytes = inflateRawSync(Buffer.from(packed, 'base64url'), options);
  return JSON.parse(bytes.toString('utf8'), restore);
}
