/** What can be done with tokens once they are there: looking at them, ending them, using them. */
import { z } from 'zod';
import type { Answer, Client } from './client.ts';
import { basic, SCOPES, tokens } from './flows.ts';
import { type Case, fresh, invalidGrant, oidcError, opaque } from './shapes.ts';
import type { Target } from './targets.ts';

type Tokens = { access_token: string; refresh_token: string; id_token: string };

/** Signs in, then does something with the tokens. */
const withTokens = (
  name: string,
  act: (client: Client, target: Target, tokens: Tokens) => Promise<Answer>,
  expect: Case['expect'],
): Case => ({
  name,
  async send(target) {
    const client = fresh(target);
    const { answer } = await tokens(client, target);
    return act(client, target, answer.body as Tokens);
  },
  expect,
});
const introspect = (
  client: Client,
  target: Target,
  token: string,
  hint: Record<string, string> = {},
) => client.form('/oidc/token/introspection', { token, ...hint }, basic(target));
const revoke = (client: Client, target: Target, token: string) =>
  client.form('/oidc/token/revocation', { token }, basic(target));
const refresh = (
  client: Client,
  target: Target,
  token: string,
  more: Record<string, string> = {},
) =>
  client.form(
    '/oidc/token',
    { grant_type: 'refresh_token', refresh_token: token, ...more },
    basic(target),
  );
const userinfo = (client: Client, token: string) =>
  client.get('/oidc/me', { authorization: `Bearer ${token}` });

const introspected = (more: z.ZodRawShape = {}) => ({
  active: z.literal(true),
  client_id: z.string(),
  exp: z.number().max(1e11),
  iat: z.number().max(1e11),
  iss: z.string(),
  scope: z.literal(SCOPES),
  sid: opaque,
  sub: z.string(),
  ...more,
});
export const tokenUseCases: Case[] = [
  withTokens(
    'introspection: an access token',
    (client, target, { access_token }) => introspect(client, target, access_token),
    () => ({
      status: 200,
      body: z.strictObject(introspected({ token_type: z.literal('Bearer') })),
    }),
  ),
  withTokens(
    'introspection: a refresh token, taken for an access token',
    (client, target, { refresh_token }) =>
      introspect(client, target, refresh_token, { token_type_hint: 'access_token' }),
    () => ({ status: 200, body: z.strictObject(introspected()) }),
  ),
  withTokens(
    'introspection: an ID token',
    (client, target, { id_token }) => introspect(client, target, id_token),
    () => ({
      status: 400,
      body: oidcError(
        'unsupported_token_type',
        'Structured JWT Tokens cannot be introspected via the introspection_endpoint',
      ),
    }),
  ),
  withTokens(
    'revocation of the access token: it is dead',
    async (client, target, { access_token }) => {
      await revoke(client, target, access_token);
      return userinfo(client, access_token);
    },
    () => ({ status: 401, body: oidcError('invalid_token', 'invalid token provided') }),
  ),
  withTokens(
    'revocation of the access token: the refresh token is dead too',
    async (client, target, { access_token, refresh_token }) => {
      await revoke(client, target, access_token);
      return refresh(client, target, refresh_token);
    },
    () => ({ status: 400, body: invalidGrant }),
  ),
  withTokens(
    'refresh: with a scope less, and no ID token without openid',
    (client, target, { refresh_token }) =>
      refresh(client, target, refresh_token, { scope: 'email' }),
    () => ({
      status: 200,
      body: z.strictObject({
        access_token: opaque,
        expires_in: z.literal(3600),
        refresh_token: opaque,
        scope: z.literal('email'),
        token_type: z.literal('Bearer'),
      }),
    }),
  ),
  withTokens(
    'userinfo: an ID token is none to use there',
    (client, _target, { id_token }) => userinfo(client, id_token),
    () => ({ status: 401, body: oidcError('invalid_token', 'invalid token provided') }),
  ),
];
