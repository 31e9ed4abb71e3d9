/**
 * Okta's dashboard, as far as it matters to an app: the tiles, and what a click on one does. A tile
 * starts the app's own sign-in (OpenID Connect Core 1.0, section 4, third-party initiated login).
 */
import type { Provider } from 'oidc-provider';
import { type Exchange, type Routes, redirect, send } from '../engine/http.ts';
import { type Apps, DASHBOARD_CALLBACK, DASHBOARD_ID, hasTile, isAssigned } from './clients.ts';
import type { Directory } from './directory.ts';
import { badRequestPage, dashboardPage, noAccessPage } from './pages.ts';

const HOME = '/app/UserHome';
const TILE = '/home/oidc_client/';

export function createDashboardRoutes(
  url: string,
  provider: Provider,
  apps: Apps,
  directory: Directory,
): Routes {
  async function signedInUser({ req, res }: Exchange) {
    const session = await provider.Session.get(provider.createContext(req, res));
    return session.accountId ? directory.active(session.accountId) : undefined;
  }

  /** `state` carries the page to come back to. */
  const signInFirst = ({ res, url: { pathname } }: Exchange) =>
    redirect(
      res,
      `${url}/oauth2/v1/authorize?${new URLSearchParams({
        client_id: DASHBOARD_ID,
        redirect_uri: url + DASHBOARD_CALLBACK,
        response_type: 'code',
        scope: 'openid',
        state: pathname,
      })}`,
    );

  return {
    [`GET ${HOME}`]: async (exchange) => {
      const user = await signedInUser(exchange);
      if (!user) return signInFirst(exchange);
      const tiles = apps.tilesOf(user).map(({ id, label }) => ({
        label: label ?? id,
        href: `${TILE}${encodeURIComponent(id)}/aln${id.slice(3)}`,
      }));
      send(exchange.res, 200, dashboardPage(user.login, tiles));
    },

    // The session is there; the code is of no further use, since Okta's dashboard is Okta itself.
    [`GET ${DASHBOARD_CALLBACK}`]: ({ res, url: { searchParams } }) => {
      const error = searchParams.get('error_description');
      if (error) return send(res, 400, badRequestPage(error));
      const page = searchParams.get('state') ?? '';
      // Anybody may call this address: it leads to the org's own pages only.
      redirect(res, page.startsWith(TILE) ? page : HOME);
    },

    [`GET ${TILE}:appId/:instance`]: async (exchange) => {
      const user = await signedInUser(exchange);
      if (!user) return signInFirst(exchange);
      const app = apps.find(exchange.params.appId);
      if (!app || !isAssigned(user, app) || !hasTile(app)) {
        return send(exchange.res, 403, noAccessPage());
      }
      const target = new URL(app.initiateLoginUri ?? '');
      target.searchParams.set('iss', url);
      redirect(exchange.res, target.href, 302);
    },
  };
}
