/** A sign-in by password over HTTP, step by step as Logto's pages take it. */
import type { Client } from './client.ts';
import type { Target } from './targets.ts';

export const SCOPES =
  'openid offline_access profile email roles urn:logto:scope:organizations urn:logto:scope:organization_roles';

export function authorizePath(
  target: Target,
  extra: Record<string, string> = {},
  drop: string[] = [],
) {
  const query = new URLSearchParams({
    client_id: target.application.id,
    redirect_uri: target.application.redirectUri,
    response_type: 'code',
    scope: SCOPES,
    prompt: 'consent',
    state: 'the-state',
    ...extra,
  });
  for (const name of drop) query.delete(name);
  return `/oidc/auth?${query}`;
}

export const basic = ({ application }: Target, secret = application.secret) => ({
  authorization: `Basic ${Buffer.from(`${application.id}:${secret}`).toString('base64')}`,
});

/** Follows redirects inside the target until one leads to the application; returns that address. */
export async function followToApp(client: Client, target: Target, start: string): Promise<URL> {
  let next = start;
  for (let hops = 0; hops < 12; hops++) {
    const answer = await client.get(next);
    const location = answer.headers.get('location');
    if (!location) throw new Error(`${next} answered ${answer.status} without a redirect`);
    const url = new URL(location, target.endpoint);
    if (url.href.startsWith(target.application.redirectUri)) return url;
    next = url.pathname + url.search;
  }
  throw new Error('too many redirects');
}

export async function signIn(client: Client, target: Target, extra: Record<string, string> = {}) {
  await client.get(authorizePath(target, extra));
  await client.json('PUT', '/api/experience', { interactionEvent: 'SignIn' });
  const { username, password } = target.user;
  const proof = await client.json('POST', '/api/experience/verification/password', {
    identifier: { type: 'username', value: username },
    password,
  });
  await client.json('POST', '/api/experience/identification', proof.body as object);
  const submitted = await client.json('POST', '/api/experience/submit');
  const { redirectTo } = submitted.body as { redirectTo: string };
  const { pathname, search } = new URL(redirectTo);
  return followToApp(client, target, pathname + search);
}

export async function tokens(client: Client, target: Target, extra: Record<string, string> = {}) {
  const callback = await signIn(client, target, extra);
  const code = callback.searchParams.get('code') ?? '';
  const fields = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: target.application.redirectUri,
  };
  return { code, answer: await client.form('/oidc/token', fields, basic(target)) };
}

/** Asks for the resource and both its scopes, of which the person has one. */
export const withResource = (target: Target): Record<string, string> => ({
  resource: target.resource.indicator,
  scope: `${SCOPES} ${target.resource.scope} ${target.resource.otherScope}`,
});
