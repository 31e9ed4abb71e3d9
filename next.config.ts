import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

/** On everything, static files included. What differs from request to request is set in `proxy.ts`. */
const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=()' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  // Browsers heed it on https only.
  { key: 'Strict-Transport-Security', value: 'max-age=63072000' },
];

const nextConfig: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  logging: { incomingRequests: false },
  // The sandbox's provider is a development dependency, never part of a build.
  outputFileTracingExcludes: { '*': ['./sandbox/**', './e2e/**', './scripts/**'] },
  // A prefetch of `<Link>` (logto-io/logto#3618). Next strips its header before routes can see it.
  rewrites: async () => ({
    beforeFiles: [
      {
        source: '/sign-in',
        has: [{ type: 'header', key: 'next-router-prefetch' }],
        destination: '/sign-in/prefetched',
      },
    ],
    afterFiles: [],
    fallback: [],
  }),
  headers: async () => [{ source: '/:path*', headers: securityHeaders }],
};

export default createNextIntlPlugin('./lib/i18n.ts')(nextConfig);
