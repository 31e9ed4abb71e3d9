import type { NextConfig } from 'next';
import { PHASE_PRODUCTION_BUILD } from 'next/constants';
import createNextIntlPlugin from 'next-intl/plugin';
import { SECURITY_HEADERS } from './lib/http/security-headers.ts';

const securityHeaders = Object.entries(SECURITY_HEADERS).map(([key, value]) => ({ key, value }));

const nextConfig: NextConfig = {
  // For the container image alone (Dockerfile): `next start` warns when it is set.
  ...(process.env.NEXT_OUTPUT === 'standalone' && { output: 'standalone' as const }),
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // React repeats the page's preloads in a `Link` header of half a kilobyte, which is better left to
  // the session's cookie: proxies have 4 KB for all headers (auth0/nextjs-auth0#772).
  reactMaxHeadersLength: 0,
  // Nothing here uses Next's image optimizer, which fetches pages of ours for anybody and writes a
  // file for each request: this switches `/_next/image` off.
  images: { unoptimized: true },
  logging: { incomingRequests: false },
  // `forbidden()` and `unauthorized()`: real 403 and 401, each with its page.
  experimental: {
    authInterrupts: true,
    serverActions: { bodySizeLimit: '64kb' },
    // What is longer is cut off without a word, a piece of up to 64 KB at a time: enough is left for
    // `lib/http/refusal.ts` and the API to see that it is too long.
    proxyClientMaxBodySize: '256kb',
  },
  // The sandbox's provider is a development dependency, never part of a build.
  outputFileTracingExcludes: {
    '*': ['./packages/{sandbox,setup,load}/**', './e2e/**', './scripts/**'],
  },
  // A prefetch of `<Link>` (logto-io/logto#3618). Next strips its header before routes can see it.
  rewrites: async () => ({
    beforeFiles: [
      ...['/sign-in', '/sso/:path*'].map((source) => ({
        source,
        has: [{ type: 'header' as const, key: 'next-router-prefetch' }],
        destination: '/sign-in/prefetched',
      })),
    ],
    afterFiles: [],
    fallback: [],
  }),
  headers: async () => [{ source: '/:path*', headers: securityHeaders }],
};

/** Next takes any text, and fails when the first action is called. */
function checkActionsKey(key: string | undefined) {
  if (!key) return;
  const bytes = Buffer.from(key, 'base64');
  if ([16, 24, 32].includes(bytes.length) && bytes.toString('base64') === key) return;
  throw new Error(
    'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY is no key of 16, 24 or 32 bytes in base64. Make one: openssl rand -base64 32',
  );
}

export default (phase: string): NextConfig => {
  const mode = process.env.NODE_ENV;
  // Next would go on and fail at the end, with a TypeError in a page of its own (vercel/next.js#97046).
  if (phase === PHASE_PRODUCTION_BUILD && mode !== 'production') {
    throw new Error(`NODE_ENV is "${mode}". For a build, unset it or make it "production".`);
  }
  if (phase === PHASE_PRODUCTION_BUILD)
    checkActionsKey(process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY);
  return createNextIntlPlugin('./lib/i18n/request.ts')(nextConfig);
};
