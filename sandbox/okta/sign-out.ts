/** Ways out of the org's session. Neither asks "are you sure?", as oidc-provider's own page would. */
import type Provider from 'oidc-provider';
import { type Exchange, type Routes, redirect, send } from '#sandbox/engine/http.ts';
import { badRequestPage, signedOutPage } from './pages.ts';

export function createSignOutRoutes(provider: Provider, clientId: string): Routes {
  async function endSession({ req, res }: Exchange) {
    const ctx = provider.createContext(req, res);
    const session = await provider.Session.get(ctx);
    await session.destroy();
    ctx.cookies.set(provider.cookieName('session'), null);
  }

  return {
    /** RP-initiated logout (OpenID Connect). The ID token shows who asks; an expired one will do. */
    'GET /oauth2/v1/logout': async (exchange) => {
      const { res, url } = exchange;
      const hint = url.searchParams.get('id_token_hint');
      const client = await provider.Client.find(clientId);
      const isOurs =
        client && hint && (await provider.IdToken.validate(hint, client).catch(() => undefined));
      if (!isOurs) {
        return send(res, 400, badRequestPage("The 'id_token_hint' parameter is invalid."));
      }
      const target = url.searchParams.get('post_logout_redirect_uri');
      if (target && !client.postLogoutRedirectUriAllowed(target)) {
        return send(
          res,
          400,
          badRequestPage(
            "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client app settings.",
          ),
        );
      }
      await endSession(exchange);
      if (!target) return send(res, 200, signedOutPage());
      const back = new URL(target);
      const state = url.searchParams.get('state');
      if (state) back.searchParams.set('state', state);
      redirect(res, back.href);
    },

    /** Okta's own sign-out address: how a person leaves, say to come back as somebody else. */
    'GET /login/signout': async (exchange) => {
      await endSession(exchange);
      send(exchange.res, 200, signedOutPage());
    },
  };
}
