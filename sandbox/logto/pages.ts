/** The pages of the tenant: one shell for the sign-in experience, its scripts, and consent. */
import { readFileSync } from 'node:fs';
import { html, page, trustedMarkup } from '../engine/html.ts';
import { type Handler, type Routes, redirect, send } from '../engine/http.ts';
import type { Interactions } from './interaction.ts';

const SCRIPTS = ['api.js', 'app.js', 'dom.js', 'screens.js', 'sso.js', 'texts.js'];

const shell = page(
  'Sign in',
  html`<main></main>${trustedMarkup('<script type="module" src="/experience/app.js"></script>')}`,
  { who: 'Logto sandbox' },
);

export function pageRoutes(interactions: Interactions): Routes {
  const open: Handler = ({ res }) => send(res, 200, shell);
  /** A page of a sign-in that isn't going on (a stale tab, a bookmark) leads to one page (docs/vendors.md L7). */
  const guarded: Handler = async ({ req, res }) =>
    (await interactions.exists(req, res))
      ? send(res, 200, shell)
      : redirect(res, '/unknown-session', 302);

  const routes: Routes = {
    'GET /unknown-session': open,
    'GET /account-suspended': open,
    'GET /identifier-sign-in': open,
    'GET /identifier-register': open,
    'GET /direct/:method/:target': open,
    'GET /callback/:connector': open,
    'GET /callback/social/:connector': open,
    async 'GET /consent'({ req, res }) {
      try {
        redirect(res, await interactions.consent(req, res));
      } catch {
        redirect(res, '/unknown-session', 302);
      }
    },
  };
  for (const path of [
    '/',
    '/sign-in',
    '/register',
    '/register/password',
    '/single-sign-on',
    '/single-sign-on/email',
    '/single-sign-on/connectors',
  ]) {
    routes[`GET ${path}`] = guarded;
  }
  for (const script of SCRIPTS) {
    const source = readFileSync(new URL(`./experience/${script}`, import.meta.url), 'utf8');
    routes[`GET /experience/${script}`] = ({ res }) =>
      send(res, 200, source, { 'content-type': 'text/javascript; charset=utf-8' });
  }
  return routes;
}
