/** The Logto tenant as one server: OIDC under `/oidc`, APIs under `/api`, pages beside them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWK } from 'oidc-provider';
import { type Clock, createClock } from '../engine/clock.ts';
import type { Faults } from '../engine/faults.ts';
import { type Handler, type Listener, listen, matchRoute, send } from '../engine/http.ts';
import { accountRoutes } from './account-api.ts';
import { accountPageRoutes } from './account-pages.ts';
import { answerCors, refuseMethod } from './api-edge.ts';
import { auditProvider } from './audit-oidc.ts';
import { experienceRoutes } from './experience-api.ts';
import { Interactions } from './interaction.ts';
import { managementRoutes } from './management/management-api.ts';
import { pageRoutes } from './pages.ts';
import { createOidcSide } from './provider.ts';
import { seedTenant } from './seed-tenant.ts';
import type { Tenant } from './tenant.ts';
import { type Lifetimes, logtoLifetimes } from './token-rules.ts';

export type Logto = {
  url: string;
  tenant: Tenant;
  signingKey: JWK;
  signingKeys: JWK[];
  /** What a test wants to go wrong. Set a field to switch it on, delete it to switch it off. */
  faults: Faults;
  clock: Clock;
  /** For a test to change; a session's is `tenant.configs.session.ttl`. */
  lifetimes: Lifetimes;
  network: Pick<Listener, 'goAway' | 'comeBack'>;
  /** What Logto does to somebody who is suspended or deleted: no session and no token is left. */
  endUserSessions: (userId: string) => void;
  close: () => Promise<void>;
};

export async function startLogto(options: {
  port: number;
  issuers: Parameters<typeof seedTenant>[0]['issuers'];
  appUrls: string[];
  /** Whether the server can keep tokens of identity providers; true when absent. */
  secretVault?: boolean;
  lifetimes?: Partial<Lifetimes> | undefined;
}): Promise<Logto> {
  const clock = createClock();
  const { now } = clock;
  const lifetimes = { ...logtoLifetimes(), ...options.lifetimes };
  let serve: (req: IncomingMessage, res: ServerResponse) => void | Promise<void> = (_req, res) =>
    send(res, 503);
  const listener = await listen(options.port, (req, res) => serve(req, res));
  const endpoint = `http://localhost:${listener.port}`;

  const faults: Faults = {};
  const tenant = seedTenant({
    endpoint,
    issuers: options.issuers,
    appUrls: options.appUrls,
    hasSecretVault: options.secretVault ?? true,
    now: now(),
  });
  const { provider, signingKey, endUserSessions } = await createOidcSide(tenant, {
    clock,
    lifetimes,
    fault: () => faults.response,
  });
  auditProvider(provider, tenant, now);
  const interactions = new Interactions(provider, tenant, now);
  const oidc = provider.callback();
  const status: Handler = ({ res }) => send(res, 204);
  const routes = {
    'GET /api/status': status,
    'GET /favicon.ico': status,
    ...experienceRoutes(tenant, interactions),
    ...accountRoutes({ tenant, provider, now }),
    ...accountPageRoutes(),
    ...managementRoutes({ tenant, provider, signingKey, now, endUserSessions }),
    ...pageRoutes(interactions),
  };

  serve = async (req, res) => {
    if (await faults.request?.(req, res)) return;
    const url = new URL(req.url ?? '/', endpoint);
    if (/^\/oidc(\/|$)/.test(url.pathname)) {
      // oidc-provider learns its mount path from the difference of the two, as with Express.
      Object.assign(req, { originalUrl: req.url, url: req.url?.slice('/oidc'.length) || '/' });
      return oidc(req, res);
    }
    if (answerCors(req, res, url.pathname)) return;
    const match = matchRoute(routes, req.method ?? 'GET', url.pathname);
    if (!match) return refuseMethod(routes, req, res, url.pathname);
    await match.handler({ req, res, url, params: match.params });
  };
  return {
    ...{ url: endpoint, tenant, signingKey, signingKeys: [signingKey] },
    ...{ faults, clock, lifetimes, network: listener, endUserSessions },
    close: listener.close,
  };
}
