/** A target's Management API, as an administrator's application calls it. */
import { type Answer, Client } from './client.ts';

export type Credentials = { id: string; secret: string };
export type Management = {
  endpoint: string;
  credentials: Credentials;
  token: string;
  /** Any call; `path` is below `/api/`. An empty `token` sends none. */
  call: (method: string, path: string, body?: unknown, token?: string) => Promise<Answer>;
  /** A call that has to succeed. @throws when it doesn't. */
  api: <T>(method: string, path: string, body?: object) => Promise<T>;
};
type Made = { id: string };

export const MANAGEMENT_API = process.env.LOGTO_MANAGEMENT_API ?? 'https://default.logto.app/api';

export const basicOf = ({ id, secret }: Credentials) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

/** @throws when the credentials are refused. */
export async function management(endpoint: string, credentials: Credentials): Promise<Management> {
  const answer = await new Client(endpoint).form(
    '/oidc/token',
    { grant_type: 'client_credentials', resource: MANAGEMENT_API, scope: 'all' },
    basicOf(credentials),
  );
  const { access_token: token } = answer.body as { access_token?: string };
  if (!token) throw new Error(`The Management API credentials were refused (${answer.status}).`);

  const call: Management['call'] = (method, path, body, bearer = token) =>
    new Client(endpoint).send(`/api/${path}`, {
      method,
      headers: {
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const api = async <T>(method: string, path: string, body?: object) => {
    const made = await call(method, path, body);
    if (made.status < 300) return made.body as T;
    throw new Error(`${method} /api/${path}: ${made.status} ${made.text.slice(0, 200)}`);
  };
  return { endpoint, credentials, token, call, api };
}

/** Keeps what has been made, to remove it again. */
export function workshop({ api }: Management) {
  const undo: (() => Promise<unknown>)[] = [];
  return {
    /** What to do when all is over, the last one first. */
    finally: (step: () => Promise<unknown>) => void undo.push(step),
    async make<T extends Made>(path: string, body: object): Promise<T> {
      const made = await api<T>('POST', path, body);
      undo.push(() => api('DELETE', `${path}/${made.id}`));
      return made;
    },
    async close() {
      for (const step of undo.reverse()) await step().catch(() => {});
    },
  };
}
