/**
 * A stand-in for one Okta org (Identity Engine): the org authorization server and, under
 * /oauth2/default, the custom one that every org with API Access Management is born with. Start
 * here: the org's own addresses, then the pages, then the OAuth endpoints.
 *
 * The management API is in management/. Left out: the widget's JavaScript.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWK, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { type Clock, createClock } from '../engine/clock.ts';
import type { Faults } from '../engine/faults.ts';
import { type Listener, listen, matchRoute, type Routes, send } from '../engine/http.ts';
import type { OktaApiTokenSeed, OktaUserSeed } from '../seed.ts';
import { oktaError } from './answers.ts';
import { ORG_ID } from './claims.ts';
import { type Apps, appIdOf, createApps, type OktaClient } from './clients.ts';
import { createConsentRoutes, createConsents } from './consent.ts';
import { createDashboardRoutes } from './dashboard.ts';
import { createDirectory, type Directory } from './directory.ts';
import { withJwtMarked } from './introspection.ts';
import { createSigningKey } from './keys.ts';
import { createCustomScopes } from './management/authorization-servers.ts';
import { createManagement } from './management/management.ts';
import { createSystemLog, type SystemLog } from './management/system-log.ts';
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
  /** Of both servers. */
  signingKeys: JWK[];
  /** What a test wants to go wrong. Set a field to switch it on, delete it to switch it off. */
  faults: Faults;
  clock: Clock;
  network: Pick<Listener, 'goAway' | 'comeBack'>;
  /** To look at what was made, and to change what the management API can't. */
  apps: Apps;
  /** Ends a lock-out, as an administrator does. */
  unlock(login: string): void;
  /** Requests a minute to each limited endpoint; `undefined`: as many as come. */
  limitRate(perMinute: number | undefined): void;
  close(): Promise<void>;
};

export type OktaOptions = {
  port: number;
  users: OktaUserSeed[];
  /** The only app integration, or the first. */
  client?: OktaClient;
  clients?: OktaClient[];
  /** Failures before a lock-out; Okta's default password policy says ten. */
  maxAttempts?: number;
  /** Shows the page after the last factor. */
  staySignedInPage?: boolean;
  /** Of /oauth2/default; absent: everybody assigned gets in. */
  accessPolicy?: AccessPolicy;
  /** See `limitRate`. */
  rateLimit?: number;
  /** Of the management API. */
  apiTokens?: OktaApiTokenSeed[];
  /** `false`: the org hasn't paid for API Access Management, so there is no /oauth2/default. */
  apiAccessManagement?: boolean;
};

const DEFAULT_SERVER = '/oauth2/default';
/** Where JWTs are looked at that oidc-provider would refuse. */
const LOOKS_AT_TOKENS = /^\/oauth2\/(default\/)?v1\/(introspect|revoke)$/;

/** `port` 0 lets the system choose. `users` and `clients` stay the caller's: read at each request. */
export async function startOkta(options: OktaOptions): Promise<OktaOrg> {
  const { users } = options;
  const clock = createClock();
  const { now } = clock;
  const signingKey = await createSigningKey();
  const defaultKey = await createSigningKey();
  const faults: Faults = {};
  const rateLimiter = createRateLimiter(now, options.rateLimit);
  // The issuer holds the port, so the org is built once the port is known.
  const listener = await listen(options.port, (req, res) => serve(req, res));
  const url = `http://localhost:${listener.port}`;

  const own = options.client ? [options.client] : [];
  const apps = createApps(() => [...own, ...(options.clients ?? [])], url);
  const log = createSystemLog(now);
  const directory = createDirectory(users, now, options.maxAttempts ?? 10, (user, isSuccess) =>
    log.add('user.session.start', user, isSuccess ? {} : { reason: 'INVALID_CREDENTIALS' }),
  );
  const consents = createConsents();
  const cookieKey = randomBytes(32).toString('base64url');
  const updatedAt = Math.floor(now() / 1000);
  const side: OrgSide = { url, apps, directory, consents, cookieKey, faults, updatedAt };
  const store = createTokenStore(clock, apps.metadata, apps.leewayOf);
  const custom = createCustomScopes();
  const isLicensed = options.apiAccessManagement ?? true;
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
    custom: {
      accessPolicy: options.accessPolicy,
      scopes: custom.names,
      publishedScopes: custom.published,
    },
  });
  for (const server of [provider, defaultServer]) logSignOns(server, { apps, directory, log });
  const { apiTokens: tokens = [] } = options;
  const state = { url, apps, directory, log, now, endSessions: store.forgetAccount };
  const management = createManagement({ ...state, tokens, provider, custom, isLicensed });
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
    ...management.routes,
  };

  async function serve(req: IncomingMessage, res: ServerResponse) {
    if (await faults.request?.(req, res)) return;
    const requestUrl = new URL(req.url ?? '/', url);
    const { pathname } = requestUrl;
    const isDefault = pathname.startsWith(`${DEFAULT_SERVER}/`);
    res.setHeader('X-Okta-Request-Id', randomBytes(18).toString('base64url'));
    if (rateLimiter.refuses(pathname, res)) return;
    if (isDefault && !isLicensed) return send(res, 401, oktaError('E0000015', UNLICENSED));
    const found = matchRoute(routes, req.method ?? 'GET', pathname);
    if (found) return found.handler({ req, res, url: requestUrl, params: found.params });
    if (management.fallback({ req, res, url: requestUrl, params: {} })) return;
    const looksAtTokens = req.method === 'POST' && LOOKS_AT_TOKENS.test(pathname);
    const server = isDefault ? defaultServer : provider;
    const request = looksAtTokens ? await withJwtMarked(server, req) : req;
    if (!isDefault) return callback(request, res);
    // oidc-provider learns its mount path from the difference of the two, as with Express.
    Object.assign(request, { originalUrl: req.url, url: req.url?.slice(DEFAULT_SERVER.length) });
    return defaultCallback(request, res);
  }

  return {
    url,
    signingKey,
    defaultServer: { issuer: url + DEFAULT_SERVER, signingKey: defaultKey },
    signingKeys: [signingKey, defaultKey],
    faults,
    clock,
    network: listener,
    apps,
    unlock: directory.unlock,
    limitRate: rateLimiter.set,
    close: listener.close,
  };
}

const UNLICENSED = 'You do not have permission to access the feature you are requesting';

/** Who went on to which app, and who was kept from one. */
function logSignOns(
  server: Provider,
  { apps, directory, log }: { apps: Apps; directory: Directory; log: SystemLog },
) {
  const add = (ctx: KoaContextWithOIDC, reason?: string) => {
    const user = directory.active(ctx.oidc.account?.accountId ?? '');
    const app = apps.find(ctx.oidc.client?.clientId);
    if (!user || !app) return;
    const target = { id: appIdOf(app), label: app.label ?? app.id };
    if (reason) log.add('app.generic.unauth_app_access_attempt', user, { app: target, reason });
    else log.add('user.authentication.sso', user, { app: target });
  };
  server.on('authorization.success', (ctx) => add(ctx));
  server.on('authorization.error', (ctx, error: Error & { error_description?: string }) => {
    if (error.message === 'access_denied') add(ctx, error.error_description ?? error.message);
  });
}

/** How a client tells Identity Engine (`idx`) from Classic (`v1`). */
const organization = (url: string) => ({
  id: ORG_ID,
  pipeline: 'idx',
  _links: { organization: { href: url } },
});
