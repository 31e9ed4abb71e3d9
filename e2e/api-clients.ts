/** Who calls the app's API in the specs, and how each gets its token from Logto. */
import { createPublicKey } from 'node:crypto';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import { z } from 'zod';
import { createManagementClient } from '#lib/logto/management/client.ts';
import { otherKey } from '#sandbox/engine/forged-tokens.ts';
import { sandboxApplication } from '#sandbox/sandbox.ts';
import { managementApplication, PASSWORD } from '#sandbox/seed.ts';
import { expect } from './fixtures.ts';
import { test as base, cookieHeader, type Logto } from './sessions.ts';
import type { App } from './world.ts';

export const ALEX = 'alexpassword';
export const SCOPES = ['read:organizations', 'write:members'];

/** Settings with which the app may use Logto's Management API. */
export const withManagement = {
  LOGTO_M2M_APP_ID: managementApplication.id,
  LOGTO_M2M_APP_SECRET: managementApplication.secret,
};

type Credentials = { id: string; secret: string };
const basic = ({ id, secret }: Credentials) => `Basic ${btoa(`${id}:${secret}`)}`;

/** @throws when Logto refuses. */
async function tokenRequest(logto: Logto, by: Credentials, body: Record<string, string>) {
  const answer = await fetch(`${logto.url}/oidc/token`, {
    method: 'POST',
    headers: { authorization: basic(by) },
    body: new URLSearchParams(body),
  });
  const tokens = await answer.json();
  if (!answer.ok) throw new Error(`${answer.status} ${JSON.stringify(tokens)}`);
  return tokens as { access_token: string; id_token?: string; refresh_token?: string };
}

export const machineToken = async (
  logto: Logto,
  client: Credentials,
  resource: string,
  scope = SCOPES.join(' '),
) =>
  (await tokenRequest(logto, client, { grant_type: 'client_credentials', resource, scope }))
    .access_token;

