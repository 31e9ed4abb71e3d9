/**
 * The sandbox's HTTP layer: a loopback server and a route table, nothing more.
 * Node's own `http` is enough here, and oidc-provider mounts into it as it is.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Exchange = {
  req: IncomingMessage;
  res: ServerResponse;
  url: URL;
  /** Path parameters, `:name` in the route's pattern. */
  params: Record<string, string>;
};
export type Handler = (exchange: Exchange) => void | Promise<void>;
/** `METHOD /path/:param` → handler. The first match in insertion order wins. */
export type Routes = Record<string, Handler>;

const MAX_BODY_BYTES = 1_000_000;

export async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('request body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export const readForm = async (req: IncomingMessage) => new URLSearchParams(await readBody(req));

export async function readJson(req: IncomingMessage): Promise<Record<string, unknown>> {
  const text = await readBody(req);
  return text ? JSON.parse(text) : {};
}

export function send(
  res: ServerResponse,
  status: number,
  body: unknown = '',
  headers: Record<string, string> = {},
) {
  const isText = typeof body === 'string';
  res.writeHead(status, {
    'content-type': isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
  res.end(isText ? body : JSON.stringify(body));
}

export const redirect = (res: ServerResponse, location: string, status = 303) =>
  send(res, status, '', { location });

/** A stray `%` is nobody's error here: the part stays as it was sent. */
function decoded(part: string) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function matchRoute(routes: Routes, method: string, pathname: string) {
  for (const [pattern, handler] of Object.entries(routes)) {
    const [routeMethod, routePath] = pattern.split(' ') as [string, string];
    if (routeMethod !== method) continue;
    const names = routePath.split('/');
    const parts = pathname.split('/');
    if (names.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const matches = names.every((name, i) => {
      const part = parts[i] as string;
      if (!name.startsWith(':')) return name === part;
      params[name.slice(1)] = decoded(part);
      return part !== '';
    });
    if (matches) return { handler, params };
  }
  return undefined;
}

export type Listener = { port: number; close: () => Promise<void> };

/** Listens on loopback only. `port` 0 lets the system choose. */
export async function listen(
  port: number,
  handler: (req: IncomingMessage, res: ServerResponse) => void | Promise<void>,
): Promise<Listener> {
  const server: Server = createServer((req, res) => {
    Promise.resolve(handler(req, res)).catch((error: unknown) => {
      console.error('[sandbox]', error);
      if (!res.headersSent) send(res, 500, { code: 'sandbox.internal', message: String(error) });
      else res.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, 'localhost', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
