/** Where `next.config.ts` sends prefetches of `/sign-in`: nothing happens. */
export const GET = () =>
  new Response(null, { status: 204, headers: { 'Cache-Control': 'private, no-store' } });
