/** What Logto's sign-in pages call, and sign-out. */
import { z } from 'zod';
import type { Answer, Client } from './client.ts';
import { authorizePath } from './flows.ts';
import { apiError, type Case, fresh, oidcError } from './shapes.ts';
import type { Target } from './targets.ts';

export const signOut: Case[] = [
  {
    name: 'sign-out: a form that submits itself',
    send: (target) =>
      fresh(target).get(
        `/oidc/session/end?${new URLSearchParams({ client_id: target.application.id, post_logout_redirect_uri: target.application.postLogoutUri })}`,
      ),
    expect: () => ({
      status: 200,
      headers: { 'content-type': /^text\/html/ },
      text: /<form[^>]*action="[^"]*\/oidc\/session\/end\/confirm"[\s\S]*name="xsrf"/,
    }),
  },
  {
    name: 'sign-out: unregistered address',
    send: (target) =>
      fresh(target).get(
        `/oidc/session/end?${new URLSearchParams({ client_id: target.application.id, post_logout_redirect_uri: 'https://elsewhere.example/' })}`,
      ),
    expect: () => ({
      status: 400,
      body: oidcError('invalid_request', 'post_logout_redirect_uri not registered'),
    }),
  },
  {
    name: 'sign-out: an ID token hint that is none',
    send: (target) => fresh(target).get('/oidc/session/end?id_token_hint=bad'),
    expect: () => ({
      status: 400,
      body: oidcError('invalid_request', 'could not decode id_token_hint'),
    }),
  },
];

/** A request of Logto's sign-in pages, in an interaction that was just started. */
const experience = (
  name: string,
  send: (client: Client, target: Target) => Promise<Answer>,
  expect: Case['expect'],
): Case => ({
  name: `experience: ${name}`,
  async send(target) {
    const client = fresh(target);
    await client.get(authorizePath(target));
    await client.json('PUT', '/api/experience', { interactionEvent: 'SignIn' });
    return send(client, target);
  },
  expect,
});
const enter = (client: Client, type: string, value: string, password: string) =>
  client.json('POST', '/api/experience/verification/password', {
    identifier: { type, value },
    password,
  });

export const experienceCases: Case[] = [
  experience(
    'start',
    (client) => client.json('PUT', '/api/experience', { interactionEvent: 'SignIn' }),
    () => ({ status: 204 }),
  ),
  experience(
    'right password',
    (client, { user }) => enter(client, 'email', user.email, user.password),
    () => ({
      status: 200,
      body: z.strictObject({ verificationId: z.string().regex(/^\w{21}$/) }),
    }),
  ),
  experience(
    'wrong password',
    (client, { user }) => enter(client, 'email', user.email, 'wrong'),
    () => ({ status: 422, body: apiError('session.invalid_credentials') }),
  ),
  experience(
    'unknown person',
    (client) => enter(client, 'username', 'nobody_here', 'wrong'),
    () => ({ status: 422, body: apiError('session.invalid_credentials') }),
  ),
  experience(
    'password for a company’s address',
    async (client, { ssoUser }) => {
      const proof = await enter(client, 'email', ssoUser.email, ssoUser.password);
      return client.json('POST', '/api/experience/identification', proof.body as object);
    },
    () => ({
      status: 422,
      body: apiError('session.sso_enabled', {
        data: z.object({
          ssoConnectors: z.array(z.object({ config: z.object({ clientSecret: z.string() }) })),
        }),
      }),
    }),
  ),
  experience(
    'connectors of a company’s address',
    (client, { connector }) =>
      client.get(`/api/experience/sso-connectors?email=x%40${connector.domain}`),
    ({ connector }) => ({
      status: 200,
      body: z.strictObject({
        connectorIds: z
          .array(z.string())
          .refine((ids) => ids.includes(connector.id), 'lacks the connector'),
      }),
    }),
  ),
  experience(
    'connectors of another address',
    (client) => client.get('/api/experience/sso-connectors?email=x%40unclaimed.example'),
    () => ({
      status: 200,
      body: z.strictObject({ connectorIds: z.tuple([]) }),
    }),
  ),
  experience(
    'start of a company’s sign-in',
    (client, { connector, endpoint }) =>
      client.json('POST', `/api/experience/verification/sso/${connector.id}/authorization-uri`, {
        state: 'abc',
        redirectUri: `${endpoint}/callback/${connector.id}`,
      }),
    () => ({
      status: 200,
      body: z.strictObject({
        authorizationUri: z
          .string()
          .regex(/[?&]state=abc&nonce=[\w-]+&client_id=\w+&response_type=code&redirect_uri=/),
        verificationId: z.string(),
      }),
    }),
  ),
  experience(
    'submitting before anybody is identified',
    (client) => client.json('POST', '/api/experience/submit'),
    () => ({ status: 404, body: apiError('session.identifier_not_found') }),
  ),
  experience(
    'registering a name that is taken',
    async (client, { user }) => {
      await client.json('PUT', '/api/experience', { interactionEvent: 'Register' });
      return client.json('POST', '/api/experience/profile', {
        type: 'username',
        value: user.username,
      });
    },
    () => ({ status: 422, body: apiError('user.username_already_in_use') }),
  ),
];
