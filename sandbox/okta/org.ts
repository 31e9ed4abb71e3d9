/**
 * A stand-in for one Okta org (Identity Engine): the org authorization server and, under
 * /oauth2/default, the custom one that every org with API Access Management is born with. Start
 * here: the org's own addresses, then the pages, then the OAuth endpoints.
 *
 * Left out: the management API, the widget's JavaScript.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWK } from 'oidc-provider';
import { listen, matchRoute, type Routes, send } from '#sandbox/engine/http.ts';
import type { OktaUserSeed } from '#sandbox/seed.ts';
import { ORG_ID } from './claims.ts';
import { createApps, type OktaClient } from './clients.ts';
import { createConsentRoutes, createConsents } from './consent.ts';
import { createDashboardRoutes } from './dashboard.ts';
import { createDirectory } from './directory.ts';
import type { Faults } from './faults.ts';
import { createSigningKey } from './keys.ts';
import type { AccessPolicy } from './policy.ts';
import { createProvider, type OrgSide } from './provider.ts';
import { createRateLimiter } from './rate-limit.ts';
import { createSignInRoutes } from './sign-in.ts';
import { createLogoutRoute, createSignOutRoute } from './sign-out.ts';
import { createTokenStore, withOwnTokens } from './token-store.ts';

export type { OktaClient } from './clients.ts';

export type OktaOrg = {
  /** Also the org authorization server's issuer. */
  url: string;
  /** The private key, for tests that forge tokens. */
  signingKey: JWK;
  defaultServer: { issuer: string; signingKey: JWK };
  faults: Faults;
  /** Ends a lock-out, as an administrator does. */
  unlock(login: string): void;
  /** Requests a minute to each authorization and token endpoint; `undefined`: as many as come. */
  limitRate(perMinute: number | undefined): void;
  close(): Promise<void>;
};

export type OktaOptions = {
  port: number;
  users: OktaUserSeed[];
  /** The only app integration, or the first. */
  client?: OktaClient;
  clients?: OktaClient[];
  now?: () => number;
  /** Failures before a lock-out; Okta's default password policy says ten. */
  maxAttempts?: number;
  /** Shows the page after the last factor. */
  staySignedInPage?: boolean;
  /** Of /oauth2/default; absent: everybody assigned gets in. */
  accessPolicy?: AccessPolicy;
  /** See `limitRate`. */
  rateLimit?: number;
};

const DEFAULT_SERVER = '/oauth2/default';

/** `port` 0 lets the system choose. `users` and `clients` stay the caller's: read at each request. */
export async function startOkta(options: OktaOptions): Promise<OktaOrg> {
  const { users, now = Date.now } = options;
  const signingKey = await createSigningKey();
  const defaultKey = await createSigningKey();
  const faults: Faults = {};
  const rateLimiter = createRateLimiter(now, options.rateLimit);
  // The issuer holds the port, so the org is built once the port is known.
  const listener = await listen(options.port, (req, res) => serve(req, res));
  const url = `http://localhost:${listener.port}`;

  const own = options.client ? [options.client] : [];
  const apps = createApps(() => [...own, ...(options.clients ?? [])], url);
  const directory = createDirectory(users, now, options.maxAttempts ?? 10);
  const consents = createConsents();
  const cookieKey = randomBytes(32).toString('base64url');
  const updatedAt = Math.floor(now() / 1000);
  const side: OrgSide = { apps, directory, consents, cookieKey, faults, updatedAt };
  const store = createTokenStore(now, apps.metadata);
  const provider = createProvider(side, {
    issuer: url,
    path: '/oauth2',
    key: signingKey,
    adapter: store,
  });
  const defaultServer = createProvider(side, {
    issuer: url + DEFAULT_SERVER,
    path: '',
    key: defaultKey,
    adapter: withOwnTokens(store, 'default'),
    custom: { accessPolicy: options.accessPolicy },
  });
  const callback = provider.callback();
  const defaultCallback = defaultServer.callback();
  const routes: Routes = {
    'GET /.well-known/okta-organization': ({ res }) => send(res, 200, organization(url)),
    // Browsers ask for it unbidden, and a 404 would show up as an error on their console.
    'GET /favicon.ico': ({ res }) => send(res, 204),
    ...createSignInRoutes(provider, directory, { asksToStay: options.staySignedInPage ?? false }),
    ...createConsentRoutes(provider, apps, consents),
    ...createDashboardRoutes(url, provider, apps, directory),
    ...createSignOutRoute(provider),
    ...createLogoutRoute(provider, '/oauth2'),
    ...createLogoutRoute(defaultServer, DEFAULT_SERVER),
  };

  function serve(req: IncomingMessage, res: ServerResponse) {
    if (faults.request?.(req, res)) return;
    const requestUrl = new URL(req.url ?? '/', url);
    const { pathname } = requestUrl;
    if (rateLimiter.refuses(pathname, res)) return;
    const found = matchRoute(routes, req.method ?? 'GET', pathname);
    if (found) return found.handler({ req, res, url: requestUrl, params: found.params });
    if (!pathname.startsWith(`${DEFAULT_SERVER}/`)) return callback(req, res);
    // oidc-provider learns its mount path from the difference of the two, as with Express.
    Object.assign(req, { originalUrl: req.url, url: req.url?.slice(DEFAULT_SERVER.length) });
    return defaultCallback(req, res);
  }

  return {
    url,
    signingKey,
    defaultServer: { issuer: url + DEFAULT_SERVER, signingKey: defaultKey },
    faults,
    unlock: directory.unlock,
    limitRate: rateLimiter.set,
    close: listener.close,
  };
}

/** How a client tells Identity Engine (`idx`) from Classic (`v1`). */
const organization = (url: string) => ({
  id: ORG_ID,
  pipeline: 'idx',
  _links: { organization: { href: url } },
});
