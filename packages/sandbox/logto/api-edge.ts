/** What Logto answers under `/api` before and instead of a route: other origins, unknown methods. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { methodsOf, type Routes, send } from '../engine/http.ts';

const KNOWN_METHODS = ['HEAD', 'OPTIONS', 'GET', 'PUT', 'PATCH', 'POST', 'DELETE'];
/** Pages of any origin may call these: an access token protects them, no cookie does. */
const OPEN_TO_ALL_ORIGINS = ['/api/my-account', '/api/verifications'];

/** True when the request was a preflight and is answered. */
export function answerCors(req: IncomingMessage, res: ServerResponse, pathname: string): boolean {
  if (!OPEN_TO_ALL_ORIGINS.some((prefix) => pathname.startsWith(prefix))) return false;
  const wanted = req.headers['access-control-request-method'];
  const isPreflight = req.method === 'OPTIONS' && wanted;
  res.setHeader('vary', 'Origin');
  if (req.method === 'OPTIONS' && !wanted) return false;
  res.setHeader('access-control-allow-origin', req.headers.origin ?? '*');
  if (!isPreflight) {
    res.setHeader('access-control-expose-headers', '*');
    return false;
  }
  const headers = req.headers['access-control-request-headers'];
  send(res, 204, '', {
    'access-control-allow-methods': 'GET,HEAD,PUT,POST,DELETE,PATCH',
    ...(headers && { 'access-control-allow-headers': headers }),
  });
  return true;
}

/**
 * A path that no route has, or not with this method. Pages have no methods to refuse; the API
 * says what a path can do, to OPTIONS with a 200.
 */
export function refuseMethod(
  routes: Routes,
  req: IncomingMessage,
  res: ServerResponse,
  pathname: string,
) {
  const method = req.method ?? 'GET';
  const refuse = (status: number, text: string, headers: Record<string, string> = {}) =>
    send(res, status, text, { 'content-type': 'text/plain; charset=utf-8', ...headers });
  const methods = pathname.startsWith('/api/') ? methodsOf(routes, pathname) : [];
  const allow = methods.length > 0 ? { allow: methods.join(', ') } : undefined;
  if (pathname.startsWith('/api/') && !KNOWN_METHODS.includes(method)) {
    return refuse(501, 'Not Implemented', allow);
  }
  if (!allow) return refuse(404, 'Not Found');
  if (method === 'OPTIONS') return refuse(200, '', allow);
  refuse(405, 'Method Not Allowed', allow);
}
