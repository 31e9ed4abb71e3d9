/**
 * Browsers and `<Link>` fetch pages ahead of a click, and scanners send HEAD: only a person going
 * there starts a sign-in (logto-io/logto#3618). Browsers say so in `Sec-Fetch-Mode` and
 * `Sec-Purpose`; a client that is no browser is taken at its word, also Node's `fetch`, which sends
 * a mode but no destination.
 */
export function isNavigation({ headers }: { headers: Pick<Headers, 'get'> }): boolean {
  const purpose = `${headers.get('sec-purpose') ?? ''} ${headers.get('purpose') ?? ''} ${headers.get('x-moz') ?? ''}`;
  if (/prefetch|prerender|preview/i.test(purpose)) return false;
  const mode = headers.get('sec-fetch-mode');
  return mode === null || mode === 'navigate' || !headers.get('sec-fetch-dest');
}

/** What a request that is no navigation gets: nothing happens. */
export const noContent = () =>
  new Response(null, { status: 204, headers: { 'Cache-Control': 'private, no-store' } });
