/** What Logto makes of a request before oidc-provider sees it, and of the answer after. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Provider } from 'oidc-provider';
import { readBody, readForm } from '../engine/http.ts';

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

const formOf = (json: unknown) => {
  const entries = Object.entries(typeof json === 'object' && json !== null ? json : {});
  const pairs = entries.flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  return String(new URLSearchParams(pairs));
};

/** A body may be JSON as well. One that can't be read counts as empty. */
export const acceptJson: Middleware = async (ctx, next) => {
  if (ctx.method === 'POST' && ctx.is('application/json')) {
    const text = await readBody(ctx.req);
    let form = '';
    try {
      form = formOf(JSON.parse(text));
    } catch {}
    const { method, url, socket } = ctx.req;
    const originalUrl = (ctx.req as { originalUrl?: string }).originalUrl;
    const headers = Object.assign(ctx.req.headers, {
      'content-type': FORM,
      'content-length': String(form.length),
    });
    // oidc-provider reads the body by itself, and the one that came has been read.
    const req = Object.assign(Readable.from([Buffer.from(form)]), {
      ...{ method, url, originalUrl, socket, headers },
    });
    ctx.req = req as unknown as typeof ctx.req;
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

/** Keys may change at any time, so they are asked for each time; nothing is sent twice unchanged. */
export const sayHowToCache: Middleware = async (ctx, next) => {
  await next();
  if (ctx.method !== 'GET' || !ctx.body) return;
  if (ctx.path === '/jwks') ctx.set('cache-control', 'no-cache, max-age=0, must-revalidate');
  ctx.set('etag', `"${createHash('sha1').update(JSON.stringify(ctx.body)).digest('base64url')}"`);
  if (!ctx.fresh) return;
  ctx.status = 304;
  ctx.body = null;
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
