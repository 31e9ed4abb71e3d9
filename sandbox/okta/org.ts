/**
 * A stand-in for one Okta org (Identity Engine, org authorization server). Start here: the org's
 * own addresses, then the sign-in pages, then the OAuth endpoints.
 *
 * Left out: the management API, the widget's JavaScript, the stay-signed-in page, rate limits.
 */
import { listen, matchRoute, type Routes, send } from '#sandbox/engine/http.ts';
import type { OktaUserSeed } from '#sandbox/seed.ts';
import { ORG_ID } from './claims.ts';
import { createDirectory } from './directory.ts';
import { createSigningKeys } from './keys.ts';
import { createProvider } from './provider.ts';
import { createSignInRoutes } from './sign-in.ts';
import { createSignOutRoutes } from './sign-out.ts';

export type OktaOrg = { url: string; close(): Promise<void> };

/** An app integration in the org's eyes: what an administrator types into its settings. */
export type OktaClient = {
  id: string;
  secret: string;
  redirectUris: string[];
  postLogoutRedirectUris?: string[];
};

type Options = { port: number; users: OktaUserSeed[]; client: OktaClient; now?: () => number };

/** `port` 0 lets the system choose. `users` stays the caller's: see `createDirectory`. */
export async function startOkta({
  port,
  users,
  client,
  now = Date.now,
}: Options): Promise<OktaOrg> {
  const keys = await createSigningKeys();
  // The issuer holds the port, so the org is built once the port is known.
  const listener = await listen(port, (req, res) => {
    const requestUrl = new URL(req.url ?? '/', url);
    const found = matchRoute(routes, req.method ?? 'GET', requestUrl.pathname);
    return found
      ? found.handler({ req, res, url: requestUrl, params: found.params })
      : authorizationServer(req, res);
  });
  const url = `http://localhost:${listener.port}`;
  const directory = createDirectory(users, now);
  const provider = createProvider({ issuer: url, client, directory, keys, now });
  const authorizationServer = provider.callback();
  const routes: Routes = {
    'GET /.well-known/okta-organization': ({ res }) => send(res, 200, organization(url)),
    // Browsers ask for it unbidden, and a 404 would show up as an error on their console.
    'GET /favicon.ico': ({ res }) => send(res, 204),
    ...createSignInRoutes(provider, directory),
    ...createSignOutRoutes(provider, client.id),
  };
  return { url, close: listener.close };
}

/** How a client tells Identity Engine (`idx`) from Classic (`v1`). */
const organization = (url: string) => ({
  id: ORG_ID,
  pipeline: 'idx',
  _links: { organization: { href: url } },
});
