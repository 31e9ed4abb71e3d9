/** What Logto makes of a request before oidc-provider sees it, and of one that nobody knows. */
import type { Provider } from 'oidc-provider';
import { readForm } from '../engine/http.ts';

type Rewritable = { querystring: string; mountPath?: string };
type Middleware = Parameters<Provider['use']>[0];

const FORM = 'application/x-www-form-urlencoded';
const POSTABLE = ['/auth', '/session/end'];

function changeQuery(ctx: Rewritable, query: URLSearchParams) {
  ctx.querystring = String(query);
  // oidc-provider can no longer tell its mount path from the address, so it is told.
  ctx.mountPath = '/oidc';
}

/**
 * OpenID Connect lets both requests come as forms. oidc-provider takes those only with cookies
 * that any site may send along, so Logto turns the form into a query.
 */
export const acceptForms: Middleware = async (ctx, next) => {
  if (ctx.method === 'POST' && POSTABLE.includes(ctx.path) && ctx.is(FORM)) {
    changeQuery(ctx, await readForm(ctx.req));
    ctx.method = 'GET';
  }
  await next();
};

/** `resource=a,b` means both. */
export const splitResources: Middleware = async (ctx, next) => {
  const query = new URLSearchParams(ctx.querystring);
  const resources = query.getAll('resource');
  if (resources.some((one) => one.includes(','))) {
    query.delete('resource');
    for (const one of resources.flatMap((all) => all.split(','))) query.append('resource', one);
    changeQuery(ctx, query);
  }
  await next();
};

export const explainUnknownRoute: Middleware = async (ctx, next) => {
  await next();
  if (ctx.status !== 404 || ctx.body) return;
  const asked = `${ctx.method} on ${ctx.path}`;
  ctx.body = {
    error: 'invalid_request',
    error_description: `unrecognized route or not allowed method (${asked})`,
  };
  ctx.status = 404;
};
