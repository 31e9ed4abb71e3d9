/** Parameters that are missing, wrong or unusual, at the authorization and the token endpoint. */
import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { Answer, Client } from './client.ts';
import { authorizePath, basic, signIn, withResource } from './flows.ts';
import { type Case, fresh, invalidGrant, jwt, oidcError, opaque } from './shapes.ts';
import type { Target } from './targets.ts';

type Fields = Record<string, string>;

/** Refused at the application's callback, with these words. */
const refused = (
  name: string,
  extra: Fields,
  error: string,
  words?: string,
  drop?: string,
): Case => ({
  name: `authorize: ${name}`,
  send: (target) => fresh(target).get(authorizePath(target, extra, drop ? [drop] : [])),
  expect: ({ application, endpoint }) => ({
    status: 303,
    headers: {
      location: `${application.redirectUri}?${new URLSearchParams({
        error,
        ...(words && { error_description: words }),
        state: 'the-state',
        iss: `${endpoint}/oidc`,
      })}`,
    },
  }),
});
/** Refused with JSON, as there is nobody to send the browser to. */
const shown = (name: string, dropped: string): Case => ({
  name: `authorize: ${name}`,
  send: (target) => fresh(target).get(authorizePath(target, {}, [dropped])),
  expect: ({ endpoint }) => ({
    status: 400,
    body: oidcError('invalid_request', `missing required parameter '${dropped}'`, {
      state: z.literal('the-state'),
      iss: z.literal(`${endpoint}/oidc`),
    }),
  }),
});
const S256 = { code_challenge_method: 'S256' };
/** The example of RFC 7636, appendix B. */
const CHALLENGE = { ...S256, code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' };
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

const authorizing: Case[] = [
  shown('no client_id', 'client_id'),
  shown('no redirect_uri', 'redirect_uri'),
  refused(
    'no response_type',
    {},
    'invalid_request',
    "missing required parameter 'response_type'",
    'response_type',
  ),
  refused(
    'PKCE without a method',
    { code_challenge: CHALLENGE.code_challenge },
    'invalid_request',
    'code_challenge_method must be provided',
  ),
  refused(
    'PKCE method plain',
    { ...CHALLENGE, code_challenge_method: 'plain' },
    'invalid_request',
    'not supported value of code_challenge_method',
  ),
  refused(
    'PKCE challenge too short',
    { ...S256, code_challenge: 'x' },
    'invalid_request',
    'code_challenge must be a string with a minimum length of 43 characters',
  ),
  refused(
    'response_mode of no meaning',
    { response_mode: 'nonsense' },
    'unsupported_response_mode',
    'unsupported response_mode requested',
  ),
  refused('a request object', { request: 'x.y.z' }, 'request_not_supported'),
  refused(
    'a request by reference',
    { request_uri: 'https://a.example/' },
    'request_uri_not_supported',
  ),
  ...['x', '-1'].map((max_age) =>
    refused(
      `max_age=${max_age}`,
      { max_age },
      'invalid_request',
      'invalid max_age parameter value',
    ),
  ),
  ...['nonsense', 'create', 'select_account'].map((prompt) =>
    refused(
      `prompt=${prompt}`,
      { prompt },
      'invalid_request',
      'unsupported prompt value requested',
    ),
  ),
];

const exchange = (client: Client, target: Target, code: string, extra: Fields = {}) =>
  client.form(
    '/oidc/token',
    {
      grant_type: 'authorization_code',
      code,
      redirect_uri: target.application.redirectUri,
      ...extra,
    },
    basic(target),
  );
/** Signs in, then redeems the code. */
const redeems = (
  name: string,
  ask: (target: Target) => { extra?: Fields; fields?: Fields },
  expect: Case['expect'],
  look: (answer: Answer) => Answer = (answer) => answer,
): Case => ({
  name: `code exchange: ${name}`,
  async send(target) {
    const client = fresh(target);
    const { extra, fields } = ask(target);
    const callback = await signIn(client, target, extra);
    return look(await exchange(client, target, callback.searchParams.get('code') ?? '', fields));
  },
  expect,
});
const claimsOf = (answer: Answer): Answer => ({
  ...answer,
  body: decodeJwt((answer.body as { id_token: string }).id_token),
});
const dead = () => ({ status: 400, body: invalidGrant });

const redeeming: Case[] = [
  redeems(
    'with the verifier',
    () => ({ extra: CHALLENGE, fields: { code_verifier: VERIFIER } }),
    () => ({ status: 200, body: z.object({ access_token: opaque }) }),
  ),
  redeems('without the verifier', () => ({ extra: CHALLENGE }), dead),
  redeems(
    'with a wrong verifier',
    () => ({ extra: CHALLENGE, fields: { code_verifier: 'a'.repeat(43) } }),
    dead,
  ),
  redeems(
    'a verifier that was not announced',
    () => ({ fields: { code_verifier: VERIFIER } }),
    dead,
  ),
  redeems(
    'another redirect URI',
    () => ({ fields: { redirect_uri: 'http://localhost:9/x' } }),
    dead,
  ),
  redeems(
    'with the resource named again: its token at once',
    (target) => ({
      extra: withResource(target),
      fields: { resource: target.resource.indicator },
    }),
    ({ resource }) => ({
      status: 200,
      body: z.object({ access_token: jwt, scope: z.literal(resource.scope) }),
    }),
  ),
  redeems(
    'nonce and max_age show in the ID token',
    () => ({ extra: { nonce: 'n-1', max_age: '1000' } }),
    () => ({
      status: 200,
      body: z.object({ nonce: z.literal('n-1'), auth_time: z.number().max(1e11) }),
    }),
    claimsOf,
  ),
];

export const parameterCases: Case[] = [...authorizing, ...redeeming];
