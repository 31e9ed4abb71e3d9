/**
 * The frame of the management API: who may call, what comes in, how an answer goes out. Each
 * resource has a file of its own beside this one, which returns a table of routes.
 */
import { type Exchange, type Handler, type Routes, readBody, send } from '../../engine/http.ts';
import { oktaError } from '../answers.ts';
import type { Apps } from '../clients.ts';
import type { Directory } from '../directory.ts';
import { ApiError, apiError } from './errors.ts';
import type { GroupList } from './group-list.ts';
import { mustBeAllowed, type Principal } from './principal.ts';
import type { Page } from './query.ts';
import type { OktaScope } from './scopes.ts';
import type { SystemLog } from './system-log.ts';

/** What a resource's file is given. */
export type Management = {
  /** The org's address, without trailing slash. */
  url: string;
  apps: Apps;
  directory: Directory;
  groups: GroupList;
  log: SystemLog;
  now: () => number;
  /** Of whatever was there from the start. */
  startedAt: string;
  /** Sessions, grants and tokens of a user who is deactivated. */
  endSessions: (userId: string) => void;
  authenticate: (exchange: Exchange, scope: OktaScope) => Promise<Principal>;
};

export type Json = Record<string, unknown>;
export type Call = {
  params: Record<string, string>;
  query: URLSearchParams;
  /** Of POST and PUT; `{}` when nothing came. */
  body: Json;
  principal: Principal;
};
/** 200 with a body, 204 without; `page` for lists. */
export type Answer = { status?: number; body?: unknown; page?: Page };

export type Api = ReturnType<typeof createApi>;

export function createApi(management: Management) {
  /**
   * One method and path. The handler throws `ApiError` for every refusal.
   *
   * @param scope What a caller needs, as a scope or by role.
   * @param orSelf A scope that will do for the caller's own user.
   */
  return function on(
    scope: OktaScope,
    handle: (call: Call) => Answer | Promise<Answer>,
    orSelf?: OktaScope,
  ): Handler {
    return async (exchange) => {
      const { req, res, params, url } = exchange;
      try {
        const principal = await management.authenticate(exchange, scope);
        const isSelf = orSelf !== undefined && isCaller(principal, params.id);
        mustBeAllowed(principal, scope, isSelf ? orSelf : undefined, management.url, url.pathname);
        const body =
          req.method === 'POST' || req.method === 'PUT' ? await readObject(exchange) : {};
        const answer = await handle({ params, query: url.searchParams, body, principal });
        if (answer.page) res.setHeader('link', answer.page.links);
        const content = answer.page ? answer.page.items : answer.body;
        if (content === undefined) sendEmpty(exchange, answer.status ?? 204);
        else send(res, answer.status ?? 200, content, { 'content-type': 'application/json' });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        sendError(exchange, error);
      }
    };
  };
}

const isCaller = ({ user }: Principal, id: string | undefined) =>
  user !== undefined && (id === 'me' || id === user.id || id === user.login);

async function readObject({ req }: Exchange): Promise<Json> {
  const text = await readBody(req);
  if (!text) return {};
  if (!/^application\/json\b/.test(req.headers['content-type'] ?? '')) throw apiError('E0000021');
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Json;
  } catch {}
  throw apiError('E0000003');
}

function sendEmpty({ res }: Exchange, status: number, headers: Record<string, string> = {}) {
  res.writeHead(status, { 'cache-control': 'no-store', ...headers }).end();
}

function sendError(exchange: Exchange, { status, body, headers }: ApiError) {
  if (body === undefined) return sendEmpty(exchange, status, headers);
  send(exchange.res, status, body, { 'content-type': 'application/json', ...headers });
}

/** What has no route: 405 if another method has one, else 404. `undefined`: not the API's at all. */
export function createFallback(routes: Routes) {
  const paths = Object.keys(routes).map((pattern) => {
    const path = (pattern.split(' ')[1] ?? '').replace(/:\w+/g, '[^/]+');
    return new RegExp(`^${path}$`);
  });
  return (exchange: Exchange): boolean => {
    const { pathname } = exchange.url;
    if (!pathname.startsWith('/api/')) return false;
    const error = paths.some((path) => path.test(pathname))
      ? apiError('E0000022')
      : new ApiError(404, oktaError('E0000007', `Not found: Resource not found: ${pathname}`));
    sendError(exchange, error);
    return true;
  };
}