/** Signs a person in for a client that asks for the API's permissions, as another web app would. */
export async function personTokens(logto: Logto, app: App, username: string, resource: string) {
  const redirect_uri = `${app.url}/callback`;
  const cookies = new Map<string, string>();
  async function send(url: string, init: RequestInit = {}) {
    const headers = { ...init.headers, cookie: cookieHeader(Object.fromEntries(cookies)) };
    const answer = await fetch(new URL(url, logto.url), { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
      cookies.set(name, value);
    }
    return answer;
  }
  const experience = async (method: string, path: string, data: object = {}) => {
    const answer = await send(`/api/experience${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(data),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    const text = await answer.text();
    return text ? JSON.parse(text) : {};
  };
  const params = new URLSearchParams({
    ...{ client_id: sandboxApplication.id, redirect_uri, response_type: 'code', state: 'x' },
    ...{ prompt: 'consent', resource },
    scope: `openid offline_access urn:logto:scope:organizations ${SCOPES.join(' ')}`,
  });
  await send(`/oidc/auth?${params}`);
  await experience('PUT', '', { interactionEvent: 'SignIn' });
  const identifier = { type: 'username', value: username };
  const proof = await experience('POST', '/verification/password', {
    identifier,
    password: PASSWORD,
  });
  await experience('POST', '/identification', proof);
  let { redirectTo: url } = await experience('POST', '/submit');
  while (!url.startsWith(redirect_uri)) url = (await send(url)).headers.get('location');
  const tokens = await tokenRequest(logto, sandboxApplication, {
    ...{ grant_type: 'authorization_code', redirect_uri },
    code: new URL(url).searchParams.get('code') ?? '',
  });
  const refreshed = async (extra: Record<string, string>) =>
    (
      await tokenRequest(logto, sandboxApplication, {
        ...{ grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' },
        ...extra,
      })
    ).access_token;
  return {
    idToken: tokens.id_token ?? '',
    opaque: tokens.access_token,
    /** For the API, without an organization. */
    general: () => refreshed({ resource }),
    inOrganization: (organization_id: string) => refreshed({ resource, organization_id }),
    /** For the organization itself: no API's. */
    organizationOnly: (organization_id: string) => refreshed({ organization_id }),
  };
}

const seconds = () => Math.floor(Date.now() / 1000);

/** Tokens that Logto never issued, signed with its key or another. */
export async function forger(logto: Logto, resource: string) {
  const { signingKey } = logto;
  const alg = signingKey.alg ?? 'ES384';
  const key = (jwk: object) => importJWK(jwk as Parameters<typeof importJWK>[0], alg);
  const own = await key(signingKey);
  const strange = await key(await otherKey(signingKey));
  /** The public key as the text of a secret: what a library takes that goes by the token's `alg`. */
  const publicText = new TextEncoder().encode(
    createPublicKey({ key: signingKey as never, format: 'jwk' })
      .export({ type: 'spki', format: 'pem' })
      .toString(),
  );
  const header = { alg, kid: signingKey.kid ?? '', typ: 'at+jwt' };
  const claims: JWTPayload = {
    ...{ iss: `${logto.url}/oidc`, aud: resource, sub: 'machine', client_id: 'machine' },
    ...{ jti: 'jti', iat: seconds(), exp: seconds() + 600, scope: SCOPES.join(' ') },
  };
  const sign = (change: object = {}, more: object = {}, by: typeof own | Uint8Array = own) =>
    new SignJWT({ ...claims, ...change }).setProtectedHeader({ ...header, ...more }).sign(by);
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const unsigned = (name: string) => `${encode({ ...header, alg: name })}.${encode(claims)}.`;
  return { sign, strange, publicText, unsigned };
}

type CallOptions = {
  method?: string;
  token?: string;
  cookie?: string;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
};

/** Calls an app's API; what every answer has to have is looked at here. */
export const callerOf =
  (app: { url: string }) =>
  async (path: string, options: CallOptions = {}) => {
    const { method = 'GET', token, cookie, body, headers = {} } = options;
    const answer = await fetch(app.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(cookie !== undefined && { cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const about = `${method} ${path}`;
    expect(answer.headers.get('cache-control'), about).toBe('private, no-store');
    const text = await answer.text();
    const json = text ? JSON.parse(text) : undefined;
    if (answer.status >= 400 && method !== 'HEAD') {
      expect(answer.headers.get('content-type'), about).toBe('application/problem+json');
      expect(json, about).toMatchObject({ type: 'about:blank', status: answer.status });
      for (const name of ['title', 'detail', 'code']) expect(typeof json[name]).toBe('string');
    }
    const challenge = answer.headers.get('www-authenticate');
    return { status: answer.status, code: json?.code as string, json, challenge, answer };
  };
export type Call = ReturnType<typeof callerOf>;

/** What `npm run setup` makes in Logto, made by the same API. */
async function registerApi(logto: Logto, resource: string) {
  const { id: appId, secret: appSecret } = managementApplication;
  const credentials = { appId, appSecret };
  const api = createManagementClient({ endpoint: logto.url, credentials });
  const withId = z.looseObject({ id: z.string() });
  const to = 'prepare a test';
  const create = async (path: string, body: object) =>
    (await api.post(path, { to, body, schema: withId })).id;
  const resourceId = await create('/resources', { name: resource, indicator: resource });
  const scopeIds = await Promise.all(
    SCOPES.map((name) => create(`/resources/${resourceId}/scopes`, { name })),
  );
  const roleId = await create('/roles', {
    ...{ name: `${resource} role`, description: 'Machine clients', type: 'MachineToMachine' },
    scopeIds,
  });
  const machineId = await create('/applications', { name: resource, type: 'MachineToMachine' });
  await api.post(`/applications/${machineId}/roles`, { to, body: { roleIds: [roleId] } });
  const secrets = await api.get(`/applications/${machineId}/secrets`, {
    to,
    schema: z.array(z.object({ value: z.string() })),
  });
  const named = z.object({ id: z.string(), name: z.string() });
  for (const role of await api.list('/organization-roles', { to, item: named })) {
    const own = role.name === 'admin' ? scopeIds : scopeIds.slice(0, 1);
    const body = { scopeIds: own };
    await api.post(`/organization-roles/${role.id}/resource-scopes`, { to, body });
  }
  let count = 0;
  return {
    api,
    machine: { id: machineId, secret: secrets[0]?.value ?? '' },
    /** An organization of its own for a test; people by the roles they get. */
    async newOrganization(roles: ('admin' | 'member')[]) {
      const id = await create('/organizations', { name: `Test ${Date.now()}` });
      const people: string[] = [];
      for (const role of roles) {
        count += 1;
        const username = `p${Date.now()}_${count}`;
        const person = await create('/users', { username, password: PASSWORD });
        people.push(person);
        await api.post(`/organizations/${id}/users`, { to, body: { userIds: [person] } });
        await api.post(`/organizations/${id}/users/${person}/roles`, {
          to,
          body: { organizationRoleNames: [role] },
        });
      }
      return { id, people };
    },
  };
}

type Api = Awaited<ReturnType<typeof registerApi>> & { app: App; resource: string };

export const test = base.extend<{ call: Call }, { api: Api }>({
  api: [
    async ({ world }, use) => {
      test.skip(!world.sandbox, 'makes resources, roles and people in the tenant');
      if (!world.sandbox) return;
      const app = await world.startApp(withManagement);
      const resource = `${app.url}/api`;
      await use({ ...(await registerApi(world.sandbox.logto, resource)), app, resource });
      await app.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  call: async ({ api }, use) => use(callerOf(api.app)),
});

export { expect } from './fixtures.ts';
export { cookieHeader } from './sessions.ts';
