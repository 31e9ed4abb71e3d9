/** Cases of the Management API: what one needs is made for it, and removed again. */
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { openBrowser } from '../okta/test-browser.ts';
import { type Answer, Client } from './client.ts';
import { authorizePath, basic, followToApp, tokens } from './flows.ts';
import { workshop } from './management.ts';
import type { Case, Expectation } from './shapes.ts';
import type { Target } from './targets.ts';

export type Made = { id: string };
type User = Made & { username: string; primaryEmail: string };
type Session = { payload: { uid: string; authorizations: Record<string, { sid: string }> } };

/** What cases make has a name of its own, so that they don't meet. */
let made = 0;
const unique = () => `case${process.pid.toString(36)}${(made++).toString(36)}`;

export function bench(target: Target) {
  const shop = workshop(target.management);
  const { api, call } = target.management;
  return {
    ...shop,
    target,
    api,
    call,
    unique,
    user(fields: object = {}) {
      const username = unique();
      const primaryEmail = `${username}@example.test`;
      return shop.make<User>('users', { username, primaryEmail, ...fields });
    },
    organization: (fields: object = {}) =>
      shop.make<Made>('organizations', { name: unique(), ...fields }),
    role: (fields: object = {}) =>
      shop.make<Made & { name: string }>('organization-roles', { name: unique(), ...fields }),
    scope: () =>
      shop.make<Made & { name: string }>('organization-scopes', { name: `${unique()}:read` }),
    async member(roleIds: string[] = []) {
      const organization = await this.organization();
      const user = await this.user();
      await api('POST', `organizations/${organization.id}/users`, { userIds: [user.id] });
      const path = `organizations/${organization.id}/users/${user.id}`;
      const organizationRoleIds = roleIds;
      if (roleIds.length > 0) await api('POST', `${path}/roles`, { organizationRoleIds });
      return { organization, user, path };
    },
    sessionsOf: async (userId: string) =>
      (await api<{ sessions: Session[] }>('GET', `users/${userId}/sessions`)).sessions,
  };
}
export type Bench = ReturnType<typeof bench>;

export const managed = (
  name: string,
  send: (bench: Bench) => Promise<Answer>,
  expect: (target: Target) => Expectation,
): Case => ({
  name: `management: ${name}`,
  async send(target) {
    const one = bench(target);
    try {
      return await send(one);
    } finally {
      await one.close();
    }
  },
  expect,
});

export const refused = (status: number, code: string, more: z.ZodRawShape = {}): Expectation => ({
  status,
  body: z.strictObject({ code: z.literal(code), message: z.string(), ...more }),
});
/** A body or query that the API can't read: where, and what is wrong with it. */
export const invalid = (...path: string[]): Expectation => ({
  status: 400,
  body: z.strictObject({
    code: z.literal('guard.invalid_input'),
    message: z.string().regex(/^The request (body|query) is invalid\.$/),
    details: z.string(),
    data: z.strictObject({
      name: z.literal('ZodError'),
      issues: z.tuple([
        z.looseObject({ path: z.tuple(path.map((one) => z.literal(one)) as [z.ZodLiteral]) }),
      ]),
    }),
  }),
});
export const ok = (body: z.ZodType): Expectation => ({ status: 200, body });
export const created = (body: z.ZodType): Expectation => ({ status: 201, body });
export const CREATED: Expectation = {
  status: 201,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  text: /^Created$/,
};
export const NO_CONTENT: Expectation = { status: 204, text: /^$/ };
export const NOT_FOUND = refused(404, 'entity.not_found');
export const FOREIGN_KEY = refused(422, 'entity.relation_foreign_key_not_found');
export const NOT_UNIQUE = refused(422, 'entity.unique_integrity_violation');

/** The code of an application's callback, as the claims of the ID token and the tokens. */
export async function exchanged(client: Client, target: Target, callback: URL) {
  const answer = await client.form(
    '/oidc/token',
    {
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
      redirect_uri: target.application.redirectUri,
    },
    basic(target),
  );
  const issued = answer.body as { id_token: string; refresh_token: string; access_token: string };
  return { ...issued, claims: decodeJwt(issued.id_token) };
}

/** Signs the target's person in by password; in a session if the client has one. */
export async function byPassword(client: Client, target: Target, extra?: Record<string, string>) {
  const { answer } = await tokens(client, target, extra);
  const issued = answer.body as { id_token: string; refresh_token: string };
  return { ...issued, claims: decodeJwt(issued.id_token) };
}

/** To the company's Okta and back, until the connector's answer is verified. */
export async function provedByOkta(
  client: Client,
  { endpoint, connector, okta }: Target,
  /** What Okta answers instead of a code. */
  refusal?: { error: string },
) {
  const redirectUri = `${endpoint}/callback/${connector.id}`;
  const path = `/api/experience/verification/sso/${connector.id}`;
  const started = await client.json('POST', `${path}/authorization-uri`, {
    state: 'the-state',
    redirectUri,
  });
  const { authorizationUri, verificationId } = started.body as Record<string, string>;
  const browser = openBrowser(okta.url);
  const first = await browser.open(authorizationUri ?? '');
  const second = await browser.submit(first, { identifier: okta.login });
  const back = await browser.submit(second, { 'credentials.passcode': okta.password });
  const connectorData = { ...(refusal ?? Object.fromEntries(back.url.searchParams)), redirectUri };
  await client.json('POST', `${path}/verify`, { verificationId, connectorData });
  return { verificationId };
}

export async function submitted(client: Client, target: Target) {
  const answer = await client.json('POST', '/api/experience/submit');
  const { redirectTo } = answer.body as { redirectTo: string };
  const { pathname, search } = new URL(redirectTo);
  return followToApp(client, target, pathname + search);
}

/** Signs somebody in through the connector. Whoever is new registers, and is removed in the end. */
export async function byOkta(
  { target, api, finally: undo }: Bench,
  client: Client = new Client(target.endpoint),
  extra: Record<string, string> = {},
) {
  await client.get(authorizePath(target, extra));
  await client.json('PUT', '/api/experience', { interactionEvent: 'SignIn' });
  const proof = await provedByOkta(client, target);
  const identified = await client.json('POST', '/api/experience/identification', proof);
  if (identified.status === 404) {
    const event = { interactionEvent: 'Register' };
    await client.json('PUT', '/api/experience/interaction-event', event);
    await client.json('POST', '/api/experience/identification', proof);
  }
  const issued = await exchanged(client, target, await submitted(client, target));
  if (identified.status === 404) undo(() => api('DELETE', `users/${issued.claims.sub}`));
  return { client, ...issued };
}

type Log = { key: string; payload: Record<string, unknown> };

/** The newest entry with the key, of the target's application; it takes Logto a moment to write. */
export async function newest(
  { target, call }: Bench,
  key: string,
  isIt: (log: Log) => boolean = () => true,
) {
  const query = new URLSearchParams({
    applicationId: target.application.id,
    logKey: key,
    page_size: '20',
  });
  for (let attempt = 0; attempt < 10; attempt++) {
    const answer = await call('GET', `logs?${query}`);
    const found = (answer.body as Log[]).find(isIt);
    if (found) return { ...answer, body: found };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no entry ${key}`);
}
