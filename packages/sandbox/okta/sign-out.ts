/** Ways out of the org's session. Neither asks "are you sure?", as oidc-provider's own page would. */
import { decodeJwt } from 'jose';
import type Provider from 'oidc-provider';
import { type Exchange, type Routes, readForm, redirect, send } from '../engine/http.ts';
import { badRequestPage, signedOutPage } from './pages.ts';

/** `path` is where the authorization server's endpoints are. */
export function createLogoutRoute(provider: Provider, path: string): Routes {
  /** RP-initiated logout (OpenID Connect). The ID token shows who asks; an expired one will do. */
  async function logout(exchange: Exchange, params: URLSearchParams) {
    const { res } = exchange;
    const hint = params.get('id_token_hint');
    const client = await clientOfHint(provider, hint);
    if (!client) {
      return send(res, 400, badRequestPage("The 'id_token_hint' parameter is invalid."));
    }
    const target = params.get('post_logout_redirect_uri');
    if (target && !client.postLogoutRedirectUriAllowed(target)) {
      return send(
        res,
        400,
        badRequestPage(
          "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client app settings.",
        ),
      );
    }
    // Somebody else's session stays: the browser goes back all the same.
    await endSession(provider, exchange, decodeJwt(hint ?? '').sub);
    if (!target) return redirect(res, '/app/UserHome');
    const back = new URL(target);
    const state = params.get('state');
    if (state) back.searchParams.set('state', state);
    redirect(res, back.href);
  }
  return {
    [`GET ${path}/v1/logout`]: (exchange) => logout(exchange, exchange.url.searchParams),
    [`POST ${path}/v1/logout`]: async (exchange) => logout(exchange, await readForm(exchange.req)),
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

/** @param onlyOf Ends the session of this user and no other's; absent: whoever it is. */
async function endSession(provider: Provider, { req, res }: Exchange, onlyOf?: string) {
  const ctx = provider.createContext(req, res);
  const session = await provider.Session.get(ctx);
  if (onlyOf !== undefined && session.accountId !== onlyOf) return;
  await session.destroy();
  ctx.cookies.set(provider.cookieName('session'), null);
}
