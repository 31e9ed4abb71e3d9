/** Who may ask from where: CORS, and the addresses that people are sent back to. */
import { z } from 'zod';
import { authorizePath, basic } from './flows.ts';
import { posts, unknownCode } from './protocol-cases.ts';
import { type Case, fresh, invalidGrant, oidcError } from './shapes.ts';

const PREFLIGHT = {
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type',
};
const preflight = (path: string, methods: string): Case => ({
  name: `CORS: preflight at ${path}`,
  send: (target) =>
    fresh(target).send(path, {
      method: 'OPTIONS',
      headers: { origin: 'https://elsewhere.example', ...PREFLIGHT },
    }),
  expect: () => ({
    status: 204,
    headers: {
      'access-control-allow-origin': 'https://elsewhere.example',
      'access-control-allow-methods': methods,
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '3600',
      vary: /Origin/,
    },
  }),
});
const cors: Case[] = [
  preflight('/oidc/token', 'POST'),
  preflight('/oidc/token/introspection', 'POST'),
  preflight('/oidc/me', 'GET,POST'),
  preflight('/oidc/jwks', 'GET'),
  ...['/oidc/.well-known/openid-configuration', '/oidc/jwks'].map(
    (path): Case => ({
      name: `CORS: ${path} is for all`,
      send: (target) => fresh(target).get(path, { origin: 'https://elsewhere.example' }),
      expect: () => ({
        status: 200,
        headers: { 'access-control-allow-origin': 'https://elsewhere.example' },
      }),
    }),
  ),
  {
    name: 'CORS: none at the authorization endpoint',
    send: (target) => fresh(target).send('/oidc/auth', { method: 'OPTIONS', headers: PREFLIGHT }),
    expect: () => ({ status: 404, headers: { 'access-control-allow-origin': '(none)' } }),
  },
  posts(
    'CORS: tokens for a page of the application',
    (target) => ({
      headers: { ...basic(target), origin: new URL(target.application.redirectUri).origin },
      fields: unknownCode(target),
    }),
    (target) => ({
      status: 400,
      headers: {
        'access-control-allow-origin': new URL(target.application.redirectUri).origin,
        'access-control-expose-headers': 'WWW-Authenticate',
      },
      body: invalidGrant,
    }),
  ),
  posts(
    'CORS: tokens for a page under a wildcard',
    (target) => ({
      headers: { ...basic(target), origin: 'https://pr-7.preview.example.test' },
      fields: unknownCode(target),
    }),
    () => ({ status: 400, body: invalidGrant }),
  ),
  posts(
    'CORS: no tokens for a page of others',
    (target) => ({
      headers: { ...basic(target), origin: 'https://elsewhere.example' },
      fields: unknownCode(target),
    }),
    ({ application }) => ({
      status: 400,
      headers: { 'access-control-allow-origin': '(none)' },
      body: oidcError(
        'invalid_request',
        `origin https://elsewhere.example not allowed for client: ${application.id}`,
      ),
    }),
  ),
];

const redirects = (address: string, isAllowed: boolean): Case => ({
  name: `redirect URI ${isAllowed ? 'allowed' : 'refused'}: ${address}`,
  send: (target) => fresh(target).get(authorizePath(target, { redirect_uri: address })),
  expect: () =>
    isAllowed
      ? { status: 303, headers: { location: /\/sign-in/ } }
      : { status: 400, body: z.object({ code: z.literal('oidc.invalid_redirect_uri') }) },
});
const leaves = (address: string, isAllowed: boolean): Case => ({
  name: `sign-out address ${isAllowed ? 'allowed' : 'refused'}: ${address}`,
  send: ({ application, ...target }) => {
    const query = { client_id: application.id, post_logout_redirect_uri: address };
    const path = `/oidc/session/end?${new URLSearchParams(query)}`;
    return fresh({ application, ...target }).get(path);
  },
  expect: () =>
    isAllowed
      ? { status: 200, text: /<form/ }
      : {
          status: 400,
          body: oidcError('invalid_request', 'post_logout_redirect_uri not registered'),
        },
});
const wildcards: Case[] = [
  redirects('https://pr-7.preview.example.test/callback', true),
  redirects('https://PR-7.PREVIEW.example.test/callback', true),
  redirects('https://a.pr-7.preview.example.test/callback', false),
  redirects('https://preview.example.test/callback', false),
  redirects('https://*.preview.example.test/callback', false),
  redirects('https://pr-7.preview.example.test/callback/', false),
  redirects('https://pr-7.preview.example.test/callback?x=1', false),
  redirects('https://pr-7.preview.example.test:8443/callback', false),
  redirects('http://pr-7.preview.example.test/callback', false),
  redirects('https://app-7.example.test/callback', true),
  redirects('https://app-.example.test/callback', false),
  redirects('http://localhost:9/deep/a/b/callback', true),
  redirects('http://localhost:9/deep/callback', false),
  redirects('http://LOCALHOST:9/callback', true),
  redirects('http://localhost:9/callback/', false),
  redirects('http://127.0.0.1:9/callback', false),
  leaves('https://pr-7.preview.example.test/', true),
  leaves('https://a.pr-7.preview.example.test/', false),
  leaves('http://localhost:9', true),
];

export const originCases: Case[] = [...cors, ...wildcards];
