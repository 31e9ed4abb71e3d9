/** Where a request comes from, for the forms of pages and for the API alike. */
import { getEnv } from '#lib/env.ts';

/** `unsaid`: neither header is there, as with clients that are no browsers. */
export type Provenance = 'own' | 'foreign' | 'unsaid';

/**
 * By the two headers that a page can't set: `Origin`, which every browser sends with a form and
 * with a writing `fetch`, and `Sec-Fetch-Site`. Either can say that it was another site's page, a
 * sibling host's included; both must agree that it was ours.
 */
export function provenanceOf(headers: Headers): Provenance {
  const site = headers.get('sec-fetch-site');
  // `none` is the person's own doing: an address that was typed, a page loaded again.
  if (site !== null && site !== 'same-origin' && site !== 'none') return 'foreign';
  const origin = headers.get('origin');
  if (origin === null) return site === 'same-origin' ? 'own' : 'unsaid';
  return isOwn(origin, headers) ? 'own' : 'foreign';
}

/**
 * The configured address, or the one that this request was sent to under another of our names, with
 * the configured scheme: `http://` of the same host is another origin. `null` is nobody's.
 */
function isOwn(origin: string, headers: Headers): boolean {
  const base = new URL(getEnv().BASE_URL);
  if (origin === base.origin) return true;
  const url = URL.parse(origin);
  // An origin has no path, and is written in one way.
  if (!url || url.origin !== origin || url.protocol !== base.protocol) return false;
  const host = headers.get('x-forwarded-host')?.split(',')[0]?.trim() ?? headers.get('host');
  return url.host === host;
}
