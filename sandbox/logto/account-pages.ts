/**
 * The account center's pages: a shell and its scripts, which sign in as the tenant's built-in
 * application and then call the account API like any other.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { html, page, trustedMarkup } from '../engine/html.ts';
import { type Handler, type Routes, redirect, send } from '../engine/http.ts';

const SCRIPTS = new URL('./account-center/', import.meta.url);
const PATHS = [
  'security',
  'sessions',
  'profile',
  'password',
  'authenticator-app',
  'backup-codes/generate',
  'email',
  'username',
];

const shell = page(
  'Account center',
  html`<main></main>${trustedMarkup('<script type="module" src="/account-center/app.js"></script>')}`,
  { who: 'Logto sandbox' },
);

export function accountPageRoutes(): Routes {
  const open: Handler = ({ res }) => send(res, 200, shell);
  const routes: Routes = {
    'GET /account'(exchange) {
      const { searchParams } = exchange.url;
      const returnsFromSignIn = searchParams.has('code') || searchParams.has('error');
      if (returnsFromSignIn) return open(exchange);
      redirect(exchange.res, `/account/security${exchange.url.search}`, 302);
    },
  };
  for (const path of PATHS) routes[`GET /account/${path}`] = open;
  for (const script of readdirSync(SCRIPTS)) {
    const source = readFileSync(new URL(script, SCRIPTS), 'utf8');
    routes[`GET /account-center/${script}`] = ({ res }) =>
      send(res, 200, source, { 'content-type': 'text/javascript; charset=utf-8' });
  }
  return routes;
}
