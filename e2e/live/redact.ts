/**
 * Secrets out of reports. Steps are named after what was typed, traces hold every header and body,
 * and pages show errors with addresses in them; so whatever a run knows to be secret is replaced
 * wherever it stands, in the spellings that browsers and reports use.
 */
import { isZip, unzip, zip } from './zip.ts';

const MASK = '[redacted]';
/** Anything shorter would be found in innocent words. */
const SHORTEST = 8;

/** Three parts of base64url, the first being a JSON object; the signature may be missing. */
const JWT = /eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g;
/** Codes of the way back, which are good for one minute, and logout hints. */
const QUERY = /([?&](?:code|id_token_hint|sessionToken|stateToken|stateHandle)=)[^&#\s"'\\]{6,}/g;
const COOKIE_NAME = /^[\w.-]+$/;

const spellings = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams({ s: secret }).toString().slice(2),
  JSON.stringify(secret).slice(1, -1),
  JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
  secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
];

export type Redactor = {
  text: (text: string) => string;
  /** Archives are opened, and archives in them; pictures and films stay as they are. */
  file: (file: Buffer) => Buffer;
  /** Whether a secret is left. Cookies count when they are found in the file itself. */
  finds: (file: Buffer) => boolean;
};

export function redactor(secrets: Iterable<string>): Redactor {
  const known = sorted([...secrets].filter(({ length }) => length >= SHORTEST).flatMap(spellings));
  const knownBytes = known.map(asBytes);
  const text = (given: string, values = known) =>
    replaceAll(given, values).replace(JWT, MASK).replace(QUERY, `$1${MASK}`);

  function clean(file: Buffer, cookies: string[]): Buffer {
    if (isZip(file)) {
      const entries = unzip(file);
      const all = [...cookies, ...entries.flatMap(({ content }) => cookiesIn(content))];
      return zip(entries.map(({ name, content }) => ({ name, content: clean(content, all) })));
    }
    if (isPicture(file)) return file;
    // One character a byte, so that whatever isn't text comes through unharmed.
    const given = file.toString('latin1');
    const embedded = withEmbeddedZip(given, (inner) => clean(inner, cookies));
    const ofFile = [...cookies, ...cookiesIn(file)].flatMap(spellings).map(asBytes);
    const cleaned = text(embedded, sorted([...knownBytes, ...ofFile]));
    return cleaned === given ? file : Buffer.from(cleaned, 'latin1');
  }
  return {
    text: (given) => text(given),
    file: (file) => clean(file, []),
    finds: (file) => !clean(file, []).equals(canonical(file)),
  };
}

/** Archives are packed anew by `clean`, so they are compared by what a mere repacking gives. */
function canonical(file: Buffer): Buffer {
  if (isZip(file)) {
    return zip(unzip(file).map(({ name, content }) => ({ name, content: canonical(content) })));
  }
  if (isPicture(file)) return file;
  return Buffer.from(withEmbeddedZip(file.toString('latin1'), canonical), 'latin1');
}

const asBytes = (text: string) => Buffer.from(text).toString('latin1');
const sorted = (values: string[]) =>
  [...new Set(values)].sort((one, other) => other.length - one.length);

const replaceAll = (text: string, values: string[]) =>
  values.reduce(
    (rest, value) => (rest.includes(value) ? rest.replaceAll(value, MASK) : rest),
    text,
  );

/** Playwright's HTML report is one page that carries its data as an archive. */
const EMBEDDED = /data:application\/zip;base64,([A-Za-z0-9+/=]+)/g;
const withEmbeddedZip = (text: string, change: (inner: Buffer) => Buffer) =>
  text.includes('data:application/zip')
    ? text.replace(
        EMBEDDED,
        (_, data: string) =>
          `data:application/zip;base64,${change(Buffer.from(data, 'base64')).toString('base64')}`,
      )
    : text;

const PICTURES = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x1a, 0x45, 0xdf, 0xa3],
  [0x77, 0x4f, 0x46],
];
const isPicture = (file: Buffer) =>
  PICTURES.some((start) => start.every((byte, at) => file[at] === byte));

type Har = { name?: unknown; value?: unknown };
const HEADERS = ['cookie', 'set-cookie', 'authorization', 'logto-verification-id'];

/** Values of cookies and credentials in a trace's network file, which is one JSON object a line. */
function cookiesIn(file: Buffer): string[] {
  if (isPicture(file) || !file.includes('"headers"')) return [];
  const found: string[] = [];
  const look = ({ name, value }: Har, isCookie: boolean) => {
    if (typeof name !== 'string' || typeof value !== 'string') return;
    if (isCookie) found.push(value);
    else if (HEADERS.includes(name.toLowerCase())) found.push(value, ...valuesOf(value));
  };
  for (const line of file.toString('utf8').split('\n')) {
    if (!line.includes('"headers"')) continue;
    let entry: unknown;
    try {
      entry = JSON.parse(line);
    } catch {
      continue;
    }
    walk(entry, (key, list) => {
      if (key !== 'headers' && key !== 'cookies') return;
      for (const one of list) look(one as Har, key === 'cookies');
    });
  }
  return found.filter(({ length }) => length >= SHORTEST);
}

/** `a=1; b=2`, and lines of `Set-Cookie`, whose attributes are too short or too common to count. */
const valuesOf = (header: string) =>
  header.split(/;\s*|\n/).flatMap((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const isAttribute = /^(path|expires|domain|max-age|samesite)$/i.test(name.trim());
    return COOKIE_NAME.test(name.trim()) && !isAttribute ? [value] : [];
  });

function walk(value: unknown, visit: (key: string, list: unknown[]) => void) {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (Array.isArray(inner)) visit(key, inner);
    walk(inner, visit);
  }
}
