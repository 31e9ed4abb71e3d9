/**
 * What tests can make go wrong at a server. A test in the server's process sets the two hooks, by
 * itself or with the functions here and in `forged-tokens.ts`; one outside it asks the control API.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { readBody } from './http.ts';

/**
 * Sees every request first. True: it has answered, or lets the client wait for ever. Undefined: it
 * has done its part, and the server answers. False: the request is none of its business.
 */
export type RequestFault = (
  req: IncomingMessage,
  res: ServerResponse,
) => boolean | undefined | Promise<boolean | undefined>;
/**
 * May change a response of the OAuth endpoints before it leaves. `route` is oidc-provider's name
 * for the endpoint: `discovery`, `jwks`, `token`, `userinfo`. False: it had nothing to change.
 */
export type ResponseFault = (route: string, ctx: KoaContextWithOIDC) => unknown | Promise<unknown>;
/** Set a field to switch a fault on, delete it to switch it off. */
export type Faults = { request?: RequestFault; response?: ResponseFault };

const pathOf = (req: IncomingMessage) =>
  ((req as { originalUrl?: string }).originalUrl ?? req.url ?? '').split('?')[0] ?? '';

/**
 * A fault that only some requests meet.
 * @param path a prefix of the request's path.
 * @param times how many requests meet it; those after them are served as ever.
 */
export function limited(
  fault: Faults,
  { path = '/', times = Number.POSITIVE_INFINITY }: { path?: string; times?: number },
): Faults & { met: () => number } {
  let met = 0;
  /** Counts before it is known whether the fault has anything to do, as two may come at once. */
  async function meet<T>(req: IncomingMessage, go: () => T | Promise<T>) {
    if (met >= times || !pathOf(req).startsWith(path)) return false;
    met += 1;
    const result = await go();
    if (result === false) met -= 1;
    return result;
  }
  const { request, response } = fault;
  return {
    met: () => met,
    ...(request && { request: (req, res) => meet(req, () => request(req, res)) }),
    ...(response && { response: (route, ctx) => meet(ctx.req, () => response(route, ctx)) }),
  };
}

export const slow = (ms: number): RequestFault => {
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return undefined;
  };
};

/** The connection is there, an answer never comes. */
export const silent: RequestFault = () => true;

export const dropped: RequestFault = (req) => {
  req.socket.destroy();
  return true;
};

export const answers = (
  status: number,
  body: string,
  headers: Record<string, string> = {},
): RequestFault => {
  return (_req, res) => {
    res.writeHead(status, headers).end(body);
    return true;
  };
};

/**
 * Somebody has used the code already: the server gets each redemption twice, and the client sees
 * the answer to the second.
 */
export function replayedCode(serverUrl: string): RequestFault {
  const own = { name: 'x-sandbox-replay', value: String(randomUUID()) };
  return async (req, res) => {
    if (req.method !== 'POST' || !pathOf(req).endsWith('/token')) return false;
    if (req.headers[own.name] === own.value) return false;
    const body = await readBody(req);
    const headers = { [own.name]: own.value };
    for (const name of ['authorization', 'content-type', 'origin'] as const) {
      const value = req.headers[name];
      if (value) headers[name] = value;
    }
    const send = () => fetch(new URL(req.url ?? '/', serverUrl), { method: 'POST', headers, body });
    const isCode = new URLSearchParams(body).get('grant_type') === 'authorization_code';
    if (isCode) await (await send()).arrayBuffer();
    const answer = await send();
    res.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    res.end(await answer.text());
    return true;
  };
}

/** The browser is sent back to the client with another `state` than the client's. */
export const forgedState: ResponseFault = (_route, ctx) => {
  const location = URL.parse(String(ctx.response.get('location')));
  if (!location?.searchParams.has('state') || !location.searchParams.has('code')) return false;
  location.searchParams.set('state', 'forged-state');
  ctx.set('location', location.href);
  return true;
};
