/** Who calls the app's API in the specs, and how each gets its token from Logto. */
import { createPublicKey } from 'node:crypto';
import { basicAuth } from '@logto-okta/clients/basic-auth';
import { otherKey } from '@logto-okta/sandbox/engine/forged-tokens';
import { enterPassword, type Send } from '@logto-okta/sandbox/tools/sign-in-requests';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import { type ApiAtLogto, type Credentials, registerApi, SCOPES } from './api-registration.ts';
import { expect } from './fixtures.ts';
import { test as base, cookieHeader, type Logto } from './sessions.ts';
import type { Person } from './target.ts';
import type { App, World } from './world.ts';

/** @throws when Logto refuses. */
async function tokenRequest(logtoUrl: string, by: Credentials, body: Record<string, string>) {
  const answer = await fetch(`${logtoUrl}/oidc/token`, {
    method: 'POST',
    headers: { authorization: basicAuth(by.id, by.secret) },
    body: new URLSearchParams(body),
  });
  const tokens = await answer.json();
  if (!answer.ok) throw new Error(`${answer.status} ${JSON.stringify(tokens)}`);
  return tokens as { access_token: string; id_token?: string; refresh_token?: string };
}

export const machineToken = async (
  { logtoUrl }: Pick<World, 'logtoUrl'>,
  client: Credentials,
  resource: string,
  scope = SCOPES.join(' '),
) =>
  (await tokenRequest(logtoUrl, client, { grant_type: 'client_credentials', resource, scope }))
    .access_token;

/** Signs a person in for a client that asks for the API's permissions, as another web app would. */
export async function personTokens(world: World, app: App, person: Person, resource: string) {
  const { logtoUrl, application } = world;
  const redirect_uri = `${app.url}/callback`;
  const cookies = new Map<string, string>();
  async function open(address: string, init: RequestInit = {}) {
    const headers = { ...init.headers, cookie: cookieHeader(Object.fromEntries(cookies)) };
    const url = new URL(address, logtoUrl);
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
      cookies.set(name, value);
    }
    return answer;
  }
  const send: Send = async (method, address, body) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await open(address, {
      method,
      ...(body && { headers, body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const params = new URLSearchParams({
    ...{ client_id: application.id, redirect_uri, response_type: 'code', state: 'x' },
    ...{ prompt: 'consent', resource },
    scope: `openid offline_access urn:logto:scope:organizations ${SCOPES.join(' ')}`,
  });
  await open(`/oidc/auth?${params}`);
  let url = await enterPassword(send, logtoUrl, person);
  while (!url.startsWith(redirect_uri)) url = (await open(url)).headers.get('location') ?? '';
  const tokens = await tokenRequest(logtoUrl, application, {
    ...{ grant_type: 'authorization_code', redirect_uri },
    code: new URL(url).searchParams.get('code') ?? '',
  });
  const refreshed = async (extra: Record<string, string>) =>
    (
      await tokenRequest(logtoUrl, application, {
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

type Api = ApiAtLogto & { app: App };

export const test = base.extend<{ call: Call; api: Api }>({
  api: async ({ world }, use) => {
    const start = async () => {
      // A real Logto's resource is the run's, whatever the address of this worker's app.
      const own = world.apiResource ? undefined : await world.startApp();
      const app = own ?? world.app;
      const atLogto = await registerApi(world, world.apiResource ?? `${app.url}/api`);
      return { ...atLogto, app, own };
    };
    await use(
      await world.shared('api', start, async ({ close, own }) => {
        await close();
        await own?.stop();
      }),
    );
  },
  call: async ({ api }, use) => use(callerOf(api.app)),
});

export { SCOPES } from './api-registration.ts';
export { expect } from './fixtures.ts';
export { cookieHeader } from './sessions.ts';
