/** The contract of `/api`'s edges: methods that a path has not, pages of other origins. */
import { type Case, type Expectation, fresh } from './shapes.ts';

const asked = (
  method: string,
  path: string,
  expectation: Expectation,
  headers: Record<string, string> = {},
): Case => ({
  name: `api: ${method} ${path}${headers.origin ? ` from ${headers.origin}` : ''}`,
  send: (target) => fresh(target).send(`/api/${path}`, { method, headers }),
  expect: () => expectation,
});
const refused = (allow: string): Expectation => ({
  status: 405,
  headers: { allow, 'content-type': /^text\/plain/ },
  text: /^Method Not Allowed$/,
});
const unknown: Expectation = { status: 404, text: /^Not Found$/ };
const origin = 'https://app.example.test';

export const methodCases: Case[] = [
  asked('DELETE', 'my-account', refused('HEAD, GET, PATCH')),
  asked('GET', 'my-account/identities', refused('POST, PUT')),
  asked('PUT', 'my-account/primary-email', refused('POST, DELETE')),
  asked('POST', 'my-account/sessions', refused('HEAD, GET')),
  asked('GET', 'my-account/grants/nope', refused('DELETE')),
  asked('GET', 'verifications/password', refused('POST')),
  asked('GET', 'experience', refused('PUT')),
  asked('POST', 'status', refused('HEAD, GET')),
  asked('GET', 'my-account/nope', unknown),
  asked('POST', 'verifications/nope', unknown),
  asked('OPTIONS', 'my-account/password', { status: 200, headers: { allow: 'POST' }, text: /^$/ }),
  asked('HEAD', 'status', { status: 204 }),
  asked('REPORT', 'my-account/password', {
    status: 501,
    headers: { allow: 'POST' },
    text: /^Not Implemented$/,
  }),
  asked(
    'GET',
    'my-account',
    {
      status: 401,
      headers: { 'access-control-allow-origin': origin, 'access-control-expose-headers': '*' },
    },
    { origin },
  ),
  asked(
    'OPTIONS',
    'my-account',
    {
      status: 204,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET,HEAD,PUT,POST,DELETE,PATCH',
        'access-control-allow-headers': 'authorization',
      },
    },
    {
      origin,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization',
    },
  ),
  asked(
    'GET',
    'status',
    { status: 204, headers: { 'access-control-allow-origin': '(none)' } },
    { origin },
  ),
];
