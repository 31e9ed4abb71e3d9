/** Calls of a tenant's Management API, by the application that the seed has for it. */
import { managementApplication } from '../seed.ts';
import { MANAGEMENT_API } from './tenant.ts';

export type ManagementAnswer = { status: number; body: unknown };

/** @param body of the request, as JSON. The answer's is text when it isn't JSON. */
export async function manage(
  url: string,
  method: string,
  path: string,
  body?: object,
): Promise<ManagementAnswer> {
  const { id, secret } = managementApplication;
  const granted = await fetch(`${url}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      resource: MANAGEMENT_API,
      scope: 'all',
    }),
  });
  const { access_token: token } = await granted.json();
  const response = await fetch(`${url}/api/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, body: isJson ? JSON.parse(text) : text };
}
