/** Ways out of the org's session. Neither asks "are you sure?", as oidc-provider's own page would. */
import { decodeJwt } from 'jose';
import type Provider from 'oidc-provider';
import { type Exchange, type Routes, redirect, send } from '#sandbox/engine/http.ts';
import { badRequestPage, signedOutPage } from './pages.ts';

/** `path` is where the authorization server's endpoints are. */
export function createLogoutRoute(provider: Provider, path: string): Routes {
  return {
    /** RP-initiated logout (OpenID Connect). The ID token shows who asks; an expired one will do. */
    [`GET ${path}/v1/logout`]: async (exchange) => {
      const { res, url } = exchange;
      const client = await clientOfHint(provider, url.searchParams.get('id_token_hint'));
      if (!client) {
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
      await endSession(provider, exchange);
      if (!target) return send(res, 200, signedOutPage());
      const back = new URL(target);
      const state = url.searchParams.get('state');
      if (state) back.searchParams.set('state', state);
      redirect(res, back.href);
    },
  };
}

/** Okta's own sign-out address: how a person leaves, say to come back as somebody else. */
export const createSignOutRoute = (provider: Provider): Routes => ({
  'GET /login/signout': async (exchange) => {
    await endSession(provider, exchange);
    send(exchange.res, 200, signedOutPage());
  },
});

/** The app that an ID token of this server was made for. */
async function clientOfHint(provider: Provider, hint: string | null) {
  try {
    const client = await provider.Client.find(String(decodeJwt(hint ?? '').aud));
    if (client) await provider.IdToken.validate(hint ?? '', client);
    return client;
  } catch {
    return undefined;
  }
}

async function endSession(provider: Provider, { req, res }: Exchange) {
  const ctx = provider.createContext(req, res);
  const session = await provider.Session.get(ctx);
  await session.destroy();
  ctx.cookies.set(provider.cookieName('session'), null);
}
