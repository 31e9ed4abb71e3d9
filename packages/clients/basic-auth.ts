/** The header of HTTP Basic, each part form-encoded first (RFC 6749 §2.3.1). */
export const basicAuth = (id: string, secret: string) =>
  `Basic ${btoa([id, secret].map(encodeURIComponent).join(':'))}`;
