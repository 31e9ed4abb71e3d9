/** The Logto tenant as one server: OIDC under `/oidc`, APIs under `/api`, pages beside them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWK } from 'oidc-provider';
import { type Handler, listen, matchRoute, send } from '../engine/http.ts';
import { accountRoutes } from './account-api.ts';
import { accountPageRoutes } from './account-pages.ts';
import { experienceRoutes } from './experience-api.ts';
import { Interactions } from './interaction.ts';
import { pageRoutes } from './pages.ts';
import { createOidcSide, type ResponseFault } from './provider.ts';
import { seedTenant } from './seed-tenant.ts';
import type { Tenant } from './tenant.ts';

export type Logto = {
  url: string;
  tenant: Tenant;
  signingKey: JWK;
  /** What a test wants to go wrong. Set a field to switch it on, delete it to switch it off. */
  faults: Faults;
  /** Makes every session, grant and token this much older. JWTs already handed out stay as they are. */
  age: (seconds: number) => void;
  /** What Logto does to somebody who is suspended or deleted: no session and no token is left. */
  endUserSessions: (userId: string) => void;
  close: () => Promise<void>;
};
export type Faults = {
  /** Sees every request first; answers it itself by returning true. */
  request?: (req: IncomingMessage, res: ServerResponse) => boolean;
  /** May change a response of the OIDC endpoints before it leaves. */
  response?: ResponseFault;
};

export async function startLogto(options: {
  port: number;
  issuers: Parameters<typeof seedTenant>[0]['issuers'];
  appUrls: string[];
  now?: () => number;
}): Promise<Logto> {
  const now = options.now ?? Date.now;
  let serve: (req: IncomingMessage, res: ServerResponse) => void | Promise<void> = (_req, res) =>
    send(res, 503);
  const listener = await listen(options.port, (req, res) => serve(req, res));
  const endpoint = `http://localhost:${listener.port}`;

  const faults: Faults = {};
  const tenant = seedTenant({
    endpoint,
    issuers: options.issuers,
    appUrls: options.appUrls,
    now: now(),
  });
  const { provider, signingKey, age, endUserSessions } = await createOidcSide(
    tenant,
    () => faults.response,
  );
  const interactions = new Interactions(provider, tenant, now);
  const oidc = provider.callback();
  const status: Handler = ({ res }) => send(res, 204);
  const routes = {
    'GET /api/status': status,
    'GET /favicon.ico': status,
    ...experienceRoutes(tenant, interactions),
    ...accountRoutes({ tenant, provider, now }),
    ...accountPageRoutes(),
    ...pageRoutes(interactions),
  };

  serve = async (req, res) => {
    if (faults.request?.(req, res)) return;
    const url = new URL(req.url ?? '/', endpoint);
    if (url.pathname.startsWith('/oidc/')) {
      // oidc-provider learns its mount path from the difference of the two, as with Express.
      Object.assign(req, { originalUrl: req.url, url: req.url?.slice('/oidc'.length) });
      return oidc(req, res);
    }
    const match = matchRoute(routes, req.method ?? 'GET', url.pathname);
    if (!match) return send(res, 404, 'Not Found', { 'content-type': 'text/plain' });
    await match.handler({ req, res, url, params: match.params });
  };
  return {
    ...{ url: endpoint, tenant, signingKey, faults, age, endUserSessions },
    close: listener.close,
  };
}
