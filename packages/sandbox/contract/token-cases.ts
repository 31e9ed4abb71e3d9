/** The code exchange, the ID token, userinfo and revocation. */
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import type { Answer } from './client.ts';
import { authorizePath, basic, SCOPES, signIn, tokens, withResource } from './flows.ts';
import { type Case, fresh, invalidGrant, jwt, oidcError, opaque } from './shapes.ts';
import type { Target } from './targets.ts';

const idTokenClaims = ({ endpoint, application, user, organization }: Target) =>
  z.strictObject({
    sub: z.literal(user.id),
    name: z.null(),
    preferred_username: z.literal(user.username),
    picture: z.null(),
    updated_at: z.number().min(1e12),
    username: z.literal(user.username),
    created_at: z.number().min(1e12),
    email: z.literal(user.email),
    email_verified: z.literal(true),
    roles: z.array(z.string()),
    organizations: z.tuple([z.literal(organization.id)]),
    organization_roles: z.tuple([z.literal(`${organization.id}:${organization.role}`)]),
    sid: opaque,
    aud: z.literal(application.id),
    exp: z.number().max(1e11),
    iat: z.number().max(1e11),
    iss: z.literal(`${endpoint}/oidc`),
  });

/** The ID token, opened, so that its header and claims can be compared like a body. */
const opened = (answer: Answer): Answer => {
  const { id_token: token = '' } = (answer.body ?? {}) as { id_token?: string };
  if (!token) return answer;
  return { ...answer, body: { header: decodeProtectedHeader(token), claims: decodeJwt(token) } };
};

export const tokenCases: Case[] = [
  {
    name: 'code exchange',
    send: async (target) => (await tokens(fresh(target), target)).answer,
    expect: () => ({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: z.strictObject({
        access_token: opaque,
        expires_in: z.literal(3600),
        id_token: jwt,
        refresh_token: opaque,
        scope: z.literal(SCOPES),
        token_type: z.literal('Bearer'),
      }),
    }),
  },
  {
    name: 'code exchange: still opaque with a resource',
    send: async (target) => (await tokens(fresh(target), target, withResource(target))).answer,
    expect: () => ({ status: 200, body: z.object({ access_token: opaque }) }),
  },
  {
    name: 'ID token',
    send: async (target) => opened((await tokens(fresh(target), target)).answer),
    expect: (target) => ({
      status: 200,
      body: z.strictObject({
        header: z.strictObject({ alg: z.literal('ES384'), kid: z.string() }),
        claims: idTokenClaims(target),
      }),
    }),
  },
  {
    name: 'code used twice',
    async send(target) {
      const client = fresh(target);
      const { code } = await tokens(client, target);
      const fields = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: target.application.redirectUri,
      };
      return client.form('/oidc/token', fields, basic(target));
    },
    expect: () => ({ status: 400, body: invalidGrant }),
  },
  {
    name: 'unknown code',
    send: (target) =>
      fresh(target).form(
        '/oidc/token',
        {
          grant_type: 'authorization_code',
          code: 'x',
          redirect_uri: target.application.redirectUri,
        },
        basic(target),
      ),
    expect: () => ({ status: 400, body: invalidGrant }),
  },
  {
    name: 'wrong application secret',
    send: (target) =>
      fresh(target).form(
        '/oidc/token',
        { grant_type: 'authorization_code', code: 'x' },
        basic(target, 'wrong'),
      ),
    expect: () => ({
      status: 401,
      body: oidcError('invalid_client', 'client authentication failed'),
    }),
  },
  {
    name: 'without prompt=consent there is no refresh token',
    async send(target) {
      const client = fresh(target);
      await signIn(client, target);
      const callback = await client.get(authorizePath(target, {}, ['prompt']));
      const code = new URL(callback.headers.get('location') ?? '').searchParams.get('code') ?? '';
      const fields = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: target.application.redirectUri,
      };
      return client.form('/oidc/token', fields, basic(target));
    },
    expect: () => ({
      status: 200,
      body: z.strictObject({
        access_token: opaque,
        expires_in: z.number(),
        id_token: jwt,
        scope: z.string().regex(/^(?!.*offline_access)/),
        token_type: z.literal('Bearer'),
      }),
    }),
  },
  {
    name: 'userinfo',
    async send(target) {
      const client = fresh(target);
      const { answer } = await tokens(client, target);
      const { access_token: token } = answer.body as { access_token: string };
      return client.get('/oidc/me', { authorization: `Bearer ${token}` });
    },
    expect: (target) => ({
      status: 200,
      body: z.object({
        sub: z.literal(target.user.id),
        organization_data: z.tuple([
          z.strictObject({
            id: z.literal(target.organization.id),
            name: z.string(),
            description: z.string().nullable(),
          }),
        ]),
      }),
    }),
  },
  {
    name: 'userinfo with a bad token',
    send: (target) => fresh(target).get('/oidc/me', { authorization: 'Bearer nope' }),
    expect: () => ({ status: 401, body: oidcError('invalid_token', 'invalid token provided') }),
  },
  {
    name: 'revocation of the refresh token',
    async send(target) {
      const client = fresh(target);
      const { answer } = await tokens(client, target);
      const { refresh_token: token } = answer.body as { refresh_token: string };
      return client.form('/oidc/token/revocation', { token }, basic(target));
    },
    expect: () => ({ status: 200, text: /^$/ }),
  },
];
