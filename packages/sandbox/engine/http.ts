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

const bodies = new WeakMap<IncomingMessage, Promise<string>>();

/** May be called more than once: an audit log reads along. */
export function readBody(req: IncomingMessage): Promise<string> {
  const known = bodies.get(req) ?? receive(req);
  bodies.set(req, known);
  return known;
}

async function receive(req: IncomingMessage): Promise<string> {
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
  if (status === 204) {
    res.writeHead(status, headers).end();
    return;
  }
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

/** The parameters of a path that has the pattern's form. */
function paramsOf(pattern: string, pathname: string): Record<string, string> | undefined {
  const names = pattern.split('/');
  const parts = pathname.split('/');
  if (names.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  const matches = names.every((name, i) => {
    const part = parts[i] as string;
    if (!name.startsWith(':')) return name === part;
    params[name.slice(1)] = decoded(part);
    return part !== '';
  });
  return matches ? params : undefined;
}

/** HEAD is what GET answers, less the body, which Node leaves out by itself. */
export function matchRoute(routes: Routes, method: string, pathname: string) {
  const wanted = method === 'HEAD' ? 'GET' : method;
  for (const [line, handler] of Object.entries(routes)) {
    const [routeMethod, pattern] = line.split(' ') as [string, string];
    if (routeMethod !== wanted) continue;
    const params = paramsOf(pattern, pathname);
    if (params) return { handler, params };
  }
  return undefined;
}

/** Every method that some route has for this path, in the order of the table. */
export function methodsOf(routes: Routes, pathname: string): string[] {
  const methods = Object.keys(routes).flatMap((line) => {
    const [method, pattern] = line.split(' ') as [string, string];
    if (!paramsOf(pattern, pathname)) return [];
    return method === 'GET' ? ['HEAD', 'GET'] : [method];
  });
  return [...new Set(methods)];
}

export type Listener = {
  port: number;
  close: () => Promise<void>;
  /** Nothing answers at the port any more. */
  goAway: () => Promise<void>;
  /** @throws when somebody else has taken the port meanwhile. */
  comeBack: () => Promise<void>;
};

/**
 * Listens on loopback only. `port` 0 lets the system choose.
 * @throws when the port is busy, and when `NODE_ENV` is `production`: the passwords are public.
 */
export async function listen(
  port: number,
  handler: (req: IncomingMessage, res: ServerResponse) => void | Promise<void>,
): Promise<Listener> {
  if (process.env.NODE_ENV === 'production') {
    throw new Error(
      'The sandbox does not start with NODE_ENV=production: its passwords are public.',
    );
  }
  const server: Server = createServer((req, res) => {
    Promise.resolve(handler(req, res)).catch((error: unknown) => {
      console.error('[sandbox]', error);
      if (!res.headersSent) send(res, 500, { code: 'sandbox.internal', message: String(error) });
      else res.end();
    });
  });
  const open = (at: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, 'localhost', () => {
        server.off('error', reject);
        resolve();
      });
    });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await open(port);
  const { port: own } = server.address() as AddressInfo;
  return { port: own, close, goAway: close, comeBack: () => open(own) };
}
