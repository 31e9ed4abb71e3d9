/** On everything that is answered. What differs from request to request is set in `proxy.ts`. */
export const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  // Browsers heed it on https only.
  'Strict-Transport-Security': 'max-age=63072000',
} as const;

/** Of an answer without a page: nothing may be loaded, framed or kept. */
export const EMPTY_ANSWER_HEADERS = {
  ...SECURITY_HEADERS,
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cache-Control': 'private, no-store',
  Vary: 'Cookie',
} as const;
