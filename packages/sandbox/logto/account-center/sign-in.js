// The pages' own sign-in, as the built-in application: no second password while a session at
// Logto goes on. A code with PKCE, because an application in a browser keeps no secret (RFC 7636).

import { proof, routeRestore, uiLocales } from './store.js';

const CLIENT_ID = 'account-center';
const REDIRECT_URI = `${location.origin}/account`;
const SCOPE = 'openid profile email phone address identities custom_data urn:logto:scope:sessions';

const base64Url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const random = () => base64Url(crypto.getRandomValues(new Uint8Array(32)));

export const currentToken = () => localStorage.getItem('account_token');

/** Leaves the page; comes back to it with a token. @param prompt `none` for no page in between. */
export async function signIn(prompt = 'consent') {
  const pending = { state: random(), verifier: random() };
  if (location.pathname !== '/account') routeRestore.set(location.pathname);
  localStorage.removeItem('account_token');
  sessionStorage.setItem('account_sign_in', JSON.stringify(pending));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(pending.verifier));
  const query = new URLSearchParams({
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: SCOPE,
    prompt,
    state: pending.state,
    code_challenge: base64Url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
    ...(uiLocales.get() && { ui_locales: uiLocales.get() }),
  });
  location.assign(`/oidc/auth?${query}`);
  // The page stays as it is until the browser has left it.
  await new Promise(() => {});
}

/** At the redirect URI: turns the code into a token and starts anew. */
export async function finishSignIn() {
  const query = new URL(location.href).searchParams;
  const pending = JSON.parse(sessionStorage.getItem('account_sign_in') ?? '{}');
  sessionStorage.removeItem('account_sign_in');
  proof.set();
  if (query.get('state') !== pending.state) throw new Error('State mismatched.');
  const response = await fetch('/oidc/token', {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: CLIENT_ID,
      code: query.get('code'),
      redirect_uri: REDIRECT_URI,
      code_verifier: pending.verifier,
    }),
  });
  const { access_token: token, error_description: description } = await response.json();
  if (!token) throw new Error(description);
  localStorage.setItem('account_token', token);
  location.replace('/account');
}
