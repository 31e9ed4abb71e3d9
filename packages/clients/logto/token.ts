import { z } from 'zod';
import { basicAuth } from '../basic-auth.ts';
import { parseBody } from '../json-answer.ts';
import type { Send } from '../retry.ts';
import { ManagementError, roleMissing, toTokenError } from './errors.ts';

export type Credentials = { appId: string; appSecret: string };

const tokenSchema = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
  scope: z.string().optional(),
});

const EARLY_MS = 60_000;

/**
 * Where the Management API's tokens are for. Self-hosted Logto has one tenant, `default`; Cloud's
 * tenants are called after their id, which the endpoint shows unless it is a custom domain.
 */
export function managementResource(endpoint: string): string {
  const { hostname, origin } = new URL(endpoint);
  return /^[a-z0-9]+\.logto\.app$/.test(hostname)
    ? `${origin}/api`
    : 'https://default.logto.app/api';
}

/**
 * A token of a machine-to-machine application, kept until a minute before it expires. Callers who
 * ask together share one request.
 */
export function createTokenSource(
  {
    endpoint,
    resource,
    credentials,
  }: { endpoint: string; resource: string; credentials: Credentials },
  send: Send,
  now: () => number = Date.now,
) {
  type Token = { token: string; until: number };
  let current: Token | undefined;
  let pending: Promise<Token> | undefined;

  async function fetchToken(): Promise<Token> {
    const response = await send(
      `${endpoint}/oidc/token`,
      {
        method: 'POST',
        headers: {
          authorization: basicAuth(credentials.appId, credentials.appSecret),
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          resource,
          scope: 'all',
        }).toString(),
      },
      true,
    );
    const body: unknown = parseBody(response.text);
    if (!response.ok) throw toTokenError(response.status, body, resource);
    const parsed = tokenSchema.safeParse(body);
    if (!parsed.success) {
      throw new ManagementError(
        'not_logto',
        "The endpoint's token isn't one of Logto's. Is the endpoint right?",
        {
          status: response.status,
        },
      );
    }
    // Logto answers 200 without the scope when the role is missing, and 403 only later.
    if (!parsed.data.scope?.split(' ').includes('all')) throw roleMissing(response.status);
    return {
      token: parsed.data.access_token,
      until: now() + parsed.data.expires_in * 1000 - EARLY_MS,
    };
  }

  return {
    async get(): Promise<string> {
      if (current && current.until > now()) return current.token;
      pending ??= fetchToken()
        .then((token) => {
          current = token;
          return token;
        })
        .finally(() => {
          pending = undefined;
        });
      return (await pending).token;
    },
    forget() {
      current = undefined;
    },
  };
}
